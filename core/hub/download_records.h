#pragma once

#include "core/hub/download_list.h"

namespace reverie::hub {

struct KeptDownloads {
    std::vector<Download> rows;
    QString note;  ///< a sentence when the file was broken and put aside
};

/// Reads a list of downloads; rows that are wrong in any way are left out. No file is no fault.
[[nodiscard]] KeptDownloads readDownloads(const QString& file);
/// Errors: those of io::AtomicFile.
[[nodiscard]] Result<void> writeDownloads(const QString& file, const std::vector<Download>& rows);

}  // namespace reverie::hub
