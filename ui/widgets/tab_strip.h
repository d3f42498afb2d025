#pragma once

#include <QTabBar>

namespace reverie::ui {

/// The views of a page side by side as words, the one that is shown underlined; the left and right arrows walk along
/// them.
class TabStrip final : public QTabBar {
    Q_OBJECT

public:
    explicit TabStrip(QWidget* parent = nullptr);

    /// How many there are of what a tab shows, beside its words; 0 = not said.
    void setCount(int tab, int count);

protected:
    [[nodiscard]] QSize tabSizeHint(int tab) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int tab) const override { return tabSizeHint(tab); }
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int wordsWidth(int tab) const;
};

}  // namespace reverie::ui
