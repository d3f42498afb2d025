#include "ui/compose/prompt_panel.h"

#include "ui/compose/prompt_edit.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

/// A caption over a field, with a count at its right and what stands before that.
QLayout* header(const QString& title, QWidget* field, Label* count, QWidget* aside = nullptr)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    Label* words = caption(title);
    words->setBuddy(field);
    row->addWidget(words);
    row->addStretch();
    if (aside != nullptr)
        row->addWidget(aside);
    row->addWidget(count);
    return row;
}

void tell(Label* label, const TokenCount& count)
{
    label->setText(countText(count));
    label->setTone(count.dropped > 0 ? Tone::Warn : Tone::Muted);
    const QString cut = PromptPanel::tr("%n token(s) find no room and are left out.", nullptr, count.dropped);
    const QString tip =
        PromptPanel::tr("Tokens in each part of the prompt, of the %1 that the text encoder reads at a time.")
            .arg(count.room);
    label->setToolTip(count.dropped > 0 ? cut : tip);
}

}  // namespace

QString countText(const TokenCount& count)
{
    if (count.chunks.empty())
        return {};
    constexpr std::size_t kShown = 4;
    QStringList parts;
    for (std::size_t i = 0; i < std::min(kShown, count.chunks.size()); ++i)
        parts << QString::number(count.chunks[i]);
    if (count.chunks.size() > kShown)
        parts = {QStringLiteral("\u2026"), QString::number(count.chunks.back())};
    return QStringLiteral("%1 / %2").arg(parts.join(QStringLiteral(" + "))).arg(count.room);
}

PromptPanel::PromptPanel(QWidget* parent)
    : QWidget(parent), m_prompt(new PromptEdit(tr("Prompt"), tr("Describe the picture"))),
      m_negative(new PromptEdit(tr("Without"), tr("What should not be there"))), m_promptCount(caption({})),
      m_negativeCount(caption({})), m_refusal(new Label({}, TextRole::Caption, Tone::Bad))
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kSmall);
    QToolButton* styles = smallButton(QStringLiteral("styles"), tr("Styles: named pieces of prompt"));
    all->addLayout(header(tr("Prompt"), m_prompt, m_promptCount, styles));
    all->addWidget(m_prompt);
    all->addSpacing(space::kMedium);
    all->addLayout(header(tr("Without"), m_negative, m_negativeCount));
    all->addWidget(m_negative);
    all->addWidget(m_refusal);
    m_refusal->setWordWrap(true);
    m_refusal->hide();
    m_prompt->setFixedHeight(extent::kPrompt);
    m_negative->setFixedHeight(extent::kWithout);
    m_prompt->setToolTip(tr("What the picture shows. (word:1.2) weighs more, [word] less, BREAK begins a new part."));
    m_negative->setToolTip(tr("What the picture is kept away from (the negative prompt)."));
    for (PromptEdit* field : {m_prompt, m_negative})
        connect(field, &PromptEdit::textChanged, this, [this] {
            recount();
            Q_EMIT edited();
        });
    connect(styles, &QToolButton::clicked, this, [this, styles] { Q_EMIT stylesWanted(styles); });
    connect(&m_promptCounter, &TokenCounter::counted, this, [this](const TokenCount& c) { tell(m_promptCount, c); });
    connect(
        &m_negativeCounter, &TokenCounter::counted, this, [this](const TokenCount& c) { tell(m_negativeCount, c); });
}

void PromptPanel::setTokenizer(const weights::TokenizerPlace& place)
{
    m_promptCounter.setTokenizer(place);
    m_negativeCounter.setTokenizer(place);
    recount();
}

void PromptPanel::recount()
{
    m_promptCounter.count(m_prompt->toPlainText(), m_emphasis);
    m_negativeCounter.count(m_negative->toPlainText(), m_emphasis);
}

void PromptPanel::show(const Form& form)
{
    m_prompt->setPrompt(form.request.prompt);
    m_negative->setPrompt(form.request.negativePrompt);
    const bool hasGrammar = form.request.emphasis != request::Emphasis::None;
    m_prompt->setGrammar(hasGrammar);
    m_negative->setGrammar(hasGrammar);
    if (m_emphasis == form.request.emphasis)
        return;
    m_emphasis = form.request.emphasis;
    recount();
}

void PromptPanel::showRefusals(const std::map<Field, QString>& refusals)
{
    const auto of = [&](Field field) {
        const auto found = refusals.find(field);
        return found == refusals.end() ? QString() : found->second;
    };
    setRefused(m_prompt, refusals.contains(Field::Prompt));
    setRefused(m_negative, refusals.contains(Field::Negative));
    const QString sentence = of(Field::Prompt).isEmpty() ? of(Field::Negative) : of(Field::Prompt);
    m_refusal->setText(sentence);
    m_refusal->setVisible(!sentence.isEmpty());
}

void PromptPanel::read(Form& form) const
{
    form.request.prompt = m_prompt->toPlainText();
    form.request.negativePrompt = m_negative->toPlainText();
}

}  // namespace reverie::ui
