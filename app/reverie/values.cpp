#include "app/reverie/values.h"

#include "core/request/quoted.h"

namespace reverie::app {
namespace {

tl::unexpected<Error> wrong(const QString& option, const char* wanted, const QString& text, const char* remedy)
{
    return fail(ErrorCode::InvalidArgument,
        QStringLiteral("%1 wants %2, not %3").arg(option, QLatin1String(wanted), request::quoted(text)),
        QString::fromLatin1(remedy));
}

}  // namespace

Result<int> wholeNumber(const QString& option, const QString& text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber)
        return wrong(option, "a whole number", text, "give digits only");
    return number;
}

Result<double> decimalNumber(const QString& option, const QString& text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    if (!isNumber)
        return wrong(option, "a number", text, "write it like 7 or 7.5");
    return number;
}

Setter keepText(QString* target)
{
    return [target](const QString& text) -> Result<void> {
        *target = text;
        return {};
    };
}

Setter keepText(std::optional<QString>* target)
{
    return [target](const QString& text) -> Result<void> {
        *target = text;
        return {};
    };
}

Setter keepFlag(bool* target)
{
    return [target](const QString&) -> Result<void> {
        *target = true;
        return {};
    };
}

Setter keepWhole(const QString& option, int* target)
{
    return [=](const QString& text) { return wholeNumber(option, text).map([=](int number) { *target = number; }); };
}

Setter keepWhole(const QString& option, std::optional<int>* target)
{
    return [=](const QString& text) { return wholeNumber(option, text).map([=](int number) { *target = number; }); };
}

Setter keepDecimal(const QString& option, std::optional<double>* target)
{
    return
        [=](const QString& text) { return decimalNumber(option, text).map([=](double number) { *target = number; }); };
}

}  // namespace reverie::app
