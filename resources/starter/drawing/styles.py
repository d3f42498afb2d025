"""Ways to render a drawing; each takes a finished one and gives it back in its manner, uint8 [height, width, 3], and follows from the drawing
alone. What is random in them (the grain of the paper, the facets' grid) is the same in every picture: nothing to guess for a small model."""

import numpy as np
import skia

_INK = np.array((38., 34., 44.))
_PAPER = np.array((250., 246., 236.))
_NAVY = np.array((24., 30., 66.))
FLAT_PAPER = ("flat illustration", "pixel art", "poster")        # drawn without gradients before anything else


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
    """Where planes meet, 0..1 [height, width, 1]."""
    values = pixels.astype(np.float32)
    across, down = np.zeros_like(values), np.zeros_like(values)
    across[:, 1:-1], down[1:-1] = values[:, 2:] - values[:, :-2], values[2:] - values[:-2]
    return np.clip(np.sqrt(across ** 2 + down ** 2).max(2, keepdims=True) / 60, 0, 1)


def _bytes(values):
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _purer(values, share):
    """Colours moved away from grey by `share`."""
    grey = values.mean(2, keepdims=True)
    return np.clip(grey + (values - grey) * share, 0, 255)


def _waves(height, width, seed, fastest):
    """A smooth random field of deviation about 1, [height, width]."""
    rng = np.random.default_rng(seed)
    ys, xs = np.mgrid[:height, :width] / 256
    return sum(np.sin(2 * np.pi * (kx * xs + ky * ys) + phase) for kx, ky, phase in
               np.column_stack((rng.uniform(-fastest, fastest, (6, 2)), rng.uniform(0, 6.3, 6)))) / np.sqrt(3)


def _inset(height, width):
    """Pixels from the nearest edge of the picture, [height, width, 1]."""
    ys, xs = np.mgrid[:height, :width]
    return np.minimum(np.minimum(xs, width - 1 - xs), np.minimum(ys, height - 1 - ys))[..., None].astype(np.float32)


def flat(pixels):
    """Plain bright shapes, a little chalky."""
    bright = _purer(pixels.astype(np.float32), 1.3)
    return _bytes(bright + (255 - bright) * .13)


def watercolor(pixels):
    """Thin washes that run at the edges and dry darker there, on white paper whose rim stays bare."""
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[:height, :width]
    rows = np.clip(ys + 1.2 * _waves(height, width, 7, 9), 0, height - 1).astype(int)
    columns = np.clip(xs + 1.2 * _waves(height, width, 8, 9), 0, width - 1).astype(int)
    wash = _purer(_blurred(pixels[rows, columns], 1.5).astype(np.float32), 1.25)
    rim = _edges(_bytes(wash))
    thin = .26 + .06 * _waves(height, width, 9, 4)[..., None]
    painted = (wash + (_PAPER - wash) * thin) * (1 - .25 * rim)
    edge = np.clip((_inset(height, width) - 13 - 1.8 * _waves(height, width, 5, 8)[..., None]) / 5, 0, 1)
    return _bytes(_PAPER + (painted - _PAPER) * edge)


def low_poly(pixels, cell=256 / 20):
    """Facets: two triangles to each cell of a grid whose corners lie on the outlines nearby, in the colour of their middle."""
    height, width = pixels.shape[:2]
    nodes, soft = _facet_corners(_edges(_blurred(pixels, 1.2))[..., 0], cell), _blurred(pixels, 1)
    surface = skia.Surface(width, height)
    for row in range(len(nodes) - 1):
        for column in range(nodes.shape[1] - 1):
            a, b, c, d = (nodes[row + dy, column + dx] for dy, dx in ((0, 0), (0, 1), (1, 1), (1, 0)))
            pair = ((a, b, c), (a, c, d)) if (row + column) % 2 else ((a, b, d), (b, c, d))
            for index, corners in enumerate(pair):
                _facet(surface.getCanvas(), soft, corners, (1.04, .97)[index])
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3].copy()


def _facet_corners(edges, cell):
    """The grid's corners [rows, columns, 2] (x, y): inner ones move to the strongest outline that is nearer than half a cell."""
    height, width = edges.shape
    rows, columns = round(height / cell), round(width / cell)
    pull = np.random.default_rng(3).uniform(-.28, .28, (rows + 1, columns + 1, 2)) * cell
    nodes = np.stack(np.meshgrid(np.linspace(0, width, columns + 1), np.linspace(0, height, rows + 1)), -1)
    reach = int(.46 * cell)
    ys, xs = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    loss = .5 * np.hypot(xs, ys) / reach
    for row in range(1, rows):
        for column in range(1, columns):
            x, y = nodes[row, column].astype(int)
            near = edges[y - reach:y + reach + 1, x - reach:x + reach + 1]
            at = int((near - loss).argmax())
            outline = near.flat[at] > .35
            nodes[row, column] += (xs.flat[at], ys.flat[at]) if outline else pull[row, column]
    return nodes


def _facet(canvas, pixels, corners, tone):
    x, y = np.mean(corners, 0).astype(int)
    red, green, blue = _bytes(pixels[y, x] * tone).tolist()
    path = skia.Path()
    path.addPoly([skia.Point(float(px), float(py)) for px, py in corners], True)
    canvas.drawPath(path, skia.Paint(Color=skia.Color(red, green, blue), AntiAlias=False))


def pixel_art(pixels, each=8):
    """Big square pixels, sharper than their average."""
    height, width = pixels.shape[:2]
    means = pixels.reshape(height // each, each, width // each, each, 3).mean((1, 3))
    around = _blurred(_bytes(means), 1.2).astype(np.float32)
    crisp = _purer(np.clip(means + .6 * (means - around), 0, 255), 1.15)
    return _bytes(crisp).repeat(each, 0).repeat(each, 1)


def line_drawing(pixels):
    """Ink outlines on paper, under a thin wash of the colours."""
    ink = np.clip(_edges(_blurred(pixels, 1.0)) * 2.2 - .2, 0, 1)
    tinted = _PAPER + (_purer(pixels.astype(np.float32), 1.2) - _PAPER) * .38
    return _bytes(tinted + (_INK - tinted) * ink)


def poster(pixels):
    """A travel print: strong inks, navy for the dark ones, a frame of bare paper."""
    height, width = pixels.shape[:2]
    inks = _purer(pixels.astype(np.float32), 1.45)
    deep = np.clip(1 - inks.max(2, keepdims=True) / 110, 0, 1)
    inks = 255 * np.clip((inks / 255 - .5) * 1.15 + .52, 0, 1)
    inset, printed = _inset(height, width), inks + (_NAVY - inks) * deep
    framed = np.where(inset < 18, _NAVY, printed)
    return _bytes(np.where(inset < 14, _PAPER, framed))


STYLES = {"flat illustration": flat, "watercolor": watercolor, "low poly": low_poly, "pixel art": pixel_art,
          "line drawing": line_drawing, "poster": poster}
