#include "core/worker/frame_writer.h"

#include <QtGlobal>

#include <cerrno>
#include <unistd.h>
#include <utility>

namespace reverie::worker {

void FrameWriter::send(FromWorker message)
{
    Frame frame = toFrame(std::move(message));
    const auto head = encodeHead(std::move(frame.header), frame.payload.size());
    if (!head) {
        qCritical("Could not tell the parent: %s", qUtf8Printable(head.error().detail));
        return;
    }
    const std::lock_guard lock(m_mutex);
    m_isOpen = m_isOpen && write(head->constData(), static_cast<std::size_t>(head->size())) &&
        write(frame.payload.data(), frame.payload.size());
}

bool FrameWriter::write(const void* bytes, std::size_t count)
{
    const char* next = static_cast<const char*>(bytes);
    while (count > 0) {
        const ssize_t written = ::write(m_output, next, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        next += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace reverie::worker
