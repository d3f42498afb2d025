#include "core/weights/model_defaults.h"

#include "core/weights/config_file.h"

#include <QFileInfo>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

constexpr int kMinimumSide = 64;
constexpr int kMaximumSide = 4096;
constexpr int kMaximumSteps = 1000;
constexpr double kMaximumGuidance = 100;

bool isIn(double value, double least, double most)
{
    return value >= least && value <= most;
}

/// Each reader gives the key that it cannot use, or nullptr.
const char* readNumbers(const Json& defaults, ModelDefaults& all)
{
    struct IntegerRow {
        const char* key;
        std::optional<int>& value;
        int least;
        int most;
    };
    for (const IntegerRow& row :
        {IntegerRow{"steps", all.steps, 1, kMaximumSteps}, IntegerRow{"width", all.width, kMinimumSide, kMaximumSide},
            IntegerRow{"height", all.height, kMinimumSide, kMaximumSide}})
        if (hasValue(defaults, row.key)) {
            row.value = integerOr(defaults, row.key, 0);
            if (!isIn(*row.value, row.least, row.most))
                return row.key;
        }
    if (!hasValue(defaults, "cfg"))
        return nullptr;
    all.guidanceScale = defaults["cfg"].is_number() ? defaults["cfg"].get<double>() : -1;
    return isIn(*all.guidanceScale, 0, kMaximumGuidance) ? nullptr : "cfg";
}

void readNames(const Json& defaults, ModelDefaults& all)
{
    if (hasValue(defaults, "sampler"))
        all.sampler = textOf(defaults, "sampler");
    if (hasValue(defaults, "schedule"))
        all.schedule = textOf(defaults, "schedule");
}

const char* readPrediction(const Json& config, ModelDefaults& all)
{
    if (!hasValue(config, "prediction_type"))
        return nullptr;
    all.predictionType = textOf(config, "prediction_type");
    const bool isKnown =
        all.predictionType == QLatin1String("epsilon") || all.predictionType == QLatin1String("v_prediction");
    return isKnown ? nullptr : "prediction_type";
}

}  // namespace

Result<ModelDefaults> readModelDefaults(const QString& path)
{
    ModelDefaults all;
    if (!QFileInfo::exists(path))
        return all;
    const auto config = readConfig(path);
    if (!config)
        return tl::unexpected<Error>(config.error());
    const char* wrong = readPrediction(*config, all);
    if (hasValue(*config, "defaults") && wrong == nullptr) {
        wrong = readNumbers((*config)["defaults"], all);
        readNames((*config)["defaults"], all);
    }
    if (wrong != nullptr)
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 has no usable \"%2\"").arg(path, QLatin1String(wrong)),
            QStringLiteral("correct it or delete that file"));
    return all;
}

}  // namespace reverie::weights
