#include "ui/viewer/info_sheet.h"

#include "core/request/enum_names.h"
#include "ui/compose/known_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/scrolling.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

namespace {

QString stopWords(const request::Stop& stop)
{
    return stop.of > 0 ? InfoSheet::tr("half-made, at step %1 of %2").arg(stop.step).arg(stop.of)
                       : InfoSheet::tr("half-made, at step %1").arg(stop.step);
}

}  // namespace

InfoSheet::InfoSheet(QWidget* parent) : QFrame(parent)
{
    setAccessibleName(tr("About this picture"));
    setFixedWidth(extent::kSheetWidth);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kMedium, space::kLarge);
    auto* top = new QHBoxLayout;
    top->addWidget(new Label(tr("About this picture"), TextRole::Heading), 1);
    QToolButton* shut = iconButton(QStringLiteral("close"), tr("Close"), Tone::Muted);
    top->addWidget(shut);
    all->addLayout(top);
    auto* content = new QWidget;
    m_rows = new QVBoxLayout(content);
    m_rows->setContentsMargins(0, 0, space::kMedium, 0);
    m_rows->setSpacing(space::kLarge);
    all->addWidget(scrolling(content), 1);
    connect(shut, &QToolButton::clicked, this, &InfoSheet::closeWanted);
    hide();
}

void InfoSheet::clear()
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void InfoSheet::addRow(const QString& name, const QString& value, std::optional<RecipePart> part, const QString& use)
{
    if (value.isEmpty())
        return;
    auto* row = new QWidget;
    auto* grid = new QVBoxLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space::kTiny);
    auto* top = new QHBoxLayout;
    top->addWidget(caption(name), 1);
    if (part) {
        QPushButton* button = chip(tr("use"));
        button->setAccessibleName(use);
        button->setToolTip(use);
        connect(button, &QPushButton::clicked, this, [this, part] { Q_EMIT useWanted(*part); });
        top->addWidget(button);
    }
    grid->addLayout(top);
    auto* words = new Label(value);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->setMinimumWidth(0);
    grid->addWidget(words);
    m_rows->addWidget(row);
}

void InfoSheet::addRequest(const request::GenerationRequest& request)
{
    addRow(tr("Prompt"), request.prompt, RecipePart::Prompt, tr("Use both prompts"));
    addRow(tr("Without"), request.negativePrompt);
    addRow(tr("Seed"), request.seed ? QString::number(*request.seed) : QString(), RecipePart::Seed, tr("Use the seed"));
    if (request.width && request.height)
        addRow(
            tr("Size"), tr("%1 x %2").arg(*request.width).arg(*request.height), RecipePart::Size, tr("Use the size"));
    if (request.sampler)
        addRow(
            tr("Sampler"), *request.sampler + QStringLiteral(" \u00b7 ") + request.schedule.value_or(tr("Automatic")));
    if (request.steps && request.guidanceScale)
        addRow(tr("Steps and guidance"),
            tr("%1 steps \u00b7 guidance %2").arg(*request.steps).arg(*request.guidanceScale));
    addRow(tr("Clip skip, emphasis and noise"),
        QStringLiteral("%1 \u00b7 %2 \u00b7 %3")
            .arg(request.clipSkip)
            .arg(request::enumName(request.emphasis), request::enumName(request.rng)));
}

void InfoSheet::show(const gallery::GalleryPicture& picture)
{
    clear();
    if (picture.request) {
        QPushButton* all = wordButton(tr("Use everything"));
        all->setToolTip(tr("Puts the whole recipe into the form"));
        connect(all, &QPushButton::clicked, this, [this] { Q_EMIT useWanted(RecipePart::All); });
        m_rows->addWidget(all);
        addRequest(*picture.request);
    } else {
        addRow(tr("Recipe"), tr("This file does not say how it was made."));
    }
    if (picture.stop.step > 0)
        addRow(tr("Stopped"), stopWords(picture.stop));
    addRow(tr("Model"), modelTitle(picture.model));
    addRow(tr("Picture"),
        tr("%1 x %2 \u00b7 %3")
            .arg(picture.width)
            .arg(picture.height)
            .arg(QLocale().formattedDataSize(picture.bytes, 0, QLocale::DataSizeSIFormat)));
    addRow(tr("Made"), QLocale().toString(picture.created.toLocalTime(), tr("d MMMM yyyy, HH:mm")));
    addRow(tr("File"), picture.path);
    m_rows->addStretch();
}

void InfoSheet::showNothing()
{
    clear();
    addRow(tr("Nothing is selected"), tr("Choose a picture on the right to see how it was made."));
    m_rows->addStretch();
}

void InfoSheet::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(0, 0, space::kHair, height(), colours.line);
}

}  // namespace reverie::ui
