#include "core/settings/csv.h"

namespace reverie::settings {
namespace {

/// Reads one row after the other.
class CsvReader final {
public:
    explicit CsvReader(const QString& text) : m_text(text) { }

    [[nodiscard]] bool isAtEnd() const { return m_at >= m_text.size(); }

    CsvRow row()
    {
        CsvRow row{m_line, {}, false};
        do
            row.fields << field(row);
        while (take(QLatin1Char(',')));
        take(QLatin1Char('\r'));
        m_line += take(QLatin1Char('\n')) ? 1 : 0;
        return row;
    }

private:
    bool isNext(QChar letter) const { return !isAtEnd() && m_text[m_at] == letter; }

    bool take(QChar letter)
    {
        const bool isThere = isNext(letter);
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    bool isLineEnd() const
    {
        return isNext(QLatin1Char('\n')) ||
            (isNext(QLatin1Char('\r')) && m_at + 1 < m_text.size() && m_text[m_at + 1] == QLatin1Char('\n'));
    }

    QString field(CsvRow& row)
    {
        QString value;
        if (take(QLatin1Char('"')))
            value = quoted(row);
        // What stands behind a closing quotation mark belongs to the field too, as most readers have it.
        while (!isAtEnd() && !isLineEnd() && !isNext(QLatin1Char(',')))
            value += m_text[m_at++];
        return value;
    }

    QString quoted(CsvRow& row)
    {
        QString value;
        while (!isAtEnd()) {
            if (take(QLatin1Char('"')) && !isNext(QLatin1Char('"')))
                return value;
            m_line += isNext(QLatin1Char('\n')) ? 1 : 0;
            value += m_text[m_at++];
        }
        row.isTorn = true;
        return value;
    }

    const QString& m_text;
    qsizetype m_at = 0;
    int m_line = 1;
};

}  // namespace

std::vector<CsvRow> parseCsv(const QString& text)
{
    std::vector<CsvRow> rows;
    CsvReader reader(text);
    while (!reader.isAtEnd())
        if (CsvRow row = reader.row(); row.fields.size() > 1 || !row.fields.front().isEmpty())
            rows.push_back(std::move(row));
    return rows;
}

}  // namespace reverie::settings
