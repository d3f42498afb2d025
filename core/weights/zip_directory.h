#pragma once

#include "core/io/read_file.h"

#include <string>
#include <vector>

namespace reverie::weights {

/// The most records of an archive.
inline constexpr std::size_t kMaximumRecords = 65'536;

/// A record of an archive: stored as it is, so its bytes are the file's.
struct ZipRecord {
    std::string name;          ///< "folder/rest", UTF-8 without control characters; never use it as a path
    std::uint64_t offset = 0;  ///< of its data, in bytes from the start of the file
    std::uint64_t bytes = 0;
    std::uint32_t crc32 = 0;  ///< as the archive says; not checked yet
};

/// Reads the directory of a ZIP archive, Zip64 too, as PyTorch writes it: records that are stored, below one folder.
/// Strict where readers could disagree: each byte of the file belongs to one record, the directory or the one end
/// record; local headers, data descriptors and the directory say the same. Errors: Corrupt; Unsupported (compressed,
/// encrypted, in several parts, or more than kMaximumRecords); Io.
/// \return in the order of their data; no two have one name or share a byte
[[nodiscard]] Result<std::vector<ZipRecord>> readZipDirectory(const io::ReadFile& file);

}  // namespace reverie::weights
