#include "core/settings/styles.h"

#include "core/base/json_text.h"
#include "core/base/when_done.h"
#include "core/settings/csv.h"
#include "core/settings/kept_json.h"

#include <algorithm>

namespace reverie::settings {
namespace {

using nlohmann::json;

constexpr qsizetype kMostBytes = 4 << 20;

QString merged(const QString& piece, const QString& prompt)
{
    static const QString kPlace = QStringLiteral("{prompt}");
    if (piece.contains(kPlace))
        return QString(piece).replace(kPlace, prompt);
    QStringList parts{prompt.trimmed(), piece.trimmed()};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

struct Columns {
    qsizetype name = -1;
    qsizetype prompt = -1;
    qsizetype negativePrompt = -1;
};

Columns columnsOf(const QStringList& header)
{
    Columns columns;
    for (qsizetype at = 0; at < header.size(); ++at) {
        const QString title = header[at].trimmed().toLower();
        if (title == QLatin1String("name"))
            columns.name = at;
        if (title == QLatin1String("prompt") || title == QLatin1String("text"))
            columns.prompt = at;
        if (title == QLatin1String("negative_prompt"))
            columns.negativePrompt = at;
    }
    return columns;
}

void takeRow(const CsvRow& row, const Columns& columns, StyleImport& import)
{
    const Style style{row.fields.value(columns.name).trimmed(), row.fields.value(columns.prompt),
        row.fields.value(columns.negativePrompt)};
    const QString where = QStringLiteral("Line %1").arg(row.line);
    if (row.isTorn)
        import.notes
            << QStringLiteral("%1 was left out: a quotation mark is opened there and never closed.").arg(where);
    else if (style.name.isEmpty())
        import.notes << QStringLiteral("%1 was left out: it gives no name.").arg(where);
    else if (style.prompt.isEmpty() && style.negativePrompt.isEmpty())
        import.notes
            << QStringLiteral("%1, \"%2\", was left out: it is a heading without a prompt.").arg(where, style.name);
    else
        import.styles.push_back(style);
}

/// Of styles with one name the last counts.
void dropDoubles(StyleImport& import)
{
    std::vector<Style> kept;
    for (Style& style : import.styles) {
        const auto at = std::ranges::find(kept, style.name, &Style::name);
        if (at == kept.end()) {
            kept.push_back(std::move(style));
            continue;
        }
        import.notes << QStringLiteral("\"%1\" is there twice; the last one counts.").arg(style.name);
        *at = std::move(style);
    }
    import.styles = std::move(kept);
}

}  // namespace

PromptPair applyStyle(const Style& style, const PromptPair& pair)
{
    return {merged(style.prompt, pair.prompt), merged(style.negativePrompt, pair.negativePrompt)};
}

Result<StyleImport> readStylesCsv(const QByteArray& bytes)
{
    if (bytes.size() > kMostBytes)
        return fail(ErrorCode::Unsupported, QStringLiteral("the file is larger than any list of styles"),
            QStringLiteral("choose a styles.csv"));
    QString text = QString::fromUtf8(bytes);
    if (text.startsWith(QChar(QChar::ByteOrderMark)))
        text.remove(0, 1);
    std::vector<CsvRow> rows = parseCsv(text);
    const Columns columns = rows.empty() ? Columns{} : columnsOf(rows.front().fields);
    if (columns.name < 0 || columns.prompt < 0)
        return fail(ErrorCode::Corrupt,
            QStringLiteral("the file's first line does not name the columns name and prompt"),
            QStringLiteral("choose a styles.csv"));
    StyleImport import;
    for (auto row = rows.begin() + 1; row != rows.end(); ++row)
        takeRow(*row, columns, import);
    dropDoubles(import);
    return import;
}

StyleBook::StyleBook(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    if (m_file.isEmpty())
        return;
    const KeptJson kept = readKeptJson(m_file);
    m_note = kept.note;
    if (kept.isUnreadable)
        m_file.clear();
    const json rows = kept.json.is_object() ? kept.json.value("styles", json::array()) : json::array();
    for (const json& row : rows)
        if (row.is_object() && !textOf(row, "name").isEmpty())
            insert({textOf(row, "name"), textOf(row, "prompt"), textOf(row, "negative")});
}

const Style* StyleBook::find(const QString& name) const
{
    const auto at = std::ranges::find(m_styles, name, &Style::name);
    return at == m_styles.end() ? nullptr : &*at;
}

Result<void> StyleBook::put(const Style& style)
{
    return putAll({style});
}

Result<void> StyleBook::putAll(const std::vector<Style>& styles)
{
    for (const Style& style : styles)
        if (style.name.trimmed().isEmpty())
            return fail(
                ErrorCode::InvalidArgument, QStringLiteral("the style has no name"), QStringLiteral("give it one"));
    for (const Style& style : styles)
        insert(style);
    save();
    return {};
}

Result<void> StyleBook::change(const QString& name, const Style& style)
{
    const std::vector<Style> before = m_styles;
    std::erase_if(m_styles, [&](const Style& each) { return each.name == name; });
    auto put = putAll({style});
    if (!put)
        m_styles = before;
    return put;
}

void StyleBook::remove(const QString& name)
{
    std::erase_if(m_styles, [&](const Style& each) { return each.name == name; });
    save();
}

void StyleBook::restore(std::vector<Style> styles)
{
    m_styles = std::move(styles);
    save();
}

void StyleBook::insert(const Style& style)
{
    std::erase_if(m_styles, [&](const Style& each) { return each.name == style.name; });
    const auto at = std::ranges::lower_bound(
        m_styles, style.name, [](const QString& a, const QString& b) { return a.compare(b, Qt::CaseInsensitive) < 0; },
        &Style::name);
    m_styles.insert(at, style);
}

void StyleBook::save()
{
    if (m_file.isEmpty())
        return;
    json rows = json::array();
    for (const Style& style : m_styles)
        rows.push_back({{"name", style.name.toStdString()}, {"prompt", style.prompt.toStdString()},
            {"negative", style.negativePrompt.toStdString()}});
    auto writing = m_thread.run([file = m_file, book = json{{"version", 1}, {"styles", std::move(rows)}}] {
        return writeKeptJson(file, book, true);
    });
    whenDone(writing, this, [this](const Result<void>& saved) {
        if (!saved)
            Q_EMIT notSaved(sentence(saved.error()));
    });
}

}  // namespace reverie::settings

#include "moc_styles.cpp"
