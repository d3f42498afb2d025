#pragma once

#include "ui/compose/form.h"
#include "ui/compose/known_model.h"
#include "ui/widgets/card.h"

namespace reverie::ui {

class Label;

/// What a card is shown with besides the form.
struct CardContext {
    const KnownModel& model;
    const std::map<Field, QString>& refusals;
    std::optional<std::uint64_t> lastSeed;
};

/// A card of fields of the form: shows it, and writes its own fields into it.
class FormCard : public Card {
    Q_OBJECT

public:
    using Card::Card;

    virtual void show(const Form& form, const CardContext& context) = 0;
    virtual void read(Form& form) const = 0;
    /// Puts this card's fields back to their defaults.
    virtual void reset(Form& form) const = 0;
    /// Whether any of its fields is not at its default.
    [[nodiscard]] bool isChanged(const Form& form) const;

Q_SIGNALS:
    /// By a person.
    void edited();

protected:
    /// A line at the card's foot for why a value is refused.
    [[nodiscard]] Label* makeRefusal();
    static void tellRefusal(Label* line, const CardContext& context, std::initializer_list<Field> fields);
};

/// A caption above a field, with a button that appears while the field is not at its default and brings it back.
class FieldCaption final : public QWidget {
    Q_OBJECT

public:
    FieldCaption(const QString& text, QWidget* field, QWidget* parent = nullptr);
    void setChanged(bool isChanged);

Q_SIGNALS:
    void resetWanted();

private:
    QWidget* m_reset;
};

}  // namespace reverie::ui
