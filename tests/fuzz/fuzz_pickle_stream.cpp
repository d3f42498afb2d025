#include "core/weights/pickle_reader.h"
#include "core/weights/pickled_tensors.h"
#include "core/weights/tensor_layout.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

using namespace reverie::weights;

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kRecordAt = 1'000;

/// Pieces of pickles as PyTorch writes them: what the mutator builds from, so that inputs get past the first bytes.
constexpr std::array kPieces = {
    "}q\x05"sv,
    "]q\x06"sv,
    ")"sv,
    "("sv,
    "t"sv,
    "\x85"sv,
    "\x86"sv,
    "\x87"sv,
    "N"sv,
    "\x89"sv,
    "K\x02"sv,
    "K\x03"sv,
    "J\x01\x00\x00\x80"sv,
    "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"sv,
    "G\x3f\xf0\x00\x00\x00\x00\x00\x00"sv,
    "\x8c\x01z"sv,
    "X\x0a\x00\x00\x00state_dict"sv,
    "q\x01"sv,
    "h\x01"sv,
    "h\x05"sv,
    "\x94"sv,
    "a"sv,
    "e"sv,
    "s"sv,
    "u"sv,
    "R"sv,
    "b"sv,
    "ccollections\nOrderedDict\n"sv,
    "ctorch._utils\n_rebuild_tensor_v2\n"sv,
    "ctorch._utils\n_rebuild_parameter\n"sv,
    "ctorch\nSize\n"sv,
    "ca.b\nC\n"sv,
    "(\x8c\x07storagectorch\nFloatStorage\n\x8c\x01"
    "0\x8c\x03"
    "cpuK\x06tQ"sv,
    "\x8c\x01y"
    "ctorch._utils\n_rebuild_tensor_v2\n((\x8c\x07storagectorch\nHalfStorage\n\x8c\x01"
    "0\x8c\x03"
    "cpuK\x0ctQK\x00K\x02K\x03\x86K\x01K\x02\x86\x89NtRs"sv,
};

/// All elements of a tensor lie inside its record.
bool isInside(const TensorInfo& tensor, std::uint64_t recordBytes)
{
    return tensor.offset >= kRecordAt && tensor.offset + extentBytes(tensor) <= kRecordAt + recordBytes &&
        tensor.bytes <= recordBytes && tensor.shape.size() <= 8 &&
        (tensor.strides.empty() || tensor.strides.size() == tensor.shape.size());
}

/// Reads a tensor as TensorFile does, which the sanitizers watch.
void gatherAll(const TensorInfo& tensor)
{
    if (tensor.strides.empty())
        return;
    const std::vector<std::byte> from(extentBytes(tensor));
    std::vector<std::byte> into(tensor.bytes);
    gather(tensor, from, into);
}

}  // namespace

extern "C" size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

/// Every other time puts a piece in, in place of some bytes or between them; else mutates as usual.
extern "C" std::size_t LLVMFuzzerCustomMutator(
    std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned int seed)
{
    const std::string_view piece = kPieces[(seed >> 1) % kPieces.size()];
    const std::size_t at = size < 3 ? size : 2 + (seed >> 8) % (size - 2);
    const std::size_t gone = (seed & 0x80) != 0 ? std::min<std::size_t>((seed >> 4) % 8, size - at) : 0;
    if ((seed & 1) != 0 || size - gone + piece.size() > maxSize)
        return LLVMFuzzerMutate(data, size, maxSize);
    std::memmove(data + at + piece.size(), data + at + gone, size - at - gone);
    std::memcpy(data + at, piece.data(), piece.size());
    return size - gone + piece.size();
}

/// Input: a stream. Storages lie in records of 24 bytes, but for those whose key is longer than one digit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::uint64_t kRecordBytes = 24;
    const auto pickle = readPickle({reinterpret_cast<const char*>(data), size});
    if (!pickle)
        return 0;
    const auto found = tensorsOf(*pickle, [](std::string_view key) {
        return key.size() == 1 ? std::optional(ByteRange{kRecordAt, kRecordBytes}) : std::nullopt;
    });
    if (!found)
        return 0;
    for (const TensorInfo& tensor : found->tensors) {
        if (!isInside(tensor, kRecordBytes))
            std::abort();
        gatherAll(tensor);
    }
    return 0;
}
