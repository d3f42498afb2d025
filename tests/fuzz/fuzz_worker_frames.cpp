#include "core/worker/messages.h"

#include <algorithm>
#include <cstdlib>

using namespace reverie;
using namespace reverie::worker;

namespace {

/// Whatever is accepted must survive the way back and forth.
template <typename Message>
void checkRoundTrip(Result<Message> message, Result<Message> (*read)(Frame))
{
    if (!message)
        return;
    Frame again = toFrame(std::move(*message));
    if (!encodeHead(again.header, again.payload.size()))
        return;
    again.header = nlohmann::json::parse(again.header.dump());
    if (!read(std::move(again)))
        std::abort();
}

}  // namespace

/// The first byte chooses in which pieces the rest, a stream from either side, arrives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t piece = std::size_t{1} + data[0];
    FrameDecoder decoder;
    for (std::size_t at = 1; at < size;) {
        const auto room = decoder.room();
        const std::size_t count = std::min({room.size(), piece, size - at});
        std::copy_n(data + at, count, room.begin());
        at += count;
        const auto frame = decoder.advance(count);
        if (!frame)
            return 0;
        if (!*frame)
            continue;
        checkRoundTrip(toWorkerMessage(**frame), &toWorkerMessage);
        checkRoundTrip(fromWorkerMessage(**frame), &fromWorkerMessage);
    }
    return 0;
}
