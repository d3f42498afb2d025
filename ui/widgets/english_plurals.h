#pragma once

#include <QTranslator>

namespace reverie::ui {

/// Chooses between the two forms that "%n picture(s)" has in English; for programs that have no translation, which
/// would do it as well.
class EnglishPlurals final : public QTranslator {
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(
        const char* context, const char* text, const char* remark, int count) const override;
};

}  // namespace reverie::ui
