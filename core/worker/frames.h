#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reverie::worker {

/// A header is at most this long, as text.
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 20;
/// A payload is at most this long.
inline constexpr std::size_t kMaxPayloadBytes = std::size_t{512} << 20;
/// Objects and arrays nest at most this deep in a header.
inline constexpr int kMaxHeaderDepth = 16;

/// One message on the worker's pipes: `u32 little-endian length of the header | header | payload`. The header is a JSON
/// object; its member "payload" is the payload's length and is absent when there is none.
struct Frame {
    nlohmann::json header;
    std::vector<std::uint8_t> payload;
};

/// The bytes of a frame up to its payload, which the caller sends right after them (so that a picture is not copied).
/// InvalidArgument when header or payload is too long.
[[nodiscard]] Result<QByteArray> encodeHead(nlohmann::json header, std::size_t payloadBytes);

/// Takes a stream apart into frames. The stream comes from a process that may have gone mad, so each rule is checked
/// before memory is taken for what it guards, and memory for a payload grows with what has really arrived.
/// Every byte is stored once: read straight into `room()`. One thread at a time.
class FrameDecoder final {
public:
    FrameDecoder();

    /// Where the next bytes of the stream belong; never empty, and never longer than what the frame still needs.
    [[nodiscard]] std::span<std::uint8_t> room();

    /// Notes that `count <= room().size()` bytes were stored there; returns the frame that they complete, if they do.
    /// Corrupt on a broken rule, and ever after.
    [[nodiscard]] Result<std::optional<Frame>> advance(std::size_t count);

    /// True between two frames: here, and only here, a stream may end.
    [[nodiscard]] bool isBetweenFrames() const { return m_part == Part::Length && m_filled == 0; }

private:
    enum class Part { Length, Header, Payload, Broken };

    Result<std::optional<Frame>> finishPart();
    Result<std::optional<Frame>> finishLength();
    Result<std::optional<Frame>> finishHeader();
    std::optional<Frame> finishFrame();
    void begin(Part part, std::size_t bytes);

    Part m_part = Part::Length;
    std::size_t m_wanted = 0;             ///< bytes of the running part
    std::size_t m_filled = 0;             ///< of which these have arrived
    std::vector<std::uint8_t> m_storage;  ///< of the running part; may be shorter than m_wanted while bytes arrive
    nlohmann::json m_header;
};

}  // namespace reverie::worker
