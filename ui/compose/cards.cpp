#include "ui/compose/cards.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

Label* FormCard::makeRefusal()
{
    auto* line = new Label({}, TextRole::Caption, Tone::Bad);
    line->setWordWrap(true);
    line->hide();
    body()->addWidget(line);
    return line;
}

bool FormCard::isChanged(const Form& form) const
{
    Form untouched = form;
    reset(untouched);
    return untouched != form;
}

void FormCard::tellRefusal(Label* line, const CardContext& context, std::initializer_list<Field> fields)
{
    QStringList sentences;
    for (const Field field : fields)
        if (const auto found = context.refusals.find(field); found != context.refusals.end())
            sentences << found->second;
    line->setText(sentences.join(QLatin1Char('\n')));
    line->setVisible(!sentences.isEmpty());
}

FieldCaption::FieldCaption(const QString& text, QWidget* field, QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    Label* words = caption(text);
    words->setBuddy(field);
    QToolButton* button = smallButton(QStringLiteral("reset"), tr("Reset %1 to the default").arg(text));
    QSizePolicy kept = button->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    button->setSizePolicy(kept);
    button->hide();
    row->addWidget(words);
    row->addWidget(button);
    row->addStretch();
    m_reset = button;
    connect(button, &QToolButton::clicked, this, &FieldCaption::resetWanted);
}

void FieldCaption::setChanged(bool isChanged)
{
    m_reset->setVisible(isChanged);
}

}  // namespace reverie::ui
