#include "core/request/request_json.h"

#include "core/request/enum_names.h"
#include "core/request/quoted.h"

#include <array>
#include <concepts>
#include <limits>
#include <type_traits>

namespace reverie::request {
namespace {

using nlohmann::json;

template <typename T>
concept Choice = std::is_enum_v<T>;

json written(const QString& text)
{
    return text.toStdString();
}

json written(Choice auto choice)
{
    return written(enumName(choice));
}

json written(std::integral auto number)
{
    return number;
}

json written(double number)
{
    return number;
}

/// Each `read` leaves `value` alone and returns what was wanted when the type is another.
using Wanted = std::optional<QString>;

Wanted read(const json& from, QString& value)
{
    if (!from.is_string())
        return QStringLiteral("a text");
    value = QString::fromStdString(from.get_ref<const std::string&>());
    return std::nullopt;
}

Wanted read(const json& from, bool& value)
{
    if (!from.is_boolean())
        return QStringLiteral("true or false");
    value = from.get<bool>();
    return std::nullopt;
}

Wanted read(const json& from, double& value)
{
    if (!from.is_number())
        return QStringLiteral("a number");
    value = from.get<double>();
    return std::nullopt;
}

Wanted read(const json& from, int& value)
{
    using Limits = std::numeric_limits<int>;
    const bool isSmall = from.is_number_unsigned() && from.get<std::uint64_t>() <= std::uint64_t{Limits::max()};
    const bool isNegative = from.is_number_integer() && !from.is_number_unsigned();
    if (!isSmall && !(isNegative && from.get<std::int64_t>() >= Limits::min()))
        return QStringLiteral("a whole number of at most nine digits");
    value = from.get<int>();
    return std::nullopt;
}

Wanted read(const json& from, std::optional<std::uint64_t>& seed)
{
    if (from.is_number_unsigned())
        seed = from.get<std::uint64_t>();
    else if (!from.is_null() && from != json(-1))
        return QStringLiteral("a whole number from 0 to 18446744073709551615, or -1 to have one drawn");
    return std::nullopt;
}

template <Choice E>
Wanted read(const json& from, E& value)
{
    const auto choice =
        from.is_string() ? enumFromName<E>(QString::fromStdString(from.get<std::string>())) : std::nullopt;
    if (!choice)
        return QStringLiteral("one of ") + enumNames<E>().join(QStringLiteral(", "));
    value = *choice;
    return std::nullopt;
}

template <typename T>
Wanted read(const json& from, std::optional<T>& value)
{
    return from.is_null() ? std::nullopt : read(from, value.emplace());
}

struct Field {
    const char* key;
    void (*write)(const GenerationRequest& request, const char* key, json& table);
    Wanted (*read)(const json& from, GenerationRequest& request);
};

template <auto kMember>
constexpr Field field(const char* key)
{
    const auto write = [](const GenerationRequest& request, const char* name, json& table) {
        const auto& value = request.*kMember;
        if constexpr (requires { value.has_value(); }) {
            if (value)
                table[name] = written(*value);
        } else {
            table[name] = written(value);
        }
    };
    return {key, write, [](const json& from, GenerationRequest& request) { return read(from, request.*kMember); }};
}

using R = GenerationRequest;
constexpr std::array kFields = {
    field<&R::prompt>("prompt"),
    field<&R::negativePrompt>("negativePrompt"),
    field<&R::model>("model"),
    field<&R::vae>("vae"),
    field<&R::steps>("steps"),
    field<&R::guidanceScale>("guidanceScale"),
    field<&R::seed>("seed"),
    field<&R::width>("width"),
    field<&R::height>("height"),
    field<&R::sampler>("sampler"),
    field<&R::schedule>("schedule"),
    field<&R::emphasis>("emphasis"),
    field<&R::clipSkip>("clipSkip"),
    field<&R::count>("count"),
    field<&R::batch>("batch"),
    field<&R::rng>("rng"),
    field<&R::memory>("memory"),
    field<&R::device>("device"),
    field<&R::dtype>("dtype"),
    field<&R::wantLatents>("wantLatents"),
};

const Field* findField(const std::string& key)
{
    const auto* found =
        std::find_if(kFields.begin(), kFields.end(), [&](const Field& each) { return key == each.key; });
    return found == kFields.end() ? nullptr : found;
}

}  // namespace

json toJson(const GenerationRequest& request)
{
    json table = json::object();
    for (const Field& each : kFields)
        each.write(request, each.key, table);
    return table;
}

Result<GenerationRequest> requestFromJson(const json& table)
{
    if (!table.is_object())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("the request is not a JSON table"),
            QStringLiteral("send an object such as {\"prompt\": \"red forest\"}"));
    GenerationRequest request;
    for (const auto& [key, value] : table.items()) {
        const Field* field = findField(key);
        if (!field)
            return fail(ErrorCode::InvalidArgument,
                QStringLiteral("the request has an unknown key %1").arg(quoted(QString::fromStdString(key))),
                QStringLiteral("remove it or correct its name"));
        if (const auto wanted = field->read(value, request))
            return fail(ErrorCode::InvalidArgument,
                QStringLiteral("the request's \"%1\" has a value of the wrong type").arg(QLatin1String(field->key)),
                QStringLiteral("give %1").arg(*wanted));
    }
    return request;
}

}  // namespace reverie::request
