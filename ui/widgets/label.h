#pragma once

#include "ui/widgets/icons.h"

#include <QLabel>

namespace reverie::ui {

/// Body: the system's size. Strong: the same in semibold. Caption: a size smaller. Heading: a caption in semibold.
/// Title: of a page.
enum class TextRole { Body, Strong, Caption, Heading, Title };

[[nodiscard]] QFont fontOf(TextRole role);
/// Gives a widget the font of a role, now and whenever the size of the application's font changes.
void setTextRole(QWidget* widget, TextRole role);
/// The application's font has changed.
void renewFonts();

/// Words in one of the roles and tones; follows the theme. Plain text, never read as HTML.
class Label final : public QLabel {
    Q_OBJECT

public:
    explicit Label(const QString& text, TextRole role = TextRole::Body, Tone tone = Tone::Text);

    void setTone(Tone tone);
    /// Cuts the text at its end where there is too little room, and shows it whole in the tooltip.
    void setElided(bool isElided);
    void setText(const QString& text);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTone();

    Tone m_tone;
    bool m_isElided = false;
};

/// A caption in the muted colour.
[[nodiscard]] Label* caption(const QString& text);
/// The same label, which breaks its lines.
Label* wrapping(Label* label);

}  // namespace reverie::ui
