#pragma once

#include "core/base/log.h"
#include "core/worker/engine_port.h"
#include "core/worker/frames.h"

#include <cstdint>
#include <variant>

namespace reverie::worker {

/// Changes when an older worker could not understand a newer parent, or the other way round.
inline constexpr int kProtocol = 2;

/// Names a job on the wire. A parent's ids rise; each is used once.
using JobId = std::uint64_t;

/// The messages. `kType` is the name on the wire; the order of fields on the wire does not matter, unknown ones are
/// ignored, missing ones are an error.
namespace message {

// To the worker.

/// The first message; answered by Ready.
struct Hello {
    static constexpr const char* kType = "hello";
    int protocol = kProtocol;
};
/// A job: answered by Loading ..., then Loaded or Failed.
struct Load {
    static constexpr const char* kType = "load";
    JobId job = 0;
    LoadOptions options;
};
/// A job: answered by Progress, Preview, Latents, Image ..., then Done or Failed.
struct Generate {
    static constexpr const char* kType = "generate";
    JobId job = 0;
    request::GenerationRequest request;  ///< what is empty in it takes the model's default
    int stopAfter = 0;                   ///< step after which it stops by itself as by Cancel::keeps; 0 = none
};
/// Makes a job end soon, with Failed(Cancelled) unless it ended by itself meanwhile.
struct Cancel {
    static constexpr const char* kType = "cancel";
    JobId job = 0;
    bool keeps = false;  ///< the pictures of the running batch are decoded as they are, and come with their Stop
};
/// A job: answered by Done or Failed.
struct Unload {
    static constexpr const char* kType = "unload";
    JobId job = 0;
};
struct AskStats {
    static constexpr const char* kType = "stats";
};
/// Answered by Pong with the same number, always within a second.
struct Ping {
    static constexpr const char* kType = "ping";
    std::uint64_t number = 0;
};
struct Quit {
    static constexpr const char* kType = "quit";
};

// From the worker.

struct Ready {
    static constexpr const char* kType = "ready";
    int protocol = kProtocol;
    EngineFacts engine;
};
struct Loading {
    static constexpr const char* kType = "loading";
    JobId job = 0;
    double fraction = 0;  ///< 0..1
    QString what;
};
struct Loaded {
    static constexpr const char* kType = "loaded";
    JobId job = 0;
    request::ModelFacts model;
};
struct Progress {
    static constexpr const char* kType = "progress";
    JobId job = 0;
    request::Progress progress;
};
/// Payload: the pixels.
struct Preview {
    static constexpr const char* kType = "preview";
    JobId job = 0;
    request::Preview preview;
};
/// Payload: the values. Comes right before its Image.
struct Latents {
    static constexpr const char* kType = "latents";
    JobId job = 0;
    int index = 0;
    request::Latents latents;
};
/// Payload: the pixels. Its latents travel in a message of their own.
struct Image {
    static constexpr const char* kType = "image";
    JobId job = 0;
    request::GeneratedImage image;
};
/// Payload: the seconds of each step, float64 (a long run has more than a header holds).
struct Done {
    static constexpr const char* kType = "done";
    JobId job = 0;
    request::RunTimes times;
};
struct Failed {
    static constexpr const char* kType = "failed";
    JobId job = 0;
    Error error;
};
struct Stats {
    static constexpr const char* kType = "stats";
    std::uint64_t residentBytes = 0;  ///< memory of the worker now
    std::uint64_t peakBytes = 0;      ///< and at most so far
    JobId job = 0;                    ///< the running job, 0 = none
};
struct Pong {
    static constexpr const char* kType = "pong";
    std::uint64_t number = 0;
};
/// Something that a person may want to know and that belongs to no reply.
struct Log {
    static constexpr const char* kType = "log";
    LogLevel level = LogLevel::Info;
    QString text;
};

}  // namespace message

using ToWorker = std::variant<message::Hello, message::Load, message::Generate, message::Cancel, message::Unload,
    message::AskStats, message::Ping, message::Quit>;
using FromWorker = std::variant<message::Ready, message::Loading, message::Loaded, message::Progress, message::Preview,
    message::Latents, message::Image, message::Done, message::Failed, message::Stats, message::Pong, message::Log>;

/// A message as a frame; pixels are moved, not copied.
[[nodiscard]] Frame toFrame(ToWorker message);
[[nodiscard]] Frame toFrame(FromWorker message);

/// A frame as a message. Corrupt when its type is unknown, a field is missing or of the wrong kind or range, or the
/// payload is not exactly what the fields say.
[[nodiscard]] Result<ToWorker> toWorkerMessage(Frame frame);
[[nodiscard]] Result<FromWorker> fromWorkerMessage(Frame frame);

}  // namespace reverie::worker
