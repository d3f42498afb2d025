#pragma once

#include "ui/widgets/icons.h"

#include <QFrame>

#include <optional>

namespace reverie::ui {

/// A frame on the raised ground: what belongs together stands in it.
class RaisedFrame : public QFrame {
    Q_OBJECT

public:
    using QFrame::QFrame;

    /// A border that says what the frame is about, beside words that say it too; nothing = a plain line.
    void setBorder(std::optional<Tone> tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<Tone> m_border;
};

}  // namespace reverie::ui
