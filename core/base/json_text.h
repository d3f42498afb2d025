#pragma once

#include <QString>

#include <nlohmann/json.hpp>

namespace reverie {

/// The text under `key`; empty where there is none.
[[nodiscard]] QString textOf(const nlohmann::json& table, const char* key);

}  // namespace reverie
