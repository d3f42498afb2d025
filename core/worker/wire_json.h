#pragma once

#include "core/base/error.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

/// Structs to JSON and back through one description of their fields:
///     template <typename Visitor> void fields(Visitor& visit, Is<Point> auto& point) { visit("x", point.x); ... }
/// `WireWriter` and `WireReader` are the two visitors. Reading is strict: a missing field or one of another kind or out
/// of range is an error, and the first such field is remembered by name.
namespace reverie::worker {

template <typename M, typename T>
concept Is = std::same_as<std::remove_const_t<M>, T>;

class WireWriter final {
public:
    explicit WireWriter(nlohmann::json& object) : m_object(object) { }

    template <typename T>
    void operator()(const char* name, const T& value)
    {
        m_object[name] = toJson(value);
    }

private:
    template <typename T>
    requires std::is_arithmetic_v<T>
    static nlohmann::json toJson(T value) { return value; }

    static nlohmann::json toJson(const nlohmann::json& json) { return json; }
    static nlohmann::json toJson(const QString& text) { return text.toStdString(); }

    template <typename T>
    requires std::is_enum_v<T>
    static nlohmann::json toJson(T value) { return toJson(wireName(value)); }

    template <typename T>
    static nlohmann::json toJson(const std::vector<T>& list)
    {
        auto array = nlohmann::json::array();
        for (const T& each : list)
            array.push_back(toJson(each));
        return array;
    }

    template <typename T>
    requires(std::is_class_v<T>) static nlohmann::json toJson(const T& value)
    {
        auto object = nlohmann::json::object();
        WireWriter writer(object);
        fields(writer, value);
        return object;
    }

    nlohmann::json& m_object;
};

class WireReader final {
public:
    explicit WireReader(const nlohmann::json& object) : m_object(object) { }

    template <typename T>
    void operator()(const char* name, T& value)
    {
        const auto member = m_object.find(name);
        if (member == m_object.end() || !fromJson(*member, value))
            noteWrong(name);
    }

    /// For checks beyond the kind of a field.
    void noteWrong(const char* name)
    {
        if (!m_wrong)
            m_wrong = name;
    }

    /// The first field that was wrong, or null.
    [[nodiscard]] const char* wrong() const { return m_wrong; }

private:
    static bool fromJson(const nlohmann::json& from, nlohmann::json& to)
    {
        to = from;
        return true;
    }

    static bool fromJson(const nlohmann::json& from, bool& to)
    {
        if (from.is_boolean())
            to = from.get<bool>();
        return from.is_boolean();
    }

    static bool fromJson(const nlohmann::json& from, double& to)
    {
        if (from.is_number())
            to = from.get<double>();
        return from.is_number();
    }

    static bool fromJson(const nlohmann::json& from, std::uint64_t& to)
    {
        if (from.is_number_unsigned())
            to = from.get<std::uint64_t>();
        return from.is_number_unsigned();
    }

    /// Signed numbers on the wire are counts, sides and steps: never negative.
    template <std::signed_integral T>
    static bool fromJson(const nlohmann::json& from, T& to)
    {
        std::uint64_t number = 0;
        const bool isRight = fromJson(from, number) && std::in_range<T>(number);
        if (isRight)
            to = static_cast<T>(number);
        return isRight;
    }

    static bool fromJson(const nlohmann::json& from, QString& to)
    {
        if (const auto* text = from.get_ptr<const std::string*>())
            to = QString::fromStdString(*text);
        return from.is_string();
    }

    template <typename T>
    requires std::is_enum_v<T>
    static bool fromJson(const nlohmann::json& from, T& to)
    {
        QString name;
        return fromJson(from, name) && fromWireName(name, to);
    }

    template <typename T>
    static bool fromJson(const nlohmann::json& from, std::vector<T>& to)
    {
        if (!from.is_array())
            return false;
        to.clear();
        for (const auto& each : from)
            if (!fromJson(each, to.emplace_back()))
                return false;
        return true;
    }

    template <typename T>
    requires(std::is_class_v<T>) static bool fromJson(const nlohmann::json& from, T& to)
    {
        if (!from.is_object())
            return false;
        WireReader reader(from);
        fields(reader, to);
        return !reader.m_wrong;
    }

    const nlohmann::json& m_object;
    const char* m_wrong = nullptr;
};

}  // namespace reverie::worker
