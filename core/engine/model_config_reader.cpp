#include "core/engine/model_config_reader.h"

#include <algorithm>

namespace reverie::engine {
namespace {

constexpr std::size_t kMaximumLevels = 8;
constexpr std::size_t kShownCharacters = 60;

bool isWithin(double value, ConfigRange range)
{
    return value >= range.least && value <= range.most;
}

}  // namespace

const nlohmann::json* ConfigReader::find(const char* key) const
{
    const auto at = m_config.find(key);
    return at == m_config.end() || at->is_null() ? nullptr : &*at;
}

void ConfigReader::keep(ErrorCode code, const char* key, const nlohmann::json& value)
{
    if (m_error)
        return;
    const std::string shown = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    const QString text = QString::fromStdString(shown.substr(0, kShownCharacters));
    const QString name = QLatin1String(key);
    if (code == ErrorCode::Unsupported)
        m_error = Error{code,
            QStringLiteral("the %1's config.json sets \"%2\" to %3, which Reverie cannot run").arg(m_part, name, text),
            QStringLiteral("use another model"), {}};
    else
        m_error = Error{code,
            QStringLiteral("the %1's config.json has the unusable value %3 for \"%2\"").arg(m_part, name, text),
            QStringLiteral("download the model again"), {}};
}

std::optional<int> ConfigReader::asInteger(const char* key, const nlohmann::json& value, ConfigRange range)
{
    if (value.is_number_integer() && isWithin(value.get<double>(), range))
        return value.get<int>();
    keep(ErrorCode::Corrupt, key, value);
    return std::nullopt;
}

int ConfigReader::integer(const char* key, int fallback, ConfigRange range)
{
    const auto* value = find(key);
    return value == nullptr ? fallback : asInteger(key, *value, range).value_or(fallback);
}

double ConfigReader::number(const char* key, double fallback, ConfigRange range)
{
    const auto* value = find(key);
    if (value == nullptr)
        return fallback;
    if (value->is_number() && isWithin(value->get<double>(), range))
        return value->get<double>();
    keep(ErrorCode::Corrupt, key, *value);
    return fallback;
}

bool ConfigReader::flag(const char* key, bool fallback)
{
    const auto* value = find(key);
    if (value == nullptr)
        return fallback;
    if (value->is_boolean())
        return value->get<bool>();
    keep(ErrorCode::Corrupt, key, *value);
    return fallback;
}

std::string ConfigReader::text(const char* key, const char* fallback)
{
    const auto* value = find(key);
    if (value == nullptr)
        return fallback;
    if (value->is_string())
        return value->get<std::string>();
    keep(ErrorCode::Corrupt, key, *value);
    return fallback;
}

std::vector<int> ConfigReader::integers(const char* key, int fallback, std::size_t count, ConfigRange range)
{
    const auto* value = find(key);
    if (value == nullptr || !value->is_array())
        return std::vector<int>(count, integer(key, fallback, range));
    if (value->size() != count) {
        keep(ErrorCode::Corrupt, key, *value);
        return std::vector<int>(count, fallback);
    }
    std::vector<int> all;
    for (const auto& each : *value)
        all.push_back(asInteger(key, each, range).value_or(fallback));
    return all;
}

std::vector<int> ConfigReader::perLayer(const char* key, int fallback, Place place, ConfigRange range)
{
    std::vector<int> all(place.layers, fallback);
    const auto* value = find(key);
    if (value == nullptr)
        return all;
    const bool isList = value->is_array();
    if (isList && value->size() != place.levels) {
        keep(ErrorCode::Corrupt, key, *value);
        return all;
    }
    const nlohmann::json& own = isList ? (*value)[place.level] : *value;
    if (own.is_array() && own.size() != place.layers) {
        keep(ErrorCode::Corrupt, key, own);
        return all;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = asInteger(key, own.is_array() ? own[i] : own, range).value_or(fallback);
    return all;
}

std::vector<int> ConfigReader::levels(const char* key, std::vector<int> fallback, ConfigRange range)
{
    const auto* value = find(key);
    if (value == nullptr)
        return fallback;
    if (!value->is_array() || value->empty() || value->size() > kMaximumLevels) {
        keep(ErrorCode::Corrupt, key, *value);
        return fallback;
    }
    return integers(key, fallback.front(), value->size(), range);
}

std::vector<std::string> ConfigReader::names(const char* key, std::size_t count, const std::vector<std::string>& known)
{
    const auto* value = find(key);
    if (value == nullptr)
        return {};
    if (!value->is_array() || value->size() != count) {
        keep(ErrorCode::Corrupt, key, *value);
        return {};
    }
    std::vector<std::string> all;
    for (const auto& each : *value) {
        all.push_back(each.is_string() ? each.get<std::string>() : std::string());
        if (std::ranges::find(known, all.back()) == known.end())
            keep(ErrorCode::Unsupported, key, each);
    }
    return all;
}

void ConfigReader::onlyNeutral(const char* key, const std::vector<nlohmann::json>& neutral)
{
    const auto* value = find(key);
    if (value != nullptr && std::ranges::find(neutral, *value) == neutral.end())
        keep(ErrorCode::Unsupported, key, *value);
}

void ConfigReader::refuse(const QString& what)
{
    if (!m_error)
        m_error =
            Error{ErrorCode::Corrupt, QStringLiteral("the %1's config.json does not add up: %2").arg(m_part, what),
                QStringLiteral("download the model again"), {}};
}

Result<void> ConfigReader::finish() const
{
    if (m_error)
        return tl::unexpected<Error>(*m_error);
    return {};
}

}  // namespace reverie::engine
