#include "app/reverie/verify_report.h"

#include "app/reverie/progress_text.h"

#include <nlohmann/json.hpp>

namespace reverie::app {
namespace {

/// Two digits that count, without an exponent; what rounds to nothing is still more than nothing.
QString small(double number)
{
    constexpr double kLeast = 0.001;
    if (number < kLeast)
        return QStringLiteral("less than %1").arg(kLeast);
    return QString::number(number, 'f', number < 0.1 ? 3 : number < 10 ? 2 : 1);
}

QString levels(int count)
{
    return count == 1 ? QStringLiteral("1 level of 255") : QStringLiteral("%1 levels of 255").arg(count);
}

QString differenceText(const image::PictureDifference& difference)
{
    return QStringLiteral("differs by at most %1 in %2 % of the pixels, %3 levels on average")
        .arg(levels(difference.largest), small(100 * difference.share), small(difference.mean));
}

QString stopWords(const request::Stop& stop)
{
    return stop.step > 0 ? QStringLiteral(" (%1)").arg(image::stopText(stop)) : QString();
}

const char* resultName(const Verification& verification)
{
    if (verification.error)
        return "failed";
    return verification.isIdentical() ? "identical" : "different";
}

}  // namespace

QString verificationText(const Verification& verification)
{
    if (verification.isIdentical())
        return verification.file + QStringLiteral(": identical") + stopWords(verification.stop);
    QStringList lines{QStringLiteral("%1: %2").arg(verification.file, differenceText(verification.difference)) +
        stopWords(verification.stop)};
    for (const QString& each : verification.reasons)
        lines << QStringLiteral("  ") + each;
    if (verification.reasons.isEmpty())
        lines << QStringLiteral(
            "  nothing in the recipe explains it: the file was edited, or another kind of processor "
            "made it");
    return lines.join(QLatin1Char('\n'));
}

nlohmann::json verificationJson(const Verification& verification)
{
    nlohmann::json object{{"file", verification.file.toStdString()}, {"result", resultName(verification)}};
    if (verification.error) {
        object["code"] = errorCodeName(verification.error->code).toStdString();
        object["message"] = sentence(*verification.error).toStdString();
        return object;
    }
    object["largest"] = verification.difference.largest;
    object["percent"] = 100 * verification.difference.share;
    object["mean"] = verification.difference.mean;
    if (verification.stop.step > 0)
        object["stopped"] = {{"step", verification.stop.step}, {"of", verification.stop.of}};
    object["seconds"] = verification.seconds;
    object["reasons"] = nlohmann::json::array();
    for (const QString& each : verification.reasons)
        object["reasons"].push_back(each.toStdString());
    return object;
}

VerifyReport::VerifyReport(Console& console, const VerifyWish& wish, const VerifyRun& run)
    : m_console(console), m_wish(wish), m_line(console)
{
    connect(&run, &VerifyRun::loading, this, [this](int file, double fraction, const QString& what) {
        show(file, fraction, QStringLiteral("Loading ") + what);
    });
    connect(&run, &VerifyRun::progress, this, &VerifyReport::onProgress);
    connect(&run, &VerifyRun::verified, this, &VerifyReport::onVerified);
}

void VerifyReport::conclude()
{
    if (!m_wish.json && !m_wish.quiet && m_wish.files.size() > 1)
        m_console.note(QStringLiteral("%1 of %2 pictures are identical").arg(m_identical).arg(m_wish.files.size()));
}

void VerifyReport::onProgress(int file, const request::Progress& progress)
{
    show(file, progressFraction(progress, 1, 1), progressWords(progress, 1, 1));
}

void VerifyReport::onVerified(const Verification& verification)
{
    m_identical += verification.isIdentical() ? 1 : 0;
    if (m_wish.json)
        m_console.print(verificationJson(verification));
    else if (!verification.error)
        m_console.print(verificationText(verification));
    if (verification.error)
        m_console.complain(*verification.error);
}

void VerifyReport::show(int file, double fraction, const QString& words)
{
    if (m_wish.json || m_wish.quiet)
        return;
    const qsizetype files = m_wish.files.size();
    m_line.show(fraction, files == 1 ? words : QStringLiteral("Picture %1 of %2  ").arg(file + 1).arg(files) + words);
}

}  // namespace reverie::app
