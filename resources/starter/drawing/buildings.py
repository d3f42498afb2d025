"""What people built: a skyline with lit windows, a house, a boat."""

import numpy as np

from .canvas import vertical
from .colour import mix, paint, relight


def draw_skyline(canvas, palette, rng, base, height, depth, windows):
    """Towers shoulder to shoulder, tallest near the middle of a random third."""
    centre = rng.choice((.33, .5, .67))
    left = -.04
    while left < 1.02:
        width = rng.uniform(.085, .130)
        middle = left + width / 2
        tall = height * (.45 + .55 * np.exp(-((middle - centre) / .30) ** 2)) * rng.uniform(.72, 1.05)
        _draw_tower(canvas, palette, rng, left, width, base, tall, depth, windows)
        left += width * rng.uniform(.92, 1.06)


def _draw_tower(canvas, palette, rng, left, width, base, tall, depth, windows):
    lit = palette.surface("#7d8ba6", depth, "ground", 1.04)
    dark = palette.surface("#56627e", depth, "ground", .76)
    top, middle, right = base - tall, left + .62 * width, left + width
    roof = rng.integers(4)
    if roof == 0:
        canvas.shape([(left + .2 * width, top + .002), (left + .5 * width, top - .05), (left + .8 * width, top + .002)], dark)
    elif roof == 1:
        canvas.box(left + .46 * width, top - .06, left + .54 * width, top, dark)
    elif roof == 2:
        canvas.box(left + .2 * width, top - .025, left + .8 * width, top, lit)
    canvas.box(left, top, middle, base, vertical(top, base, lit, mix(lit, palette.haze, .15)))
    canvas.box(middle, top, right, base, dark)
    if windows:
        _draw_windows(canvas, palette, rng, left, width, top, base)


def _draw_windows(canvas, palette, rng, left, width, top, base):
    lamp = palette.lamp
    share = .60 if palette.light == "day" else .75
    for y in np.arange(top + .025, base - .03, .046):
        for column in (.16, .40, .71):
            if rng.random() < share:
                x = left + column * width
                canvas.box(x, y, x + .16 * width, y + .024, lamp)


def draw_house(canvas, palette, x, foot, size, rng):
    """A gabled house: front in light, side in shade, red roof, warm windows, a chimney."""
    wall, side = palette.surface("#f3e4cc"), palette.surface("#cdb598", shade=.85)
    roof = palette.surface(("#a8443c", "#8c4a3a")[rng.integers(2)])
    front, back = .42 * size, .95 * size
    eaves, ridge = foot - .50 * size, foot - .92 * size
    canvas.box(x + .62 * size, ridge - .10 * size, x + .74 * size, eaves, side)
    canvas.box(x + front, eaves, x + back, foot, side)
    canvas.shape([(x, foot), (x, eaves), (x + front / 2, ridge), (x + front, eaves), (x + front, foot)], wall)
    canvas.shape([(x + front / 2, ridge), (x + front / 2 + (back - front), ridge), (x + back + .06 * size, eaves + .05 * size),
                  (x + front + .04 * size, eaves + .05 * size)], roof)
    canvas.line([(x - .05 * size, eaves + .05 * size), (x + front / 2, ridge)], .055 * size, relight(roof, .8))
    door = palette.surface("#6b3f2c")
    canvas.box(x + .14 * size, foot - .28 * size, x + .28 * size, foot, door)
    for left in (.52, .74):
        canvas.box(x + left * size, foot - .36 * size, x + (left + .12) * size, foot - .18 * size, palette.lamp)
    if palette.is_dark:
        canvas.glow(x + .7 * size, foot - .25 * size, .5 * size, palette.lamp, .35)


def draw_boat(canvas, palette, x, waterline, size):
    """A sloop under full sail, and its broken image in the water."""
    sail, back_sail = palette.surface("#fdf6e8", shade=1.06), palette.surface("#e4d3ba", shade=.95)
    hull = palette.surface("#7c3a2c")
    for flip, alpha in ((-1, .40), (1, 1.0)):
        def at(dx, up):
            return x + dx * size, waterline - flip * up * size
        canvas.shape([at(.03, 1.0), at(.03, .20), at(.42, .20)], sail, alpha)
        canvas.shape([at(-.02, .90), at(-.02, .20), at(-.30, .20)], back_sail, alpha)
        canvas.line([at(0, 0), at(0, 1.02)], .022 * size, hull, alpha)
        canvas.shape([at(-.42, .15), at(.48, .15), at(.30, 0), at(-.28, 0)], hull, alpha)
    foam = mix(palette.sky[2], paint("#ffffff"), .4)
    canvas.oval(x, waterline + .004, .50 * size, .004, foam, .8)


def draw_birds(canvas, palette, rng, horizon):
    """A flock on one slant line, wings up, larger towards the viewer."""
    ink = relight(mix(palette.surface("#22262e"), palette.haze, .05), .55)
    if palette.is_dark:
        ink = mix(palette.cloud_lit, paint("#dfe6f4"), .4)
    count = rng.integers(4, 7)
    x, y = rng.uniform(.22, .55), horizon * rng.uniform(.22, .40)
    for index in range(count):
        size = .030 + .007 * (index % 3)
        bird_x = x + .075 * index + rng.uniform(-.01, .01)
        bird_y = y + (.035, -.02, .05, .005, .06, -.01)[index]
        _draw_bird(canvas, bird_x, bird_y, size, ink)


def _draw_bird(canvas, x, y, size, ink):
    for side in (-1, 1):
        canvas.shape([(x, y + .18 * size), (x + side * .5 * size, y - .42 * size), (x + side * 1.15 * size, y - .10 * size),
                      (x + side * .5 * size, y - .12 * size), (x, y + .48 * size)], ink)
