#include "app/reverie/progress_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace reverie::app {
namespace {

using request::Phase;
using request::Progress;

/// Seconds that sampling still takes, over this and all later batches; nothing while unknown.
std::optional<double> secondsLeft(const Progress& progress, int count, int batch)
{
    if (progress.secondsPerStep <= 0 || progress.of <= 0)
        return std::nullopt;
    const int picturesAfter = std::max(0, count - progress.image - batch);
    const int batchesAfter = (picturesAfter + batch - 1) / batch;
    return progress.secondsPerStep * (progress.of - progress.step + batchesAfter * progress.of);
}

QString phaseWord(Phase phase)
{
    switch (phase) {
    case Phase::LoadingModel:
        return QStringLiteral("Loading the model");
    case Phase::ReadingPrompt:
        return QStringLiteral("Reading the prompt");
    case Phase::Sampling:
        return QStringLiteral("Sampling");
    case Phase::Decoding:
        return QStringLiteral("Decoding");
    }
    return {};
}

}  // namespace

QString progressBar(double fraction, int width, bool isUnicode)
{
    const int full = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * width));
    const QChar done = isUnicode ? QChar(u'━') : QChar(u'#');
    const QChar open = isUnicode ? QChar(u'─') : QChar(u'-');
    return QString(full, done) + QString(width - full, open);
}

QString duration(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    const auto twoDigits = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    if (whole < 60)
        return QStringLiteral("%1 s").arg(whole);
    if (whole < 3600)
        return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(twoDigits(whole % 60));
    return QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(twoDigits(whole / 60 % 60));
}

QString pace(double secondsPerStep)
{
    if (secondsPerStep <= 0)
        return {};
    if (secondsPerStep < 0.1)
        return QStringLiteral("%1 steps/s").arg(1 / secondsPerStep, 0, 'f', 1);
    return QStringLiteral("%1 s/step").arg(secondsPerStep, 0, 'f', secondsPerStep < 10 ? 2 : 1);
}

QString progressWords(const Progress& progress, int count, int batch)
{
    QStringList words;
    if (count > 1)
        words << QStringLiteral("picture %1 of %2").arg(progress.image + 1).arg(count);
    if (progress.phase != Phase::Sampling) {
        words << phaseWord(progress.phase);
        return words.join(QStringLiteral("  "));
    }
    words << (progress.of > 0 ? QStringLiteral("step %1 of %2").arg(progress.step).arg(progress.of)
                              : QStringLiteral("step %1").arg(progress.step));
    if (const QString speed = pace(progress.secondsPerStep); !speed.isEmpty())
        words << speed;
    if (const auto left = secondsLeft(progress, count, batch))
        words << duration(*left) + QStringLiteral(" left");
    return words.join(QStringLiteral("  "));
}

double progressFraction(const Progress& progress, int count, int batch)
{
    const double done = progress.phase == Phase::Decoding ? 1.0
        : progress.of > 0                                 ? static_cast<double>(progress.step) / progress.of
                                                          : 0.0;
    const int inBatch = std::min(batch, count - progress.image);
    return (progress.image + done * inBatch) / count;
}

}  // namespace reverie::app
