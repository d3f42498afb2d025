"""Ways to render a finished drawing; each takes and gives back uint8 [size, size, 3], and follows from the drawing alone."""

import numpy as np
import skia

_INK = np.array((38., 34., 44.))
_PAPER = np.array((250., 246., 236.))


def _blurred(pixels, radius):
    """A Gaussian blur; the edge of the paper repeats itself."""
    pad = int(2 * radius) + 1
    wide = np.pad(pixels, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    rgba = np.concatenate((wide, np.full((*wide.shape[:2], 1), 255, np.uint8)), 2)
    surface = skia.Surface(*wide.shape[1::-1])
    brush = skia.Paint(ImageFilter=skia.ImageFilters.Blur(radius, radius))
    surface.getCanvas().drawImage(skia.Image.fromarray(np.ascontiguousarray(rgba), skia.kRGBA_8888_ColorType), 0, 0,
                                  skia.SamplingOptions(), brush)
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[pad:-pad, pad:-pad, :3]


def _edges(pixels):
    """Where planes meet, 0..1 [size, size, 1]."""
    values = pixels.astype(np.float32)
    across, down = np.zeros_like(values), np.zeros_like(values)
    across[:, 1:-1], down[1:-1] = values[:, 2:] - values[:, :-2], values[2:] - values[:-2]
    return np.clip(np.sqrt(across ** 2 + down ** 2).max(2, keepdims=True) / 60, 0, 1)


def _bytes(values):
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _levels(pixels, count):
    """The lightness in `count` even steps; the hue stays what it is."""
    values = pixels.astype(np.float32)
    light = values.max(2, keepdims=True) + 1
    step = 255 / (count - 1)
    return np.clip(values * np.maximum(np.round(light / step), .5) * step / light, 0, 255)


def flat(pixels):
    """Gradients become a few plain steps."""
    return _bytes(_levels(_blurred(pixels, .8), 6))


def watercolor(pixels):
    """Thin washes that run at the edges and dry darker there, on paper that shows through."""
    size = len(pixels)
    rng = np.random.default_rng(7)
    ys, xs = np.mgrid[:size, :size] / size
    pull = sum(np.sin(2 * np.pi * (kx * xs + ky * ys) + phase) / n for n, (kx, ky, phase) in
               enumerate(np.column_stack((rng.uniform(-9, 9, (6, 2)), rng.uniform(0, 6.3, 6))), 2))
    rows = np.clip(ys * size + 2.2 * pull, 0, size - 1).astype(int)
    columns = np.clip(xs * size + 2.2 * pull.T, 0, size - 1).astype(int)
    wash = _blurred(pixels[rows, columns], 1.4).astype(np.float32)
    rim = _edges(_bytes(wash))
    grain = (.5 + .12 * pull)[..., None]
    return _bytes((wash + (_PAPER - wash) * (.20 + .10 * grain)) * (1 - .22 * rim))


def low_poly(pixels, cells=18):
    """Facets: two triangles to each cell of a grid that is pulled about a little, in the colour of their middle."""
    size = len(pixels)
    rng = np.random.default_rng(3)
    nodes = np.stack(np.meshgrid(np.arange(cells + 1), np.arange(cells + 1)), -1) / cells
    nodes[1:-1, 1:-1] += rng.uniform(-.32, .32, (cells - 1, cells - 1, 2)) / cells
    soft = _blurred(pixels, size / cells / 5)
    surface = skia.Surface(size, size)
    for row in range(cells):
        for column in range(cells):
            a, b, c, d = (nodes[row + dy, column + dx] * size for dy, dx in ((0, 0), (0, 1), (1, 1), (1, 0)))
            pair = ((a, b, c), (a, c, d)) if (row + column) % 2 else ((a, b, d), (b, c, d))
            for index, corners in enumerate(pair):
                _facet(surface.getCanvas(), soft, corners, (1.04, .96)[index])
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3].copy()


def _facet(canvas, pixels, corners, tone):
    x, y = np.mean(corners, 0).astype(int)
    red, green, blue = _bytes(pixels[y, x] * tone).tolist()
    path = skia.Path()
    path.addPoly([skia.Point(float(px), float(py)) for px, py in corners], True)
    canvas.drawPath(path, skia.Paint(Color=skia.Color(red, green, blue), AntiAlias=False))


def pixel_art(pixels, across=32):
    """Big square pixels of few colours."""
    size = len(pixels)
    each = size // across
    means = pixels.reshape(across, each, across, each, 3).mean((1, 3))
    return _bytes(_levels(means, 8)).repeat(each, 0).repeat(each, 1)


def line_drawing(pixels):
    """Ink outlines on paper, with a breath of the colour."""
    ink = np.clip(_edges(_blurred(pixels, .7)) * 1.8 - .15, 0, 1)
    tinted = _PAPER + (pixels.astype(np.float32) - _PAPER) * .10
    return _bytes(tinted + (_INK - tinted) * ink)


def poster(pixels):
    """Screen print: four strong steps of each ink."""
    soft = _blurred(pixels, 1.6).astype(np.float32)
    grey = soft.mean(2, keepdims=True)
    return _bytes(_levels(np.clip(grey + (soft - grey) * 1.35, 0, 255), 5) * .90 + 20)


STYLES = {"flat illustration": flat, "watercolor": watercolor, "low poly": low_poly, "pixel art": pixel_art,
          "line drawing": line_drawing, "poster": poster}
