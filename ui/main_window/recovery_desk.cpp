#include "ui/main_window/recovery_desk.h"

#include "core/base/when_done.h"
#include "core/io/leftover_parts.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "ui/main_window/file_manager.h"
#include "ui/main_window/notice_stack.h"
#include "ui/main_window/start_facts.h"
#include "ui/main_window/toast.h"
#include "ui/queue/job_text.h"

#include <QDir>
#include <QFileInfo>
#include <QtConcurrent>

#include <algorithm>

namespace reverie::ui {
namespace {

constexpr qsizetype kNamed = 3;  // of many; the rest is counted

/// In these folders and those in them, where pictures lie by day.
QStringList findLeftovers(const QStringList& folders, const QDateTime& before)
{
    QStringList all = folders;
    for (const QString& folder : folders)
        for (const QFileInfo& below : QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
            all << below.absoluteFilePath();
    return io::leftoverParts(all, before);
}

/// Each once: a prompt may stand for many jobs.
QString listed(QStringList names)
{
    names.removeDuplicates();
    QString list = names.mid(0, kNamed).join(QStringLiteral("; "));
    return names.size() > kNamed ? list + QStringLiteral("; \u2026") : list;
}

}  // namespace

RecoveryDesk::RecoveryDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    connect(&m_at.queue, &queue::Dispatcher::opened, this, &RecoveryDesk::onQueueOpened);
}

void RecoveryDesk::onQueueOpened()
{
    m_asks = m_at.queue.interrupted() > 0 && !isGoingOn();
    if (!m_at.start.hasCrashed) {
        if (m_asks)
            offerJobs();
        return;
    }
    whenDone(QtConcurrent::run(findLeftovers, m_at.folders, m_at.start.began), this,
        [this](const QStringList& files) { tellOfCrash(files); });
}

/// Without asking; or it is to be left in the queue, which is not asked for either.
bool RecoveryDesk::isGoingOn()
{
    const QString wish = m_at.settings.get<QString>(settings::key::kGoOn);
    if (m_at.start.isCareful || wish == QLatin1String("ask"))
        return false;
    if (wish == QLatin1String("now")) {
        const int left = m_at.queue.interrupted();
        m_at.queue.resumeInterrupted();
        m_at.toast.note(tr("Going on with %n job(s) of the last time.", nullptr, left));
    }
    return true;
}

void RecoveryDesk::offerJobs()
{
    m_at.notices.put({tr("The last time left %n unfinished job(s).", nullptr, m_at.queue.interrupted()),
        {{tr("Go on"), [this] { m_at.queue.resumeInterrupted(); }},
            {tr("Take them out"), [this] { m_at.queue.dropInterrupted(); }}, {tr("Later"), {}}}});
}

void RecoveryDesk::tellOfCrash(const QStringList& files)
{
    Notice notice{tr("Reverie did not end as it should the last time. This is what it left:"), {{tr("Later"), {}}}};
    if (m_at.start.isCareful) {
        notice.sentence = tr("Reverie did not come up the last two times, so it started with care: without what stood "
                             "in the window, without the engine, and nothing goes on by itself.");
        notice.parts.push_back({tr("What stood in the window is kept."), {{tr("Bring it back"), m_at.restoreSession}}});
    }
    if (m_asks)
        notice.parts.push_back(jobsPart());
    if (!files.isEmpty())
        notice.parts.push_back(filesPart(files));
    if (!notice.parts.empty())
        m_at.notices.put(std::move(notice));
}

Notice::Part RecoveryDesk::jobsPart()
{
    QStringList prompts;
    for (const queue::QueueJob& job : m_at.queue.jobs())
        if (job.state == queue::JobState::Interrupted)
            prompts << jobTitle(job);
    return {tr("%n unfinished job(s): %1", nullptr, static_cast<int>(prompts.size())).arg(listed(prompts)),
        {{tr("Go on"), [this] { m_at.queue.resumeInterrupted(); }},
            {tr("Take them out"), [this] { m_at.queue.dropInterrupted(); }}}};
}

Notice::Part RecoveryDesk::filesPart(const QStringList& files)
{
    QStringList names;
    for (const QString& file : files)
        names << QFileInfo(file).fileName();
    const QString folder = QFileInfo(files.front()).absolutePath();
    return {tr("%n half-written file(s) in %1: %2", nullptr, static_cast<int>(files.size())).arg(folder, listed(names)),
        {{tr("Delete"), [this, files] { removeFiles(files); }},
            {tr("Show in the folder"), [this, file = files.front()] { showInFileManager(file, m_at.toast); }}}};
}

void RecoveryDesk::removeFiles(const QStringList& files)
{
    const auto removing = QtConcurrent::run([files] {
        return static_cast<int>(std::ranges::count_if(files, [](const QString& each) { return !QFile::remove(each); }));
    });
    whenDone(removing, this, [this](int left) {
        m_at.toast.tell(left == 0 ? tr("The half-written files were deleted.")
                                  : tr("%n file(s) could not be deleted.", nullptr, left));
    });
}

}  // namespace reverie::ui
