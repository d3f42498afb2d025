"""A sheet of paper in the unit square, y downwards, drawn by Skia with analytic anti-aliasing."""

from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import skia

from .colour import argb, mix

_STOPS_A_BAND = 4           # of a gradient on flat paper


@dataclass(frozen=True)
class _Gradient:
    """32-bit colours at even steps from `top` to `bottom`."""
    top: float
    bottom: float
    colours: tuple

    def shader(self):
        return skia.GradientShader.MakeLinear([(0, float(self.top)), (0, float(self.bottom))], list(self.colours))

    def bands(self):
        """The same in a few plain bands, as a shader."""
        count = max(1, len(self.colours) // _STOPS_A_BAND)
        plain = [self.colours[(2 * i + 1) * (len(self.colours) - 1) // (2 * count)] for i in range(count)]
        ends = np.repeat(np.arange(count + 1) / count, 2)[1:-1]
        return skia.GradientShader.MakeLinear([(0, float(self.top)), (0, float(self.bottom))], [c for c in plain for _ in range(2)], ends.tolist())


def _fine(colours, steps=4):
    """The stops of a gradient, mixed in OKLab in between: Skia would mix sRGB, and blue to orange would turn grey."""
    inner = [mix(a, b, step / steps) for a, b in zip(colours, colours[1:]) for step in range(steps)]
    return tuple(argb(colour) for colour in [*inner, colours[-1]])


def vertical(top, bottom, *colours):
    """A gradient from `top` to `bottom` through paints at even steps."""
    return _Gradient(top, bottom, _fine(colours))


def fading(top, bottom, colour, first, last):
    """One paint whose opacity goes from `first` at `top` to `last` at `bottom`."""
    return _Gradient(top, bottom, tuple(argb(colour, a) for a in np.linspace(first, last, 6)))


def polygon(points):
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in points], True)
    return path


def rounds(circles):
    """One path from circles (x, y, radius)."""
    path = skia.Path()
    for x, y, radius in circles:
        path.addCircle(float(x), float(y), float(radius))
    return path


class Canvas:
    """Paper of any shape is the unit square, stretched. `flat` paper takes no gradients: they become plain bands, and a glow rings."""

    def __init__(self, width, height, flat=False):
        self._width, self._height, self._flat = width, height, flat
        self._surface = skia.Surface(width, height)
        self.skia = self._surface.getCanvas()
        self.skia.scale(width, height)

    def _brush(self, fill, alpha=1.0):
        brush = skia.Paint(AntiAlias=True)
        if isinstance(fill, _Gradient):
            brush.setShader(fill.bands() if self._flat else fill.shader())
            brush.setAlphaf(alpha)
        else:
            brush.setColor(argb(fill, alpha))
        return brush

    def shape(self, outline, fill, alpha=1.0):
        """A closed outline, as points or as a path."""
        path = outline if isinstance(outline, skia.Path) else polygon(outline)
        self.skia.drawPath(path, self._brush(fill, alpha))

    def strip(self, points, fill):
        """One of many shapes side by side: hard edges, so that no seam shows between neighbours."""
        brush = self._brush(fill)
        brush.setAntiAlias(False)
        self.skia.drawPath(polygon(points), brush)

    def rimmed(self, outline, fill, rim, shift):
        """A shape with a lit edge: the rim's paint shows where the shape, moved by `shift`, no longer covers itself."""
        path = outline if isinstance(outline, skia.Path) else polygon(outline)
        self.skia.drawPath(path, self._brush(rim))
        self.skia.save()
        self.skia.clipPath(path, True)
        self.skia.translate(float(shift[0]), float(shift[1]))
        self.skia.drawPath(path, self._brush(fill))
        self.skia.restore()

    def below(self, xs, ys, fill, alpha=1.0):
        """Everything under the line (xs, ys), down to the edge of the paper."""
        self.shape([(-.1, 1.1), *zip(xs, ys), (1.1, 1.1)], fill, alpha)

    def circle(self, x, y, radius, fill, alpha=1.0):
        self.skia.drawCircle(float(x), float(y), float(radius), self._brush(fill, alpha))

    def oval(self, x, y, across, down, fill, alpha=1.0):
        box = skia.Rect.MakeLTRB(float(x - across), float(y - down), float(x + across), float(y + down))
        self.skia.drawOval(box, self._brush(fill, alpha))

    def box(self, left, top, right, bottom, fill, alpha=1.0):
        self.skia.drawRect(skia.Rect.MakeLTRB(float(left), float(top), float(right), float(bottom)),
                           self._brush(fill, alpha))

    def line(self, points, width, fill, alpha=1.0):
        brush = self._brush(fill, alpha)
        brush.setStyle(skia.Paint.kStroke_Style)
        brush.setStrokeWidth(float(width))
        brush.setStrokeCap(skia.Paint.kRound_Cap)
        brush.setStrokeJoin(skia.Paint.kRound_Join)
        path = skia.Path()
        path.addPoly([skia.Point(float(x), float(y)) for x, y in points], False)
        self.skia.drawPath(path, brush)

    def glow(self, x, y, radius, colour, strength):
        """Light, added to what is there, that fades to nothing at `radius`."""
        if self._flat:
            return self._rings(x, y, radius, colour, strength)
        alphas = strength * (1 - np.linspace(0, 1, 10)) ** 2.2
        brush = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kScreen)
        brush.setShader(skia.GradientShader.MakeRadial((float(x), float(y)), float(radius), [argb(colour, a) for a in alphas]))
        self.skia.drawCircle(float(x), float(y), float(radius), brush)

    def _rings(self, x, y, radius, colour, strength):
        for share in (.62, .38):
            brush = self._brush(colour, .32 * strength)
            brush.setBlendMode(skia.BlendMode.kScreen)
            self.skia.drawCircle(float(x), float(y), float(share * radius), brush)

    def reflect(self, waterline, strength):
        """Everything above `waterline`, upside down below it, a little compressed as water shows it."""
        image = self._surface.makeImageSnapshot()
        self.skia.save()
        self.skia.clipRect(skia.Rect.MakeLTRB(0, float(waterline), 1, 1))
        self.skia.translate(0, 1.85 * float(waterline))
        self.skia.scale(1 / self._width, -.85 / self._height)
        brush = skia.Paint()
        brush.setAlphaf(strength)
        self.skia.drawImage(image, 0, 0, skia.SamplingOptions(skia.FilterMode.kLinear), brush)
        self.skia.restore()

    @contextmanager
    def inside(self, outline):
        """Nothing outside the outline is painted."""
        self.skia.save()
        self.skia.clipPath(outline if isinstance(outline, skia.Path) else polygon(outline), True)
        yield
        self.skia.restore()

    @contextmanager
    def upright(self, x, y):
        """What stands at (x, y) keeps its proportions: the paper's longer side does not stretch it."""
        least = min(self._width, self._height)
        self.skia.save()
        self.skia.translate(float(x), float(y))
        self.skia.scale(least / self._width, least / self._height)
        self.skia.translate(-float(x), -float(y))
        yield
        self.skia.restore()

    def pixels(self):
        """uint8 [size, size, 3], RGB."""
        return self._surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3].copy()
