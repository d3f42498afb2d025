#pragma once

#include "core/base/error.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace reverie::engine {

template <typename T>
using Choices = std::initializer_list<std::pair<std::string_view, T>>;

/// Takes options out of a scheduler_config.json one by one and collects what it cannot use, in words such as
/// `thresholding to 1`. An option that is absent leaves its variable alone; one that is null is python's None, which is
/// false, or no number.
class OptionReader final {
public:
    explicit OptionReader(const nlohmann::json& config) : m_config(config) { }

    void read(const char* name, bool& into)
    {
        const nlohmann::json* value = find(name);
        if (value && !value->is_boolean() && !value->is_null())
            refuse(name, *value);
        else if (value)
            into = value->is_boolean() && value->get<bool>();
    }

    template <typename T>
    requires std::is_arithmetic_v<T>
    void read(const char* name, T& into)
    {
        const nlohmann::json* value = find(name);
        if (value && isNumber<T>(*value))
            into = value->get<T>();
        else if (value)
            refuse(name, *value);
    }

    template <typename T>
    void read(const char* name, std::optional<T>& into)
    {
        const nlohmann::json* value = find(name);
        T number{};
        if (!value || value->is_null())
            return;
        read(name, number);
        into = number;
    }

    template <typename T>
    void read(const char* name, std::vector<T>& into)
    {
        const nlohmann::json* value = find(name);
        if (!value || value->is_null())
            return;
        if (value->is_array() && std::all_of(value->begin(), value->end(), isNumber<T>))
            into = value->get<std::vector<T>>();
        else
            refuse(name, *value);
    }

    template <typename T>
    void choose(const char* name, Choices<T> choices, T& into)
    {
        const nlohmann::json* value = find(name);
        if (!value)
            return;
        for (const auto& [text, choice] : choices) {
            if (value->is_string() && value->get_ref<const std::string&>() == text) {
                into = choice;
                return;
            }
        }
        refuse(name, *value);
    }

    /// For options that Reverie has no use for: absent, null and `harmless` pass.
    void expect(const char* name, const nlohmann::json& harmless)
    {
        const nlohmann::json* value = find(name);
        if (value && !value->is_null() && *value != harmless)
            refuse(name, *value);
    }

    /// For a single value that does not go with the others.
    void exclude(const char* name, const nlohmann::json& unusable)
    {
        const nlohmann::json* value = find(name);
        if (value && *value == unusable)
            refuse(name, *value);
    }

    void refuse(const std::string& name, const nlohmann::json& value)
    {
        constexpr int kShownCharacters = 60;
        const std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        m_refused << QStringLiteral("%1 to %2")
                         .arg(QString::fromStdString(name), QString::fromStdString(text).left(kShownCharacters));
    }

    [[nodiscard]] const QStringList& refused() const { return m_refused; }

private:
    template <typename T>
    static bool isNumber(const nlohmann::json& value)
    {
        if constexpr (std::is_floating_point_v<T>)
            return value.is_number();
        return value.is_number_integer() && value.template get<double>() >= std::numeric_limits<T>::min() &&
            value.template get<double>() <= static_cast<double>(std::numeric_limits<T>::max());
    }

    [[nodiscard]] const nlohmann::json* find(const char* name) const
    {
        const auto found = m_config.find(name);
        return found == m_config.end() ? nullptr : &*found;
    }

    const nlohmann::json& m_config;
    QStringList m_refused;
};

}  // namespace reverie::engine
