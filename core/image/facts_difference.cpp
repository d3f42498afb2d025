#include "core/image/facts_difference.h"

#include <algorithm>

namespace reverie::image {
namespace {

constexpr qsizetype kShortHash = 10;

/// "{made with torch} 2.10.0, {now with} 2.11.0"; nothing where both are the same or the first is not known.
void compare(QStringList& found, const char* sentence, const QString& then, const QString& now)
{
    if (!then.isEmpty() && then != now)
        found << QString::fromLatin1(sentence).arg(then, now);
}

bool areSame(const QStringList& then, const QStringList& now)
{
    if (then.size() > now.size())
        return false;
    return std::equal(then.begin(), then.end(), now.begin(),
        [](const QString& beginning, const QString& hash) { return hash.startsWith(beginning); });
}

void compareWeights(QStringList& found, const PictureFacts& then, const PictureFacts& now)
{
    QStringList components;
    for (const WeightHash& each : then.weights)
        if (!components.contains(each.component))
            components << each.component;
    for (const QString& component : components) {
        const QStringList before = hashesOf(then, component);
        const QStringList after = hashesOf(now, component);
        if (!areSame(before, after))
            found << QStringLiteral("made with the %1 weights %2, now with %3")
                         .arg(component, before.value(0).left(kShortHash),
                             after.isEmpty() ? QStringLiteral("none") : after[0].left(kShortHash));
    }
}

QString listed(const std::vector<QString>& names)
{
    return names.empty() ? QStringLiteral("none") : QStringList(names.begin(), names.end()).join(QStringLiteral(", "));
}

}  // namespace

QStringList factsDifference(const PictureFacts& then, const PictureFacts& now)
{
    QStringList found;
    compareWeights(found, then, now);
    compare(found, "made on %1, now on %2", then.model.device, now.model.device);
    compare(found, "computed in %1, now in %2", then.model.dtype, now.model.dtype);
    compare(found, "attention was %1, now %2", then.model.attention, now.model.attention);
    compare(found, "made by Reverie %1, now by %2", then.engineVersion, now.engineVersion);
    compare(found, "made with torch %1, now with %2", then.torchVersion, now.torchVersion);
    if (then.approximations != now.approximations)
        found << QStringLiteral("approximations were %1, now %2")
                     .arg(listed(then.approximations), listed(now.approximations));
    return found;
}

}  // namespace reverie::image
