#include "ui/main_window/trouble_desk.h"

#include "core/base/when_done.h"
#include "core/gallery/gallery.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "ui/main_window/missing_parts.h"
#include "ui/main_window/notice_stack.h"
#include "ui/main_window/start_facts.h"
#include "ui/main_window/toast.h"
#include "ui/widgets/sentence_text.h"

#include <QFileDialog>
#include <QtConcurrent>

#include <algorithm>

namespace reverie::ui {

TroubleDesk::TroubleDesk(const Places& places, const QStringList& notes, QObject* parent)
    : QObject(parent), m_at(places)
{
    using queue::Dispatcher;
    connect(&m_at.queue, &Dispatcher::opened, this, &TroubleDesk::tellOfOpening);
    connect(&m_at.queue, &Dispatcher::paused, this, &TroubleDesk::onPaused);
    connect(&m_at.queue, &Dispatcher::resumed, this, &TroubleDesk::dropWhyPaused);
    connect(&m_at.queue, &Dispatcher::notKept, this, &TroubleDesk::tellOfKeeping);
    connect(&m_at.gallery, &gallery::Gallery::opened, this, &TroubleDesk::tellOfOpening);
    connect(&m_at.settings, &settings::Settings::notSaved, this, &TroubleDesk::tellOfKeeping);
    connect(&m_at.styles, &settings::StyleBook::notSaved, this, &TroubleDesk::tellOfKeeping);
    tell(m_at.start.whyNotKept);
    for (const QString& note : notes)
        tell(note);
    if (m_at.settings.isNewer())
        m_at.notices.put(
            {m_at.settings.note(), {{tr("Write over it"), [this] { m_at.settings.adopt(); }}, {tr("Leave it"), {}}}});
}

void TroubleDesk::tell(const QString& sentence)
{
    if (!sentence.isEmpty())
        m_at.toast.note(sentence);
}

/// Where nothing can be written that has been said.
void TroubleDesk::tellOfKeeping(const QString& sentence)
{
    if (m_at.start.whyNotKept.isEmpty())
        tell(sentence);
}

void TroubleDesk::tellOfOpening(const QString& sentence)
{
    if (m_at.start.whyNotKept.isEmpty())
        tellOnce(sentence);
}

/// One cause is told once, though several parts of the program meet it.
void TroubleDesk::tellOnce(const QString& sentence)
{
    const auto says = [&](const QString& told) { return told.contains(sentence, Qt::CaseInsensitive); };
    if (sentence.isEmpty() || std::ranges::any_of(m_told, says))
        return;
    m_told << sentence;
    tell(sentence);
}

void TroubleDesk::lookForParts()
{
    whenDone(QtConcurrent::run(missingParts), this, [this](const QStringList& sentences) {
        for (const QString& each : sentences)
            tellOnce(each);
    });
}

void TroubleDesk::onPaused(const QString& reason)
{
    dropWhyPaused();
    if (reason.isEmpty())
        return;
    Notice notice{tr("The queue waits. %1").arg(capitalised(reason))};
    if (m_at.queue.unsaved() > 0) {
        const QString kept =
            tr("%n picture(s) could not be saved and are kept in memory.", nullptr, m_at.queue.unsaved());
        notice.sentence = capitalised(reason) + QLatin1Char(' ') + kept;
        notice.ways = {{tr("Save as\u2026"), [this] { saveElsewhere(); }},
            {tr("Try again"), [this] { m_at.queue.saveAgain(); }},
            {tr("Give them up"), [this] { m_at.queue.dropUnsaved(); }}};
    } else if (m_at.queue.hasDeviceFailed()) {
        notice.ways = {{tr("Use the CPU"), [this] { useCpu(); }}, {tr("Go on"), [this] { m_at.queue.resume(); }}};
    } else {
        notice.ways = {{tr("Go on"), [this] { m_at.queue.resume(); }}};
        if (m_at.queue.isDiskFull())
            notice.ways.push_back({tr("Another folder\u2026"), [this] { saveElsewhere(); }});
    }
    m_whyPaused = m_at.notices.put(std::move(notice));
}

void TroubleDesk::dropWhyPaused()
{
    m_at.notices.drop(m_whyPaused);
}

/// For what waits and for what is still to be asked.
void TroubleDesk::useCpu()
{
    const QString key = QString::fromLatin1(settings::key::kDevice);
    const settings::Value before = m_at.settings.value(key);
    const auto chosen = m_at.settings.set(key, QStringLiteral("cpu"));
    m_at.queue.useCpu();
    if (!chosen)
        return m_at.toast.tell(sentenceText(chosen.error()));
    m_at.toast.offer(tr("Pictures are made on the CPU from now on."), tr("Undo"),
        [this, key, before] { std::ignore = m_at.settings.set(key, before); });
}

void TroubleDesk::saveElsewhere(std::optional<queue::JobKey> failed)
{
    auto* dialog = new QFileDialog(&m_at.window, tr("Another folder for the pictures"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(
        dialog, &QFileDialog::fileSelected, this, [this, failed](const QString& folder) { saveInto(folder, failed); });
    dialog->open();
}

void TroubleDesk::saveInto(const QString& folder, std::optional<queue::JobKey> failed)
{
    if (m_at.queue.unsaved() > 0) {
        m_at.queue.saveAgain(folder);
        return;
    }
    const auto chosen = m_at.settings.set(QString::fromLatin1(settings::key::kPicturesFolder), folder);
    if (!chosen) {
        m_at.toast.tell(sentenceText(chosen.error()));
        return;
    }
    if (failed)
        m_at.queue.retry(*failed);
    m_at.queue.resume();
}

}  // namespace reverie::ui
