#include "ui/compose/model_card.h"

#include "ui/compose/model_picture.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

ModelCard::ModelCard(QWidget* parent)
    : FormCard(QStringLiteral("model"), tr("Model"), parent), m_models(new QComboBox), m_picture(new ModelPicture),
      m_facts(caption({}))
{
    m_models->setAccessibleName(tr("Model"));
    m_models->setToolTip(tr("The model draws the picture; each has learnt other things. Drop a model's folder or file "
                            "on the window to add it."));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    QToolButton* open = iconButton(QStringLiteral("folder"), tr("Open a model from this computer"));
    setKind(open, ButtonKind::Plain);
    row->addWidget(m_models, 1);
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
    connect(m_models, &QComboBox::activated, this, &ModelCard::edited);
    connect(open, &QToolButton::clicked, this, &ModelCard::openWanted);
    setModels({});
}

void ModelCard::setModels(const QStringList& models)
{
    const QString chosen = m_models->currentData().toString();
    m_models->clear();
    m_models->addItem(tr("Starter"), QString());
    for (const QString& path : models)
        m_models->addItem(QFileInfo(path).completeBaseName(), path);
    m_models->setCurrentIndex(std::max(0, m_models->findData(chosen)));
}

void ModelCard::show(const Form& form, const CardContext& context)
{
    int at = m_models->findData(form.request.model);
    if (at < 0) {
        at = m_models->count();
        m_models->addItem(QFileInfo(form.request.model).completeBaseName(), form.request.model);
    }
    m_models->setCurrentIndex(at);
    const request::ModelFacts& facts = context.model.facts;
    const bool isKnown = context.model.path == form.request.model && !facts.family.isEmpty();
    m_facts->setText(isKnown ? tr("%1 \u00b7 made for %2 x %3")
                                   .arg(familyTitle(facts.family))
                                   .arg(facts.nativeWidth)
                                   .arg(facts.nativeHeight)
                             : QString());
}

void ModelCard::setPicture(const QImage& picture)
{
    m_picture->show(picture);
}

void ModelCard::read(Form& form) const
{
    form.request.model = m_models->currentData().toString();
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
