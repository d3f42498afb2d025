#include "app/reverie/download_report.h"

#include "app/reverie/amounts.h"
#include "app/reverie/progress_text.h"

#include <nlohmann/json.hpp>

namespace reverie::app {
namespace {

using nlohmann::json;

const char* phaseWord(hub::FilePhase phase)
{
    switch (phase) {
    case hub::FilePhase::Waiting:
        return "waiting";
    case hub::FilePhase::Checking:
        return "checking";
    case hub::FilePhase::Downloading:
        return "downloading";
    case hub::FilePhase::Verifying:
        return "verifying";
    case hub::FilePhase::Done:
        return "done";
    }
    return "";
}

QString phaseWords(const hub::DownloadProgress& progress)
{
    switch (progress.phase) {
    case hub::FilePhase::Waiting:
        return QStringLiteral("Another program fetches %1; waiting for it").arg(progress.file);
    case hub::FilePhase::Checking:
        return QStringLiteral("Checking what is there");
    case hub::FilePhase::Downloading:
        return progress.file;
    case hub::FilePhase::Verifying:
        return QStringLiteral("Verifying %1").arg(progress.file);
    case hub::FilePhase::Done:
        break;
    }
    return QStringLiteral("Done");
}

QString amount(std::uint64_t bytes)
{
    return byteAmount(static_cast<double>(bytes));
}

/// "412 MB of 2.13 GB  38 MB/s  45 s left  unet/model.safetensors".
QString wordsOf(const hub::DownloadProgress& progress)
{
    QStringList words{QStringLiteral("%1 of %2").arg(amount(progress.bytes), amount(progress.of))};
    if (progress.phase == hub::FilePhase::Downloading && progress.bytesPerSecond > 0)
        words << amount(progress.bytesPerSecond) + QStringLiteral("/s");
    if (progress.phase == hub::FilePhase::Downloading && progress.secondsLeft >= 0)
        words << duration(progress.secondsLeft) + QStringLiteral(" left");
    words << phaseWords(progress);
    return words.join(QStringLiteral("  "));
}

double fractionOf(const hub::DownloadProgress& progress)
{
    return progress.of == 0 ? 0 : static_cast<double>(progress.bytes) / static_cast<double>(progress.of);
}

}  // namespace

void DownloadReport::gate(const hub::GateWords& words)
{
    if (m_kind == DownloadReportKind::Json)
        m_console.print(json{{"event", "gate"}, {"title", words.title.toStdString()},
            {"sentence", words.sentence.toStdString()}, {"url", words.url.toString().toStdString()}});
    m_console.note(QStringLiteral("%1. %2").arg(words.title, words.sentence));
    if (!words.url.isEmpty())
        m_console.note(QStringLiteral("  ") + words.url.toString());
}

void DownloadReport::plan(const hub::Inquiry& inquiry)
{
    const std::uint64_t bytes = inquiry.job.bytes();
    const std::uint64_t missing = bytes - std::min(bytes, inquiry.heldBytes);
    if (m_kind == DownloadReportKind::Json) {
        json files = json::array();
        for (const hub::RepoFile& file : inquiry.job.files)
            files.push_back(file.path.toStdString());
        m_console.print(json{{"event", "plan"}, {"id", inquiry.job.id.toStdString()},
            {"commit", inquiry.job.commit.toStdString()}, {"selection", inquiry.selection.words.toStdString()},
            {"bytes", bytes}, {"missing", missing}, {"files", files}});
    }
    if (m_kind != DownloadReportKind::Lines)
        return;
    m_console.note(QStringLiteral("%1: %2").arg(inquiry.job.id, inquiry.selection.words));
    if (missing > 0 && missing < bytes)
        m_console.note(
            QStringLiteral("%1 of it are here already; %2 to go.").arg(amount(bytes - missing), amount(missing)));
}

hub::DownloadEvents DownloadReport::events()
{
    return {[this](const hub::DownloadProgress& each) {
                QMetaObject::invokeMethod(
                    this, [this, each] { progress(each); }, Qt::QueuedConnection);
            },
        [this](const QString& sentence) {
            QMetaObject::invokeMethod(
                this, [this, sentence] { m_console.note(sentence); }, Qt::QueuedConnection);
        }};
}

void DownloadReport::progress(const hub::DownloadProgress& progress)
{
    if (m_kind == DownloadReportKind::Json)
        return m_console.print(json{{"event", "progress"}, {"phase", phaseWord(progress.phase)},
            {"file", progress.file.toStdString()}, {"bytes", progress.bytes}, {"of", progress.of},
            {"bytesPerSecond", progress.bytesPerSecond}, {"secondsLeft", progress.secondsLeft}});
    if (m_kind == DownloadReportKind::Quiet)
        return;
    if (m_console.isErrTerminal())
        return m_line.show(fractionOf(progress), wordsOf(progress));
    const int tenth = static_cast<int>(fractionOf(progress) * 10);
    if (tenth != m_tenth)
        m_console.note(QStringLiteral("%1 %: %2").arg(tenth * 10).arg(wordsOf(progress)));
    m_tenth = tenth;
}

void DownloadReport::done(const QString& folder, std::uint64_t bytes)
{
    if (m_kind == DownloadReportKind::Json)
        return m_console.print(json{{"event", "done"}, {"path", folder.toStdString()}, {"bytes", bytes}});
    m_console.print(folder);
}

}  // namespace reverie::app
