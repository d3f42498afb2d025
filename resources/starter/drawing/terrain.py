"""The land: ridges, snow peaks, dunes, hills, and water that mirrors what stands above it."""

import numpy as np

from .canvas import vertical
from .colour import mix, paint, relight

_XS = np.linspace(-.05, 1.05, 56)


def wave(rng, level, height, bumps):
    """A smooth skyline round `level`: two slow sines with random phase."""
    phases = rng.uniform(0, 2 * np.pi, 2)
    ys = np.sin(_XS * bumps * np.pi + phases[0]) + .4 * np.sin(_XS * bumps * 2.3 * np.pi + phases[1])
    return _XS, level - height * .7 * ys


def height_at(line, x):
    return float(np.interp(x, *line))


def draw_hill(canvas, line, colour, base=1.0):
    """One layer of land, a little lighter along its crest."""
    top = float(np.min(line[1]))
    canvas.below(*line, vertical(top, base, relight(colour, 1.07), relight(colour, .88)))


def draw_range(canvas, palette, rng, level, height, depth, target, snow):
    """A range of peaks: a lit face, a shaded face, and a cap of snow that follows both."""
    count = 3 if height > .2 else 5
    centres = (np.arange(count) + .5) / count + rng.uniform(-.06, .06, count)
    tallest = rng.integers(count)
    lit = palette.surface("#8b93a8", depth, target, 1.05)
    shaded = palette.surface("#5f6784", depth, target, .78)
    white = mix(palette.surface("#f4f7fb", depth), palette.surface("#f4f7fb", 0), .3)
    for index in rng.permutation(count):
        peak = height * (1 if index == tallest else rng.uniform(.55, .85))
        _draw_peak(canvas, rng, (centres[index], level - peak), level + .02, peak, (lit, shaded), snow and white)
    canvas.box(0, level, 1, 1, shaded)


def _draw_peak(canvas, rng, summit, foot, height, faces, white):
    x, y = summit
    reach = height * rng.uniform(.95, 1.2)
    spine = [(x, y), (x + .05 * height, y + .3 * height), (x - .06 * height, y + .55 * height), (x + .10 * height, foot)]
    canvas.shape([*spine, (x - reach, foot)], faces[0])
    canvas.shape([*spine, (x + reach, foot)], faces[1])
    if white is not False:
        drop, slope = .34 * height, .34 * reach
        canvas.shape([(x, y), (x - slope, y + drop), (x - .45 * slope, y + .75 * drop), (x - .15 * slope, y + 1.15 * drop),
                      spine[1]], white)
        canvas.shape([(x, y), spine[1], (x + .35 * slope, y + .95 * drop), (x + .55 * slope, y + .70 * drop),
                      (x + slope, y + drop)], relight(white, .84))


def draw_dune(canvas, palette, rng, level, depth, crest_x):
    """A dune: the windward side lit, the lee side dark beyond an S-shaped crest."""
    lit = palette.surface("#e2b878", depth, "ground", 1.05)
    shaded = palette.surface("#b88754", depth, "ground", .76)
    height = .13 + .05 * rng.random()
    rise = 1 / (1 + ((_XS - crest_x) / .32) ** 2)
    ys = level - height * rise
    canvas.below(_XS, ys, vertical(level - height, 1, lit, relight(lit, .93)))
    top = height_at((_XS, ys), crest_x)
    down = np.linspace(0, 1, 12)
    crest = [(crest_x + .07 * np.sin(t * 4.2) + .10 * t, top + t * (1.05 - top)) for t in down]
    right = [(x, y) for x, y in zip(_XS, ys) if x > crest_x]
    canvas.shape([*right[::-1], *crest, (1.1, 1.1)], shaded)


def draw_water(canvas, palette, waterline, orb, mirror=.5):
    """Water to the bottom of the paper: its own colour, the world upside down in it, and the orb's glitter."""
    body = palette.water()
    deep = relight(body, .72)
    canvas.box(0, waterline, 1, 1, vertical(waterline, 1, body, deep))
    canvas.reflect(waterline, mirror * (.45 if "water" in palette.named else 1))
    pale = mix(body, palette.sky[2], .55)
    for step, y in enumerate(waterline + np.array([.035, .08, .14, .22])):
        shift = (.13, .71, .34, .60)[step]
        canvas.oval(shift, y, .10 + .05 * step, .0035, pale, .55)
        canvas.oval((shift + .45) % 1, y + .02, .07 + .03 * step, .003, pale, .45)
    if orb is not None:
        _draw_glitter(canvas, palette, waterline, orb)


def _draw_glitter(canvas, palette, waterline, x):
    bright = mix(palette.glow, paint("#ffffff"), .25)
    for step in range(9):
        y = waterline + .014 + .034 * step
        canvas.oval(x + (.012 if step % 2 else -.012), y, .030 + .006 * step, .0055, bright, .80 - .06 * step)
