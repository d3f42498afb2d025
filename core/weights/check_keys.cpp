#include "core/weights/check_keys.h"

#include "core/weights/tensor_names.h"

#include <algorithm>
#include <set>

namespace reverie::weights {
namespace {

constexpr qsizetype kListed = 5;

QString shown(const std::vector<std::int64_t>& shape)
{
    QStringList sides;
    for (const std::int64_t side : shape)
        sides << QString::number(side);
    return QLatin1Char('[') + sides.join(QStringLiteral(", ")) + QLatin1Char(']');
}

QStringList missing(const std::vector<ExpectedTensor>& expected, const WeightSet& weights)
{
    QStringList all;
    for (const ExpectedTensor& each : expected)
        if (weights.find(each.name) == nullptr)
            all << QStringLiteral("%1 is missing").arg(inQuotes(each.name));
    return all;
}

QStringList misshapen(const std::vector<ExpectedTensor>& expected, const WeightSet& weights)
{
    QStringList all;
    for (const ExpectedTensor& each : expected)
        if (const TensorInfo* found = weights.find(each.name); found != nullptr && found->shape != each.shape)
            all << QStringLiteral("%1 has the shape %2 instead of %3")
                       .arg(inQuotes(each.name), shown(found->shape), shown(each.shape));
    return all;
}

QStringList extra(const std::vector<ExpectedTensor>& expected, const WeightSet& weights)
{
    std::set<std::string_view> known;
    for (const ExpectedTensor& each : expected)
        known.insert(each.name);
    QStringList all;
    for (const TensorInfo& tensor : weights.tensors())
        if (!known.contains(tensor.name))
            all << QStringLiteral("%1 is not known").arg(inQuotes(tensor.name));
    return all;
}

}  // namespace

Result<void> checkKeys(const std::vector<ExpectedTensor>& expected, const WeightSet& weights, const QString& part)
{
    const QStringList differences =
        missing(expected, weights) + misshapen(expected, weights) + extra(expected, weights);
    if (differences.isEmpty())
        return {};
    const auto left = differences.size() - kListed;
    const QString more = left > 0 ? QStringLiteral(", and %1 more").arg(left) : QString();
    return fail(ErrorCode::Unsupported,
        QStringLiteral("the %1 in %2 does not fit the model: %3%4")
            .arg(part, weights.files().value(0), differences.mid(0, kListed).join(QStringLiteral(", ")), more),
        QStringLiteral("download the model again, or use another one"));
}

}  // namespace reverie::weights
