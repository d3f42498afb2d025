#include "core/request/closest_names.h"

#include <algorithm>
#include <numeric>

namespace reverie::request {
namespace {

/// Levenshtein distance: letters put in, taken out or replaced.
int editDistance(QStringView a, QStringView b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const QChar letter : a) {
        int diagonal = row[0]++;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const int replaced = diagonal + (letter != b[static_cast<qsizetype>(j) - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

QString nameKey(const QString& name)
{
    QString key;
    for (const QChar letter : name)
        if (!letter.isSpace() && letter != QLatin1Char('_') && letter != QLatin1Char('-'))
            key += letter.toLower();
    return key;
}

QStringList closestNames(const QString& key, const std::vector<Spelling>& spellings, qsizetype most)
{
    constexpr qsizetype kCompared = 64;
    const QStringView beginning = QStringView(key).left(kCompared);
    std::vector<std::pair<int, QString>> ranked;
    for (const Spelling& each : spellings)
        ranked.emplace_back(editDistance(beginning, each.key), each.name);
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    QStringList names;
    for (const auto& [distance, name] : ranked)
        if (names.size() < most && !names.contains(name))
            names << name;
    return names;
}

}  // namespace reverie::request
