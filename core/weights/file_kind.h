#pragma once

#include "core/base/result.h"
#include "core/io/read_file.h"

#include <string_view>

namespace reverie::weights {

/// What a file is by its first bytes, whatever its name says.
enum class FileKind {
    Safetensors,  ///< begins like one; its header may still be damaged
    Empty,
    WebPage,
    GitLfsPointer,
    TorchZip,  ///< PyTorch checkpoint since 1.6: a ZIP archive around a pickle
    Zip,
    Pickle,    ///< PyTorch checkpoint before 1.6, or another bare pickle
    TorchTar,  ///< PyTorch checkpoint of its first versions
    Gguf,
    Ggml,
    Hdf5,
    Archive,  ///< gzip, bzip2, xz, zstd, 7z, rar, tar
    Picture,
    Json,
    Unknown,
};

/// Judges the first bytes of a file (kSniffedBytes of them are enough).
[[nodiscard]] FileKind fileKind(std::string_view start);
inline constexpr std::size_t kSniffedBytes = 512;

/// Reads the first bytes and judges them. Errors: Io.
[[nodiscard]] Result<FileKind> fileKind(const io::ReadFile& file);

/// The failure of using a file of this kind for weights that Reverie reads: what it is and what to do.
[[nodiscard]] Error notWeights(FileKind kind, const QString& path);

}  // namespace reverie::weights
