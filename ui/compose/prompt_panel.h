#pragma once

#include "ui/compose/form.h"
#include "ui/compose/token_counter.h"

#include <QWidget>

namespace reverie::ui {

class Label;
class PromptEdit;

/// Both prompts with their token counts and what is refused of them.
class PromptPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(QWidget* parent = nullptr);

    [[nodiscard]] PromptEdit* prompt() const { return m_prompt; }
    [[nodiscard]] PromptEdit* negative() const { return m_negative; }
    void setTokenizer(const weights::TokenizerPlace& place);
    void show(const Form& form);
    void showRefusals(const std::map<Field, QString>& refusals);
    void read(Form& form) const;

Q_SIGNALS:
    void edited();
    void stylesWanted(QWidget* button);

private:
    void recount();

    PromptEdit* m_prompt;
    PromptEdit* m_negative;
    Label* m_promptCount;
    Label* m_negativeCount;
    Label* m_refusal;
    TokenCounter m_promptCounter;
    TokenCounter m_negativeCounter;
    request::Emphasis m_emphasis = request::Emphasis::Original;
};

/// "18 / 75", of several chunks "75 + 75 + 12 / 75".
[[nodiscard]] QString countText(const TokenCount& count);

}  // namespace reverie::ui
