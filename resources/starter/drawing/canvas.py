"""A sheet of paper in the unit square, y downwards, drawn by Skia with analytic anti-aliasing."""

import numpy as np
import skia

from .colour import argb


def vertical(top, bottom, *colours):
    """A gradient from `top` to `bottom` through paints at even steps."""
    return skia.GradientShader.MakeLinear([(0, top), (0, bottom)], [argb(c) for c in colours])


def polygon(points):
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in points], True)
    return path


class Canvas:
    def __init__(self, size):
        self.size = size
        self._surface = skia.Surface(size, size)
        self.skia = self._surface.getCanvas()
        self.skia.scale(size, size)

    def _brush(self, fill, alpha=1.0):
        brush = skia.Paint(AntiAlias=True)
        if isinstance(fill, skia.Shader):
            brush.setShader(fill)
            brush.setAlphaf(alpha)
        else:
            brush.setColor(argb(fill, alpha))
        return brush

    def shape(self, points, fill, alpha=1.0):
        self.skia.drawPath(polygon(points), self._brush(fill, alpha))

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
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            self.skia.drawLine(float(x0), float(y0), float(x1), float(y1), brush)

    def glow(self, x, y, radius, colour, strength):
        """Light that fades to nothing at `radius`."""
        alphas = strength * (1 - np.linspace(0, 1, 6)) ** 2
        shader = skia.GradientShader.MakeRadial((float(x), float(y)), float(radius),
                                                [argb(colour, a) for a in alphas])
        self.skia.drawCircle(float(x), float(y), float(radius), self._brush(shader))

    def reflect(self, waterline, strength):
        """Everything above `waterline`, upside down below it."""
        image = self._surface.makeImageSnapshot()
        self.skia.save()
        self.skia.clipRect(skia.Rect.MakeLTRB(0, float(waterline), 1, 1))
        self.skia.translate(0, 2 * float(waterline))
        self.skia.scale(1 / self.size, -1 / self.size)
        brush = skia.Paint()
        brush.setAlphaf(strength)
        self.skia.drawImage(image, 0, 0, skia.SamplingOptions(skia.FilterMode.kLinear), brush)
        self.skia.restore()

    def clipped(self, left, top, right, bottom):
        """A context in which nothing outside the box is painted."""
        return _Clip(self.skia, skia.Rect.MakeLTRB(float(left), float(top), float(right), float(bottom)))

    def pixels(self):
        """uint8 [size, size, 3], RGB."""
        return self._surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3].copy()


class _Clip:
    def __init__(self, canvas, box):
        self._canvas, self._box = canvas, box

    def __enter__(self):
        self._canvas.save()
        self._canvas.clipRect(self._box, True)

    def __exit__(self, *_):
        self._canvas.restore()
