#include "ui/main_window/trouble_desk.h"

#include "core/gallery/gallery.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "ui/main_window/notice_card.h"
#include "ui/main_window/toast.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/sentence_text.h"

#include <QFileDialog>

namespace reverie::ui {

TroubleDesk::TroubleDesk(const Places& places, const QStringList& notes, QObject* parent)
    : QObject(parent), m_at(places)
{
    using queue::Dispatcher;
    const auto tell = [this](const QString& sentence) {
        if (!sentence.isEmpty())
            m_at.toast.note(sentence);
    };
    connect(&m_at.queue, &Dispatcher::opened, this, &TroubleDesk::onQueueOpened);
    connect(&m_at.queue, &Dispatcher::paused, this, &TroubleDesk::onPaused);
    connect(&m_at.queue, &Dispatcher::resumed, this, &TroubleDesk::dropWhyPaused);
    connect(&m_at.queue, &Dispatcher::notKept, this, tell);
    connect(&m_at.gallery, &gallery::Gallery::opened, this, tell);
    connect(&m_at.settings, &settings::Settings::notSaved, this, tell);
    connect(&m_at.styles, &settings::StyleBook::notSaved, this, tell);
    for (const QString& note : notes)
        tell(note);
    if (m_at.settings.isNewer())
        show(new NoticeCard(
            m_at.settings.note(), {{tr("Write over it"), [this] { m_at.settings.adopt(); }}, {tr("Leave it"), {}}}));
}

void TroubleDesk::onQueueOpened(const QString& note)
{
    if (!note.isEmpty())
        m_at.toast.note(note);
    const int left = m_at.queue.interrupted();
    if (left == 0)
        return;
    show(new NoticeCard(tr("%n job(s) of the last time were not finished.", nullptr, left),
        {{tr("Go on"), [this] { m_at.queue.resumeInterrupted(); }},
            {tr("Take them out"), [this] { m_at.queue.dropInterrupted(); }}, {tr("Later"), {}}}));
}

void TroubleDesk::onPaused(const QString& reason)
{
    if (reason.isEmpty())
        return dropWhyPaused();
    if (m_at.queue.unsaved() == 0) {
        m_whyPaused = show(new NoticeCard(
            tr("The queue waits. %1").arg(capitalised(reason)), {{tr("Go on"), [this] { m_at.queue.resume(); }}}));
        return;
    }
    const QString kept = tr("%n picture(s) could not be saved and are kept in memory.", nullptr, m_at.queue.unsaved());
    m_whyPaused = show(new NoticeCard(capitalised(reason) + QLatin1Char(' ') + kept,
        {{tr("Save as\u2026"), [this] { saveElsewhere(); }}, {tr("Try again"), [this] { m_at.queue.saveAgain(); }},
            {tr("Give them up"), [this] { m_at.queue.dropUnsaved(); }}}));
}

void TroubleDesk::dropWhyPaused()
{
    if (m_whyPaused != nullptr && m_at.viewer.headCard() == m_whyPaused)
        m_at.viewer.setHeadCard(nullptr);
}

void TroubleDesk::saveElsewhere(std::optional<queue::JobKey> failed)
{
    auto* dialog = new QFileDialog(m_at.viewer.window(), tr("Another folder for the pictures"));
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

NoticeCard* TroubleDesk::show(NoticeCard* card)
{
    connect(card, &NoticeCard::decided, this, [this, card] {
        // What was decided may have brought another card.
        if (m_at.viewer.headCard() == card)
            m_at.viewer.setHeadCard(nullptr);
    });
    m_at.viewer.setHeadCard(card);
    return card;
}

}  // namespace reverie::ui
