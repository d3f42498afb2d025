#include "core/base/json_text.h"

namespace reverie {

QString textOf(const nlohmann::json& table, const char* key)
{
    const auto at = table.find(key);
    return at != table.end() && at->is_string() ? QString::fromStdString(at->get<std::string>()) : QString();
}

}  // namespace reverie
