#include "ui/compose/model_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/picture_box.h"
#include "ui/widgets/tokens.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

ModelCard::ModelCard(QWidget* parent)
    : FormCard(QStringLiteral("model"), tr("Model"), parent), m_model(new ChoiceButton(tr("Model"))),
      m_picture(new PictureBox(QStringLiteral("model"), extent::kModelPicture)), m_facts(caption({}))
{
    m_model->setToolTip(tr("The model draws the picture; each has learnt other things. Drop a model's folder or file "
                           "on the window to add it."));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    QToolButton* open = iconButton(QStringLiteral("folder"), tr("Open a model from this computer"));
    setKind(open, ButtonKind::Plain);
    row->addWidget(m_model, 1);
    row->addWidget(open);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kSmall);
    words->addLayout(row);
    words->addWidget(m_facts);
    auto* all = new QHBoxLayout;
    all->setSpacing(space::kLarge);
    all->addWidget(m_picture);
    all->addLayout(words, 1);
    body()->addLayout(all);
    m_trouble = makeRefusal();
    connect(m_model, &QPushButton::clicked, this, &ModelCard::pickWanted);
    connect(open, &QToolButton::clicked, this, &ModelCard::openWanted);
    showTitle();
    setPicture({});
}

void ModelCard::setTitles(const QHash<QString, QString>& titles)
{
    m_titles = titles;
    showTitle();
}

void ModelCard::showTitle()
{
    const QString name = m_name.isEmpty() ? QFileInfo(m_path).completeBaseName() : m_name;
    const QString title = m_path.isEmpty() ? tr("Starter") : m_titles.value(m_path, name);
    m_model->setValue(title);
    setSummary(title);
}

void ModelCard::show(const Form& form, const CardContext& context)
{
    const request::ModelFacts& facts = context.model.facts;
    const bool isKnown = context.model.path == form.request.model && !facts.family.isEmpty();
    m_path = form.request.model;
    m_name = isKnown ? facts.name : QString();
    showTitle();
    m_facts->setText(isKnown ? tr("%1 \u00b7 made for %2 x %3")
                                   .arg(familyTitle(facts.family))
                                   .arg(facts.nativeWidth)
                                   .arg(facts.nativeHeight)
                             : QString());
}

void ModelCard::setPicture(const QImage& picture)
{
    m_picture->setPicture(picture);
    m_picture->setAccessibleName(picture.isNull() ? tr("No picture was made with this model yet")
                                                  : tr("The last picture that was made with this model"));
    m_picture->setToolTip(m_picture->accessibleName());
}

void ModelCard::read(Form& form) const
{
    form.request.model = m_path;
}

void ModelCard::reset(Form& form) const
{
    form.request.model.clear();
}

void ModelCard::setTrouble(const QString& sentence)
{
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
}

}  // namespace reverie::ui
