#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/request/generation_events.h"
#include "core/request/generation_request.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <vector>

namespace reverie::worker {

/// Something that can compute pictures.
struct Device {
    QString name;                   ///< as --device takes it: "cpu", "cuda:0"
    QString label;                  ///< for people: "NVIDIA H100 80GB"
    std::uint64_t memoryBytes = 0;  ///< in all

    bool operator==(const Device&) const = default;
};

/// What the worker says about itself before it has loaded anything.
struct EngineFacts {
    QString version;       ///< of reverie-engine
    QString torchVersion;  ///< of libtorch
    int threads = 0;       ///< that compute on the CPU
    std::vector<Device> devices;

    bool operator==(const EngineFacts&) const = default;
};

/// Which model to load, and how.
struct LoadOptions {
    QString model;                            ///< a diffusers folder, a checkpoint, or "random:sd1" and the like
    QString vae;                              ///< a folder or file; empty = the model's own
    QString device = QStringLiteral("auto");  ///< auto, cpu, cuda or cuda:N
    request::DType dtype = request::DType::Auto;

    bool operator==(const LoadOptions&) const = default;
};

/// How far loading has come, 0..1, and what is being loaded, in words.
using LoadingObserver = std::function<void(double fraction, const QString& what)>;

/// What the serving loop drives: the engine as the worker process sees it. `facts()` is asked once, on the reading
/// thread, before any work. All else is called on one and the same thread, one call at a time, and reports to its
/// observer on that thread. Cancelling makes a call return `Cancelled` soon.
class EnginePort {
public:
    virtual ~EnginePort() = default;

    [[nodiscard]] virtual EngineFacts facts() = 0;
    /// Replaces the loaded model. After a failure none is loaded.
    [[nodiscard]] virtual Result<request::ModelFacts> load(
        const LoadOptions& options, const LoadingObserver& observer, const Cancellation& cancellation) = 0;
    /// Needs a loaded model and a resolved request. After a failure the model is still usable, except after DeviceLost.
    [[nodiscard]] virtual Result<request::RunTimes> generate(const request::GenerationRequest& request,
        request::GenerationObserver& observer, const Cancellation& cancellation) = 0;
    virtual void unload() = 0;
};

}  // namespace reverie::worker
