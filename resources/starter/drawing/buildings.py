"""What people built on land: a skyline, houses, cabin, lighthouse, windmill, castle, bridge."""

import numpy as np
import skia

from .canvas import vertical
from .colour import mix, paint, relight


def draw_skyline(canvas, palette, rng, base, height, depth, windows):
    """Towers shoulder to shoulder, tallest on a third."""
    centre = rng.choice((.34, .66))
    left, index = -.05 + rng.uniform(-.03, .01), int(rng.integers(4))
    while left < 1.02:
        width = (.165, .125, .185, .140)[index % 4]
        tall = height * (.36 + .64 * np.exp(-((left + width / 2 - centre) / .27) ** 2)) * (1.0, .74, .92, .82)[index % 4]
        _draw_tower(canvas, palette, (left, width, base, tall), depth, index if windows else None)
        left += width * 1.03
        index += 1


def _draw_tower(canvas, palette, box, depth, kind):
    left, width, base, tall = box
    lit, dark = palette.surface("#8b9ab8", depth, "ground", 1.04), palette.surface("#55627f", depth, "ground", .74)
    top, right, side = base - tall, left + width, palette.side
    mist = .55 if depth > .3 else .12
    roof = 0 if kind is None else kind % 4
    if roof == 1:
        canvas.shape([(left + .1 * width, top + .002), (left + .5 * width, top - .055), (left + .9 * width, top + .002)], dark)
    elif roof == 2:
        canvas.box(left + .47 * width, top - .075, left + .53 * width, top, dark)
        canvas.box(left + .25 * width, top - .022, left + .75 * width, top, dark)
    elif roof == 3:
        canvas.box(left + .2 * width, top - .03, left + .8 * width, top, lit)
    canvas.box(left, top, right, base, vertical(top, base, dark, palette.misted(dark, mist)))
    split = left + (.60 if side < 0 else .40) * width
    bright = palette.rim(lit, .22)
    canvas.box(min(split, left if side < 0 else right), top, max(split, left if side < 0 else right), base,
               vertical(top, base, bright, palette.misted(lit, mist)))
    if kind is not None:
        _draw_windows(canvas, palette, left, width, (top, base), kind)


def _draw_windows(canvas, palette, left, width, rows, kind):
    """A grid of panes; every third pane is dark, in a pattern that follows from the kind of tower."""
    top, base = rows
    strength = .55 if palette.light in ("day", "fog") else 1
    for row, y in enumerate(np.arange(top + .030, base - .045, .070)):
        for column, x in enumerate((.16, .58)):
            if (row + column + kind) % 3:
                canvas.box(left + x * width, y, left + (x + .26) * width, y + .040, palette.lamp, strength)


def draw_house(canvas, palette, x, foot, size, tone=0):
    """A gabled house: front in light, side in shade, red roof, warm windows, a chimney. `x` is its middle."""
    wall, side = palette.surface("#f6e6cc"), palette.surface("#c9ae92", shade=.85)
    roof = palette.surface(("#b8473c", "#8a5148", "#56688c")[tone % 3])
    left, front, back = x - size / 2, .42 * size, .98 * size
    eaves, ridge = foot - .48 * size, foot - .92 * size
    _draw_shadow(canvas, palette, x, foot, size * .9)
    canvas.box(left + .62 * size, ridge - .10 * size, left + .74 * size, eaves, side)
    canvas.box(left + front, eaves, left + back, foot, vertical(eaves, foot, side, relight(side, .9)))
    canvas.shape([(left, foot), (left, eaves), (left + front / 2, ridge), (left + front, eaves), (left + front, foot)], wall)
    canvas.shape([(left + front / 2, ridge), (left + back - front / 2, ridge), (left + back + .06 * size, eaves + .05 * size),
                  (left + front + .03 * size, eaves + .05 * size)], vertical(ridge, eaves, palette.rim(roof, .25), roof))
    canvas.line([(left - .05 * size, eaves + .05 * size), (left + front / 2, ridge)], .055 * size, relight(roof, .8))
    canvas.box(left + .14 * size, foot - .28 * size, left + .28 * size, foot, palette.surface("#6b3f2c"))
    for pane in (.49, .74):
        canvas.box(left + pane * size, foot - .38 * size, left + (pane + .18) * size, foot - .14 * size, palette.lamp)
    _draw_lamplight(canvas, palette, x + .2 * size, foot - .25 * size, .75 * size)


def _draw_lamplight(canvas, palette, x, y, reach):
    if palette.is_dark or palette.light in ("sunset", "storm"):
        canvas.glow(x, y, reach, palette.lamp, .42 if palette.is_dark else .22)


def _draw_shadow(canvas, palette, x, foot, size):
    """On the ground, away from the light, long when the sun is low."""
    reach = (1.1 if palette.is_low else .45) * size * -palette.side
    canvas.shape([(x - .5 * size, foot - .01), (x + .5 * size, foot - .01), (x + .4 * size + reach, foot + .05 * size + .012),
                  (x - .3 * size + reach, foot + .05 * size + .012)], palette.surface("#20303c", shade=.6), .30)


def draw_cabin(canvas, palette, x, foot, size):
    """Logs under a steep dark roof, one big lit window, smoke from the chimney."""
    log, roof = palette.surface("#8a5a38"), palette.surface("#4c3a34", shade=.8)
    half, eaves, ridge = .46 * size, foot - .34 * size, foot - 1.02 * size
    _draw_shadow(canvas, palette, x, foot, size)
    canvas.box(x + .20 * size, ridge + .02 * size, x + .33 * size, eaves, palette.surface("#7d7478"))
    canvas.shape([(x - half, foot), (x - half, eaves), (x, ridge + .06 * size), (x + half, eaves), (x + half, foot)],
                 vertical(ridge, foot, log, relight(log, .85)))
    for level in (.11, .22, .33):
        canvas.box(x - half, foot - level * size, x + half, foot - (level - .02) * size, relight(log, .72))
    cap = palette.surface("#f2f6fa") if palette.season == "winter" else roof
    for side in (-1, 1):
        edge = palette.rim(cap, .35) if side == palette.side else cap
        canvas.line([(x, ridge), (x + side * .62 * size, eaves + .10 * size)], .10 * size, edge)
    canvas.box(x - .16 * size, foot - .62 * size, x + .16 * size, foot - .36 * size, palette.lamp)
    canvas.box(x - .10 * size, foot - .27 * size, x + .10 * size, foot, palette.surface("#4a2f22"))
    _draw_lamplight(canvas, palette, x, foot - .4 * size, .75 * size)


def draw_lighthouse(canvas, palette, x, foot, size):
    """A tapering tower with red bands, and beams when it is dark."""
    white, red, side = palette.surface("#fbf6ec"), palette.surface("#cc4438"), palette.side
    tall = 1.7 * size
    for index in range(5):
        low, high = index / 5, (index + 1) / 5
        a, b = (.19 - .08 * low) * size, (.19 - .08 * high) * size
        y0, y1 = foot - low * tall, foot - high * tall
        fill = red if index % 2 else white
        canvas.shape([(x - a, y0), (x - b, y1), (x + b, y1), (x + a, y0)], fill)
        canvas.shape([(x - side * a * .15, y0), (x - side * b * .15, y1), (x - side * b, y1), (x - side * a, y0)], relight(fill, .80))
    top = foot - tall
    canvas.box(x - .16 * size, top - .03 * size, x + .16 * size, top + .02 * size, palette.surface("#39424e"))
    canvas.box(x - .085 * size, top - .20 * size, x + .085 * size, top - .03 * size, paint("#ffe9a0"))
    canvas.shape([(x - .13 * size, top - .19 * size), (x, top - .36 * size), (x + .13 * size, top - .19 * size)], red)
    if palette.is_dark or palette.light in ("sunset", "storm", "fog"):
        beam, y = paint("#fff2b8"), top - .11 * size
        for way in (-1, 1):
            canvas.shape([(x, y - .02 * size), (x + way * .9, y - .14), (x + way * .9, y + .10), (x, y + .02 * size)], beam, .16)
        canvas.glow(x, y, .85 * size, beam, .70)


def draw_windmill(canvas, palette, x, foot, size):
    """A Dutch mill: tapering body, cap, four sails."""
    wall, dark = palette.surface("#efe2cc"), palette.surface("#b99f86", shade=.85)
    cap, sail = palette.surface("#8a4a3c"), palette.surface("#fff8ec", shade=1.04)
    top, side = foot - 1.15 * size, palette.side
    _draw_shadow(canvas, palette, x, foot, .7 * size)
    canvas.shape([(x - .27 * size, foot), (x - .16 * size, top), (x + .16 * size, top), (x + .27 * size, foot)], wall)
    canvas.shape([(x - side * .04 * size, foot), (x - side * .02 * size, top), (x - side * .16 * size, top),
                  (x - side * .27 * size, foot)], dark)
    canvas.shape([(x - .19 * size, top + .01), (x - .10 * size, top - .17 * size), (x + .10 * size, top - .17 * size), (x + .19 * size, top + .01)], cap)
    canvas.box(x - .07 * size, foot - .26 * size, x + .07 * size, foot, palette.surface("#5c3a2a"))
    canvas.box(x - .05 * size, foot - .66 * size, x + .05 * size, foot - .50 * size, palette.lamp)
    hub = (x, top - .02 * size)
    for angle in np.radians((38, 128, 218, 308)):
        along, out = np.array((np.cos(angle), np.sin(angle))), np.array((-np.sin(angle), np.cos(angle)))
        points = [hub + along * a * size + out * o * size for a, o in ((.14, .0), (.14, .20), (.90, .20), (.90, 0))]
        canvas.shape(points, sail)
        canvas.line([hub, hub + along * .92 * size], .055 * size, palette.surface("#5c4636"))


def draw_castle(canvas, palette, x, foot, size):
    """A wall between round towers with pointed roofs."""
    stone, dark, side = palette.surface("#cfc6be"), palette.surface("#978f96", shade=.85), palette.side
    roof = palette.surface("#4f6aa8")
    for dx, half, tall, spire in ((0, .17, 1.30, .50), (-.50, .13, .86, .40), (.50, .13, .98, .40)):
        left, right, top = x + (dx - half) * size, x + (dx + half) * size, foot - tall * size
        canvas.box(left, top, right, foot, vertical(top, foot, stone, palette.misted(stone, .12)))
        edge = right if side < 0 else left
        canvas.box(min(edge, x + dx * size - side * .04 * size), top, max(edge, x + dx * size - side * .04 * size), foot, dark)
        canvas.shape([(left - .05 * size, top + .01), (x + dx * size, top - spire * size), (right + .05 * size, top + .01)],
                     vertical(top - spire * size, top, palette.rim(roof, .25), relight(roof, .85)))
        canvas.box(x + (dx - .06) * size, top + .12 * size, x + (dx + .06) * size, top + .34 * size, palette.lamp)
    canvas.box(x - .5 * size, foot - .52 * size, x + .5 * size, foot, vertical(foot - .52 * size, foot, relight(stone, .95), relight(stone, .84)))
    for dx in (-.42, -.24, -.06, .12, .30):
        canvas.box(x + dx * size, foot - .61 * size, x + (dx + .11) * size, foot - .51 * size, relight(stone, .95))
    gate = palette.surface("#54362a")
    canvas.box(x - .12 * size, foot - .22 * size, x + .12 * size, foot, gate)
    canvas.circle(x, foot - .22 * size, .12 * size, gate)
    _draw_lamplight(canvas, palette, x, foot - .7 * size, .9 * size)


def draw_bridge(canvas, palette, left, right, deck, height):
    """A stone bridge of arches whose deck rises a little in the middle."""
    stone, count = palette.surface("#b8a896"), 3
    middle = (left + right) / 2
    path = skia.Path()
    path.moveTo(left, deck + .03)
    path.quadTo(middle, deck - .05, right, deck + .03)
    path.lineTo(right, deck + height)
    path.lineTo(left, deck + height)
    path.close()
    holes = skia.Path()
    span = (right - left) / count
    for index in range(count):
        a, b = left + (index + .12) * span, left + (index + .88) * span
        holes.addOval(skia.Rect.MakeLTRB(a, deck + .045, b, deck + .045 + 2 * (height - .02)))
    body = skia.Op(path, holes, skia.PathOp.kDifference_PathOp)
    canvas.rimmed(body, vertical(deck - .03, deck + height, stone, relight(stone, .74)), palette.rim(relight(stone, 1.14), .35), (0, .014))


def draw_village(canvas, palette, rng, line, xs, size):
    """Houses along a line, the nearer ones larger; a church with a pointed steeple among them."""
    tones = rng.integers(3)
    for index, x in enumerate(xs):
        foot = float(np.interp(x, *line)) + .03 + .045 * (index % 2)
        if index == 1:
            _draw_steeple(canvas, palette, x + .10, foot - .02, size)
        draw_house(canvas, palette, x, foot, size * (1 + .30 * (index % 2)), tones + index)


def _draw_steeple(canvas, palette, x, foot, size):
    wall, roof = palette.surface("#f2e8d8"), palette.surface("#4a5a78")
    top = foot - 1.15 * size
    canvas.rimmed([(x - .15 * size, foot), (x - .15 * size, top), (x + .15 * size, top), (x + .15 * size, foot)], relight(wall, .8), wall,
                  (-palette.side * .14 * size, 0))
    canvas.shape([(x - .20 * size, top + .01), (x, top - .72 * size), (x + .20 * size, top + .01)], roof)
    canvas.box(x - .05 * size, top + .12 * size, x + .05 * size, top + .32 * size, palette.lamp)
