#include "core/weights/prediction.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

constexpr std::array kMetadataKeys = {"modelspec.prediction_type", "modelspec.predict_key"};

struct NameRow {
    const char* part;  // of the file's name, lower case
    bool isVelocity;
    bool isOfSd2Only;
};

/// The first row that fits counts. Stable Diffusion 2's files are called v2-1_768-ema-pruned, 768-v-ema,
/// v2-1_512-ema-pruned, 512-base-ema, sd_turbo.
constexpr std::array kNames = {
    NameRow{"vpred", true, false},
    NameRow{"v-pred", true, false},
    NameRow{"v_pred", true, false},
    NameRow{"768", true, true},
    NameRow{"512", false, true},
    NameRow{"turbo", false, true},
    NameRow{"base", false, true},
    NameRow{"epsilon", false, true},
};

}  // namespace

PredictionGuess guessPrediction(const TensorFile& file, const QString& family)
{
    const bool hasZeroSnr = file.find("ztsnr") != nullptr;
    if (file.find("v_pred") != nullptr)
        return {true, hasZeroSnr, QStringLiteral("as the file is marked")};
    for (const char* key : kMetadataKeys)
        if (const auto at = file.metadata().find(key); at != file.metadata().end() && !at->second.empty())
            return {at->second.front() == 'v', hasZeroSnr, QStringLiteral("as its metadata says")};
    const bool isSd2 = family == QLatin1String("sd2");
    const QString name = QFileInfo(file.path()).completeBaseName().toLower();
    const auto* row = std::ranges::find_if(kNames,
        [&](const NameRow& each) { return (isSd2 || !each.isOfSd2Only) && name.contains(QLatin1String(each.part)); });
    if (row != kNames.end())
        return {
            row->isVelocity, hasZeroSnr, QStringLiteral("as \"%1\" in its name says").arg(QLatin1String(row->part))};
    return {isSd2, hasZeroSnr, QStringLiteral("as most models of its family")};
}

}  // namespace reverie::weights
