#include "ui/widgets/raised_frame.h"

#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>

namespace reverie::ui {

void RaisedFrame::setBorder(std::optional<Tone> tone)
{
    m_border = tone;
    update();
}

void RaisedFrame::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.raised, m_border ? colourOf(*m_border) : colours.line);
}

}  // namespace reverie::ui
