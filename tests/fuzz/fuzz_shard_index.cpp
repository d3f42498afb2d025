#include "core/weights/shard_index.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace reverie::weights;

/// Whatever the text, only plain file names come out, and each tensor points at one of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto index = parseShardIndex(text, QStringLiteral("fuzz"));
    if (!index)
        return 0;
    for (const std::string& file : index->files)
        if (file.empty() || file.front() == '.' ||
            file.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos)
            std::abort();
    for (const auto& [tensor, file] : index->tensors)
        if (tensor.empty() || file >= index->files.size())
            std::abort();
    return 0;
}
