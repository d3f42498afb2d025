#pragma once

#include "core/io/read_file.h"

namespace reverie::weights {

/// Stands in a 32-bit field of an archive whose number is too large for it and follows elsewhere as 64 bits.
inline constexpr std::uint64_t kIn64Bits = 0xffff'ffff;

/// Where the directory of an archive lies and how many entries it has.
struct ZipEnd {
    std::uint64_t directoryAt = 0;  ///< bytes from the start of the file
    std::uint64_t directoryBytes = 0;
    std::uint64_t count = 0;
};

/// Reads the end record of a ZIP archive, which are the last bytes of the file, and that of Zip64 before it where there
/// is one. The directory ends where they begin. Errors: Corrupt, Unsupported (an archive with a comment or in several
/// parts), without the file's name; Io.
[[nodiscard]] Result<ZipEnd> readZipEnd(const io::ReadFile& file);

}  // namespace reverie::weights
