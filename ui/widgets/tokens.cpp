#include "ui/widgets/tokens.h"

#include <algorithm>
#include <cmath>

namespace reverie::ui {
namespace {

Colours dark()
{
    Colours c;
    c.background = QColor(0x14161b);
    c.panel = QColor(0x1a1d24);
    c.raised = QColor(0x22262f);
    c.field = QColor(0x12141a);
    c.line = QColor(0x2d323d);
    c.border = QColor(0x6b7486);
    c.hover = QColor(255, 255, 255, 16);
    c.pressed = QColor(255, 255, 255, 30);
    c.text = QColor(0xe8eaf0);
    c.muted = QColor(0x98a1b3);
    c.disabled = QColor(0x5b6373);
    c.accent = QColor(0x8aa2ff);
    c.accentFill = QColor(0x4a66e0);
    c.accentFillHover = QColor(0x506ce2);
    c.onAccent = QColor(0xffffff);
    c.accentSoft = QColor(0x2a3252);
    c.halo = QColor(138, 162, 255, 60);
    c.ok = QColor(0x5fc28e);
    c.warn = QColor(0xe7b35a);
    c.bad = QColor(0xef7a7a);
    c.star = QColor(0xffcf5c);
    c.onPicture = QColor(0xffffff);
    c.pictureShade = QColor(0, 0, 0, 120);
    c.floating = QColor(0x1a, 0x1d, 0x24, 238);
    c.shadow = QColor(0, 0, 0, 120);
    c.groove = QColor(0x363c49);
    c.checkerDark = QColor(0x1c1f26);
    c.checkerLight = QColor(0x262a33);
    c.syntaxBracket = QColor(0xe7b35a);
    c.syntaxWeight = QColor(0x8aa2ff);
    c.syntaxWord = QColor(0xc79bff);
    c.syntaxTag = QColor(0x5fc28e);
    return c;
}

Colours light()
{
    Colours c;
    c.background = QColor(0xf2f3f6);
    c.panel = QColor(0xfafbfc);
    c.raised = QColor(0xffffff);
    c.field = QColor(0xffffff);
    c.line = QColor(0xdcdfe6);
    c.border = QColor(0x858d9c);
    c.hover = QColor(20, 28, 48, 14);
    c.pressed = QColor(20, 28, 48, 28);
    c.text = QColor(0x1c2029);
    c.muted = QColor(0x5b6475);
    c.disabled = QColor(0xa3aab7);
    c.accent = QColor(0x3e5be0);
    c.accentFill = QColor(0x3e5be0);
    c.accentFillHover = QColor(0x3450cf);
    c.onAccent = QColor(0xffffff);
    c.accentSoft = QColor(0xe4e9fd);
    c.halo = QColor(62, 91, 224, 46);
    c.ok = QColor(0x1d7a4a);
    c.warn = QColor(0x8a5a00);
    c.bad = QColor(0xc43434);
    c.star = QColor(0xffcf5c);
    c.onPicture = QColor(0xffffff);
    c.pictureShade = QColor(0, 0, 0, 120);
    c.floating = QColor(255, 255, 255, 240);
    c.shadow = QColor(24, 32, 56, 46);
    c.groove = QColor(0xd5d9e2);
    c.checkerDark = QColor(0xe3e6ec);
    c.checkerLight = QColor(0xf7f8fa);
    c.syntaxBracket = QColor(0x9a5b00);
    c.syntaxWeight = QColor(0x3e5be0);
    c.syntaxWord = QColor(0x7a3fc4);
    c.syntaxTag = QColor(0x1d7a4a);
    return c;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

const Colours& coloursOf(Scheme scheme)
{
    static const Colours kDark = dark();
    static const Colours kLight = light();
    return scheme == Scheme::Dark ? kDark : kLight;
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor faded(QColor colour, double share)
{
    colour.setAlphaF(static_cast<float>(share));
    return colour;
}

}  // namespace reverie::ui
