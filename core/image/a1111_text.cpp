#include "core/image/a1111_parameters.h"

#include <QStringList>

#include <algorithm>

#include <nlohmann/json.hpp>

namespace reverie::image {
namespace {

constexpr QLatin1String kNegative("Negative prompt:");
constexpr std::size_t kFewestItems = 3;  // in a line of items; with fewer it is a line of the prompt

QString quoted(const QString& value)
{
    const bool isPlain =
        std::none_of(value.begin(), value.end(), [](QChar c) { return c == u',' || c == u':' || c == u'\n'; });
    if (isPlain)
        return value;
    return QString::fromStdString(nlohmann::json(value.toStdString()).dump());
}

QString itemText(const A1111Item& item)
{
    return item.key == item.value ? item.key : item.key + QStringLiteral(": ") + quoted(item.value);
}

/// The value of a JSON string, or its text without quotes where it is none.
QString unquoted(const QString& value)
{
    const auto parsed = nlohmann::json::parse(value.toStdString(), nullptr, false);
    return parsed.is_string() ? QString::fromStdString(parsed.get<std::string>()) : value.mid(1, value.size() - 2);
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool isKeyCharacter(QChar c)
{
    return isWordCharacter(c) || c == u' ' || c == u'-' || c == u'/';
}

/// Reads `Key: value, Key: "quoted, value"`. What is no such pair is skipped up to the next comma.
class ItemScanner final {
public:
    explicit ItemScanner(QStringView line) : m_rest(line) { }

    std::vector<A1111Item> all()
    {
        std::vector<A1111Item> items;
        while (!m_rest.isEmpty()) {
            const QString key = takeKey();
            if (!key.isEmpty())
                items.push_back({key, takeValue()});
            skipPastComma();
        }
        return items;
    }

private:
    /// Takes `Key:`; empty and nothing taken when there is none.
    QString takeKey()
    {
        m_rest = m_rest.trimmed();
        if (m_rest.isEmpty() || !isWordCharacter(m_rest.front()))
            return {};
        const auto* end = std::find_if_not(m_rest.begin(), m_rest.end(), isKeyCharacter);
        if (end == m_rest.end() || *end != u':')
            return {};
        const QString key = QStringView(m_rest.begin(), end).trimmed().toString();
        m_rest = QStringView(end + 1, m_rest.end()).trimmed();
        return key;
    }

    QString takeValue()
    {
        const qsizetype quotedSize = sizeOfQuoted();
        const qsizetype comma = m_rest.indexOf(u',');
        const qsizetype size = quotedSize > 0 ? quotedSize : comma < 0 ? m_rest.size() : comma;
        const QString value = m_rest.left(size).trimmed().toString();
        m_rest = m_rest.mid(size);
        return quotedSize > 0 ? unquoted(value) : value;
    }

    /// Length of the string in double quotes at the front, quotes included; 0 when there is none.
    [[nodiscard]] qsizetype sizeOfQuoted() const
    {
        if (!m_rest.startsWith(u'"'))
            return 0;
        for (qsizetype i = 1; i < m_rest.size(); ++i) {
            if (m_rest[i] == u'\\')
                ++i;
            else if (m_rest[i] == u'"')
                return i + 1;
        }
        return 0;
    }

    void skipPastComma()
    {
        const qsizetype comma = m_rest.indexOf(u',');
        m_rest = comma < 0 ? QStringView() : m_rest.mid(comma + 1);
    }

    QStringView m_rest;
};

}  // namespace

QString formatA1111(const A1111Parameters& parameters)
{
    QStringList items;
    for (const A1111Item& item : parameters.items)
        items << itemText(item);
    QStringList parts{parameters.prompt};
    if (!parameters.negativePrompt.isEmpty())
        parts << kNegative + QLatin1Char(' ') + parameters.negativePrompt;
    parts << items.join(QStringLiteral(", "));
    return parts.join(QLatin1Char('\n')).trimmed();
}

A1111Parameters parseA1111(const QString& text)
{
    QStringList lines = text.trimmed().split(QLatin1Char('\n'));
    A1111Parameters parameters;
    parameters.items = ItemScanner(lines.back()).all();
    if (parameters.items.size() < kFewestItems)
        parameters.items.clear();
    else
        lines.removeLast();
    const auto negative =
        std::find_if(lines.begin(), lines.end(), [](const QString& line) { return line.startsWith(kNegative); });
    const qsizetype promptLines = negative - lines.begin();
    parameters.prompt = lines.mid(0, promptLines).join(QLatin1Char('\n')).trimmed();
    parameters.negativePrompt = lines.mid(promptLines).join(QLatin1Char('\n')).mid(kNegative.size()).trimmed();
    return parameters;
}

}  // namespace reverie::image
