#include "core/weights/safetensors_header.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace reverie::weights;

namespace {

/// What a judged header promises: the tensors cover the data, each byte once.
bool isSound(const TensorListing& header, std::uint64_t dataStart, std::uint64_t fileBytes)
{
    std::uint64_t end = dataStart;
    for (const TensorInfo& tensor : header.tensors) {
        if (tensor.offset != end || tensor.bytes > fileBytes - end || tensor.shape.size() > 8)
            return false;
        end += tensor.bytes;
    }
    return end == fileBytes && !header.tensors.empty();
}

}  // namespace

/// Input: two bytes, little-endian: bytes of data behind the header; then the header itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::uint64_t dataBytes = data[0] + 256U * data[1];
    const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::uint64_t fileBytes = kLengthBytes + text.size() + dataBytes;
    const auto header = parseSafetensorsHeader(text, fileBytes, QStringLiteral("fuzz"));
    if (header && !isSound(*header, kLengthBytes + text.size(), fileBytes))
        std::abort();
    return 0;
}
