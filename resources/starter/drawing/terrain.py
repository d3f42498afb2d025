"""The land and the water: ridges, snow peaks, hills, dunes, mesas, cliffs, and mirrors of what stands above."""

import numpy as np

from .canvas import fading, vertical
from .colour import mix, paint, relight

_XS = np.linspace(-.05, 1.05, 45)


def wave(rng, level, height, bumps):
    """A smooth skyline round `level`: two slow sines with random phase."""
    phases = rng.uniform(0, 2 * np.pi, 2)
    ys = np.sin(_XS * bumps * np.pi + phases[0]) + .3 * np.sin(_XS * bumps * 2.3 * np.pi + phases[1])
    return _XS, level - height * .75 * ys


def ramp(low, high, side, bulge=1.6):
    """A slope from `high` at the edge on `side` (-1 left) down to `low` at the other."""
    share = np.clip(_XS if side > 0 else 1 - _XS, 0, 1)
    return _XS, low + (high - low) * share ** bulge


def height_at(line, x):
    return float(np.interp(x, *line))


def draw_hill(canvas, palette, line, colour, mist=.0, lit=1.10):
    """One layer of land: bright along its crest, deeper or lost in mist below."""
    top = float(np.min(line[1]))
    foot = palette.misted(relight(colour, .80), mist)
    canvas.below(*line, vertical(top, min(1, top + .34), relight(colour, lit), colour, foot))
    if palette.is_low or palette.light == "day":
        xs, ys = line
        canvas.shape([*zip(xs, ys), *zip(xs[::-1], ys[::-1] + .010)], palette.rim(relight(colour, lit), .35), .7)


def draw_ridge(canvas, palette, rng, level, height, colour, mist=.6):
    """A far chain as one silhouette with a few knees, dissolving downwards."""
    count = 6
    centres = (np.arange(count) + .5) / count + rng.uniform(-.05, .05, count)
    peaks = height * rng.uniform(.55, 1, count)
    points = []
    for index, (x, peak) in enumerate(zip(centres, peaks)):
        points += [(x - .05, level - peak * .62), (x, level - peak), (x + .035, level - peak * .74)]
        if index + 1 < count:
            points.append(((x + centres[index + 1]) / 2 + .01, level - .30 * min(peak, peaks[index + 1])))
    outline = [(-.1, level + .2), (-.1, level - .35 * height), *points, (1.1, level - .4 * height), (1.1, level + .2)]
    canvas.shape(outline, vertical(level - height, level + .04, colour, palette.misted(colour, mist)))


def draw_range(canvas, palette, rng, level, height, depth, snow):
    """Three peaks, the highest on a third: a lit face, a shaded face, and a cap of snow that follows both."""
    tall = rng.choice((.32, .66))
    for x, peak in ((1.02 - tall, .62), (tall + .30, .55), (tall - .30, .60), (tall, 1)):
        draw_peak(canvas, palette, rng, x + rng.uniform(-.03, .03), level, height * peak * rng.uniform(.92, 1.06), depth, snow)


_LEFT = ((0, 0), (-.16, .22), (-.30, .34), (-.44, .52), (-.72, .76), (-1, 1))
_RIGHT = ((0, 0), (.14, .20), (.27, .36), (.46, .50), (.70, .78), (1, 1))
_SPINE = ((0, 0), (.05, .17), (-.04, .36), (.08, .58), (.0, 1))


def draw_peak(canvas, palette, rng, x, foot, height, depth, snow, target="ground", reach=1.0):
    reach = height * reach * rng.uniform(.88, 1.02)
    light = "#eef3f8" if palette.season == "winter" else "#8f97ae"
    dark = "#a9bad0" if palette.season == "winter" else "#5a6283"
    lit, shaded = palette.surface(light, depth, target, 1.08), palette.surface(dark, depth, target, .80)
    if target not in palette.named:
        lit = palette.rim(lit, .30)
    white, blue = palette.rim(palette.surface("#ffffff", depth * .7), .25), palette.surface("#b8c8e2", depth * .7, shade=.9)

    def at(points):
        return [(x - palette.side * dx * -reach, foot - height + dy * height) for dx, dy in points]
    faces = ((_RIGHT, lit, white), (_LEFT, shaded, blue))       # mirrored so that the right half looks to the light
    for edge, fill, cap in faces:
        canvas.shape(at([*_SPINE, *edge[:0:-1]]), vertical(foot - height, foot, fill, fill, palette.misted(fill, .45)))
        if snow:
            zig = (edge[2], (edge[2][0] * .62, .33), (edge[2][0] * .45, .44), (edge[2][0] * .16, .34))
            canvas.shape(at([(0, 0), edge[1], *zig, (-.04, .36), (.05, .17)]), cap)


def draw_volcano(canvas, palette, x, foot, height, smoke):
    """A cone with a broken rim, lava in its throat and down its side, and a plume."""
    lit, dark = palette.surface("#7d6468", .10, "ground", 1.05), palette.surface("#43363f", .06, "ground", .85)
    rim_y, wide, reach = foot - height, .10, 1.30 * height
    _draw_plume(canvas, palette, x, rim_y, smoke)
    left, right = (x - wide, rim_y + .012), (x + wide, rim_y)
    slopes = ([left, (x - .20, foot - .66 * height), (x - .55 * reach, foot - .22 * height), (x - reach, foot)],
              [right, (x + .20, foot - .68 * height), (x + .55 * reach, foot - .24 * height), (x + reach, foot)])
    near, far = (lit, dark) if palette.side < 0 else (dark, lit)
    spine = [(x + .01, rim_y + .03), (x - .03, foot - .5 * height), (x + .04, foot)]
    canvas.shape([*slopes[0], *spine[::-1]], vertical(rim_y, foot, near, palette.misted(near, .40)))
    canvas.shape([*slopes[1], *spine[::-1]], vertical(rim_y, foot, far, palette.misted(far, .40)))
    hot, fire = paint("#fff0a0"), paint("#ff6a20")
    canvas.glow(x, rim_y, .30, fire, .75)
    canvas.oval(x, rim_y + .008, wide * .92, .016, vertical(rim_y - .01, rim_y + .02, hot, fire))
    canvas.shape([(x - .030, rim_y + .015), (x + .030, rim_y + .015), (x + .016, foot - .62 * height), (x + .050, foot - .30 * height),
                  (x + .010, foot - .33 * height), (x - .020, foot - .60 * height)], vertical(rim_y, foot - .3 * height, hot, fire))


def _draw_plume(canvas, palette, x, y, smoke):
    colour, belly = palette.surface("#8a8490", .25), palette.surface("#ff9a60", .3)
    for dx, up, radius in ((.16, .30, .10), (.10, .22, .085), (.04, .14, .065), (0, .06, .048)):
        canvas.circle(x + smoke * dx, y - up, radius, vertical(y - up - radius, y - up + radius, colour, mix(colour, belly, .45)))


def draw_dune(canvas, palette, level, height, depth, crest_x):
    """A dune: the side to the light bright, the lee dark beyond an S-shaped crest."""
    lit = palette.rim(palette.surface("#ecc486", depth, "ground", 1.06), .12 if "ground" in palette.named else .22)
    shaded = palette.surface("#b07c52", depth, "ground", .74)
    flip = palette.side > 0
    xs = 1 - _XS[::-1] if flip else _XS
    at = 1 - crest_x if flip else crest_x
    ys = level - height / (1 + ((xs - at) / .34) ** 2)
    canvas.below(xs, ys, vertical(level - height, level + .2, lit, relight(lit, .92)))
    top = level - height
    down = np.linspace(0, 1, 14)
    crest = [(at + (.05 * np.sin(t * 4.4) + .20 * t), top + t * (1.04 - top)) for t in down]
    lee = [(x, y) for x, y in zip(xs, ys) if x > at]
    outline = [*lee[::-1], *crest, (1.1, 1.1)]
    if flip:
        outline = [(1 - x, y) for x, y in outline]
    canvas.shape(outline, vertical(top, level + .22, shaded, relight(shaded, .92)))


def draw_mesa(canvas, palette, x, base, width, tall, depth):
    """A table mountain in three strata."""
    lit, dark = palette.surface("#c4744a", depth, "ground", .98), palette.surface("#8f4c3c", depth, "ground", .78)
    w, side = width, palette.side
    outline = [(x - 1.25 * w, base), (x - .92 * w, base - .42 * tall), (x - .78 * w, base - .45 * tall), (x - .70 * w, base - tall),
               (x + .70 * w, base - tall), (x + .78 * w, base - .45 * tall), (x + .92 * w, base - .42 * tall), (x + 1.25 * w, base)]
    canvas.rimmed(outline, vertical(base - tall, base, dark, palette.misted(dark, .35)), vertical(base - tall, base, lit, palette.misted(lit, .35)),
                  (-side * .62 * w, 0))
    canvas.box(x - .70 * w, base - tall, x + .70 * w, base - .86 * tall, relight(lit, 1.06), .55)


def draw_water(canvas, palette, waterline, orb_x, mirror=.6):
    """Water to the bottom of the paper: the world upside down in it, deeper towards the viewer, and the orb's glitter."""
    body, named = palette.water(), "water" in palette.named
    deep = relight(body, .66)
    canvas.box(0, waterline, 1, 1, vertical(waterline, 1, relight(body, 1.08), deep))
    canvas.reflect(waterline, mirror * (.40 if named else 1))
    canvas.box(0, waterline, 1, 1, fading(waterline, 1, deep, .05, .72))
    canvas.box(0, waterline, 1, waterline + .012, palette.sky[3], .55)
    pale = mix(relight(body, 1.25), palette.sky[3], .45)
    for step, (x, y) in enumerate(((.16, .05), (.78, .09), (.36, .15), (.90, .21), (.10, .27))):
        canvas.oval(x, waterline + y, .09 + .03 * step, .0045, pale, .50)
    if orb_x is not None:
        _draw_glitter(canvas, palette, waterline, orb_x)


def _draw_glitter(canvas, palette, waterline, x):
    bright = mix(palette.glow, paint("#ffffff"), .30)
    canvas.glow(x, waterline + .05, .28, palette.glow, .40)
    for step in range(8):
        y = waterline + .016 + .032 * step
        canvas.oval(x + (.012 if step % 2 else -.012), y, .034 + .008 * step, .0070, bright, .85 - .09 * step)
