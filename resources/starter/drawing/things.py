"""What moves or burns: sailboats, hot-air balloons, birds, a campfire."""

import numpy as np

from .canvas import vertical
from .colour import mix, paint, relight


def draw_boat(canvas, palette, x, waterline, size):
    """A sloop under full sail, and its paler image in the water."""
    side = palette.side
    bright = 1.30 if palette.is_dark else 1
    sail, back_sail = palette.rim(palette.surface("#fffaf0", shade=1.06 * bright), .30), palette.surface("#e2cdb4", shade=.90 * bright)
    hull = palette.surface("#8a3a2c")
    for flip, alpha in ((-1, .38), (1, 1.0)):
        def at(dx, up):
            return x - side * dx * size, waterline - flip * up * size
        canvas.shape([at(.02, 1.02), at(.02, .20), at(.44, .20)], back_sail, alpha)
        canvas.shape([at(-.03, .94), at(-.03, .20), at(-.34, .20)], sail, alpha)
        canvas.line([at(0, .1), at(0, 1.05)], .030 * size, relight(hull, .8), alpha)
        canvas.shape([at(-.44, .16), at(.50, .16), at(.32, 0), at(-.30, 0)], hull, alpha)
    canvas.oval(x, waterline + .005, .50 * size, .006, mix(palette.sky[3], paint("#ffffff"), .4), .75)


_GORES = (("#e8503c", "#fff0d8"), ("#f2a03c", "#c23a54"), ("#3c8fd0", "#fff4dc"))


def draw_balloon(canvas, palette, x, y, size, tone):
    """A striped envelope over a basket; it glows from inside when it is dark."""
    shade = 1.55 if palette.is_dark else 1.05
    first, second = (palette.surface(code, .05, shade=shade) for code in _GORES[tone % 3])
    t = np.linspace(0, 1, 22)
    half = .5 * size * np.where(t < .45, np.sqrt(np.clip(1 - ((.45 - t) / .45) ** 2, 0, 1)), np.cos((t - .45) / .55 * 1.38))
    ys = y - .55 * size + 1.1 * size * t
    for share, fill in ((1, first), (.62, second), (.24, first)):
        canvas.shape([*zip(x - share * half, ys), *zip((x + share * half)[::-1], ys[::-1])], fill)
    shaded = [*zip(x + 0 * half, ys), *zip((x - palette.side * half)[::-1], ys[::-1])]
    canvas.shape(shaded, palette.surface("#1c2440"), .22)
    if palette.is_dark:
        canvas.glow(x, y + .15 * size, .70 * size, paint("#ffb050"), .80)
    rope = palette.surface("#4a3a30")
    for dx in (-.075, .075):
        canvas.line([(x + dx * size, y + .54 * size), (x + dx * .9 * size, y + .70 * size)], .016 * size, rope)
    canvas.box(x - .095 * size, y + .68 * size, x + .095 * size, y + .83 * size, palette.surface("#8a5a34"))


def draw_birds(canvas, palette, rng, horizon, side):
    """Three birds on a slant, wings up, larger towards the viewer."""
    ink = relight(palette.surface("#20242c", .05), .6)
    if palette.is_dark or palette.light == "storm":
        ink = mix(palette.cloud_lit, paint("#eaf0fa"), .6)
    x, y = rng.uniform(.12, .22), horizon * rng.uniform(.30, .42)
    for index, (dx, dy) in enumerate(((0, .02), (.15, -.055), (.23, .075))):
        along = x + dx
        _draw_bird(canvas, along if side == "left" else 1 - along, y + dy, (.085, .070, .092)[index], ink)


def _draw_bird(canvas, x, y, size, ink):
    """Two bowed wings on a slim body."""
    for side in (-1, 1):
        canvas.shape([(x, y + .10 * size), (x + side * .28 * size, y - .26 * size), (x + side * .62 * size, y - .36 * size),
                      (x + side * 1.0 * size, y - .16 * size), (x + side * .58 * size, y - .12 * size), (x + side * .26 * size, y + .06 * size),
                      (x, y + .34 * size)], ink)


def draw_campfire(canvas, palette, x, foot, size):
    """Crossed logs, three tongues of flame, light on the ground."""
    log = palette.surface("#5a3a28", shade=.8)
    canvas.glow(x, foot - .2 * size, 1.7 * size, paint("#ff9a3c"), .75 if palette.is_dark else .45)
    canvas.oval(x, foot + .02 * size, .75 * size, .10 * size, paint("#ffb050"), .35)
    for tone, wide, tall, shift in (("#ff6a1e", .34, .95, 0), ("#ffa52e", .23, .68, .03), ("#fff0a0", .12, .42, 0)):
        t = np.linspace(0, 1, 12)
        half = wide * size * np.sin(np.pi * (1 - t) ** .8) ** .9 + .001
        ys, bend = foot - tall * size * t, shift * size + .06 * size * np.sin(t * 5)
        canvas.shape([*zip(x + bend - half, ys), *zip((x + bend + half)[::-1], ys[::-1])],
                     vertical(foot - tall * size, foot, paint(tone), mix(paint(tone), paint("#fff4c0"), .3)))
    for side in (-1, 1):
        canvas.line([(x - side * .42 * size, foot + .05 * size), (x + side * .36 * size, foot - .08 * size)], .10 * size, log)
