#pragma once

#include <QAbstractButton>
#include <QFrame>

class QToolButton;
class QVBoxLayout;

namespace reverie::ui {

/// The line at the top of a card: its name, and aside what matters most about it. Pressing it folds the card.
class CardHeader final : public QAbstractButton {
    Q_OBJECT

public:
    explicit CardHeader(const QString& title, QWidget* parent);

    void setAside(const QString& aside);
    void setSummary(const QString& summary);
    void setOpen(bool isOpen);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void tell();

    QString m_aside;
    QString m_summary;
    bool m_isOpen = true;
};

/// A group of fields on the raised ground that folds away under its name.
class Card : public QFrame {
    Q_OBJECT

public:
    /// \param id  stable name under which its fold is remembered
    Card(const QString& id, const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] QString id() const { return objectName(); }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    void setOpen(bool isOpen);
    void setAside(const QString& aside);
    /// What stands aside instead while the card is folded.
    void setSummary(const QString& summary) { m_header->setSummary(summary); }
    /// Whether the button that brings all fields of the card back to their defaults is there, where they are seen.
    void setResettable(bool isResettable);

Q_SIGNALS:
    void folded();
    void resetWanted();

protected:
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    void paintEvent(QPaintEvent* event) override;

private:
    CardHeader* m_header;
    QToolButton* m_reset;
    QWidget* m_content;
    QVBoxLayout* m_body;
    bool m_isOpen = true;
    bool m_isResettable = false;
};

}  // namespace reverie::ui
