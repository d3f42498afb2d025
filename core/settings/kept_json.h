#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace reverie::settings {

/// What was read from a JSON file that people's work depends on.
struct KeptJson {
    nlohmann::json json;        ///< an object; null when there is none that can be read
    QString note;               ///< a sentence when the file was broken or cannot be read; else empty
    bool isUnreadable = false;  ///< it is there, and may be sound: not to be written over
};

/// Reads a JSON object of at most 64 MiB. A broken file is put aside as "<file>.broken" and "<file>.good" put in its
/// place, where there is one. No file is no fault.
[[nodiscard]] KeptJson readKeptJson(const QString& file);

/// Writes it whole; with `keepsGood` what the file held before stays as "<file>.good", if it could be read.
/// Errors: those of io::AtomicFile.
[[nodiscard]] Result<void> writeKeptJson(const QString& file, const nlohmann::json& json, bool keepsGood = false);

}  // namespace reverie::settings
