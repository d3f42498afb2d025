#pragma once

#include "core/worker/messages.h"

#include <mutex>

namespace reverie::worker {

/// The worker's side of the pipe to the parent. Any thread may send; messages never mix. Sending waits while the pipe
/// is full, so a slow parent slows the worker down instead of filling its memory. Does not own the descriptor.
class FrameWriter final {
public:
    explicit FrameWriter(int output) : m_output(output) { }

    /// Sends, or does nothing once the parent has gone (then the end of the input is about to end the worker).
    void send(FromWorker message);

private:
    bool write(const void* bytes, std::size_t count);

    const int m_output;
    std::mutex m_mutex;  ///< guards the order on the pipe and m_isOpen
    bool m_isOpen = true;
};

}  // namespace reverie::worker
