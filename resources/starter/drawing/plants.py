"""Silhouettes with character: pines, broad crowns, palms, cacti, flowers."""

import numpy as np

from .canvas import vertical
from .colour import relight


def draw_pine(canvas, x, foot, height, colour, trunk):
    """Four skirts of needles, each lit on the left half and dark on the right."""
    canvas.box(x - .028 * height, foot - .18 * height, x + .028 * height, foot + .02, trunk)
    dark = relight(colour, .82)
    for step in range(4):
        top = foot - height * (1 - .20 * step)
        bottom = top + height * (.30 + .03 * step)
        half = height * (.11 + .055 * step)
        canvas.shape([(x, top), (x - half, bottom), (x, bottom - .03 * height)], colour)
        canvas.shape([(x, top), (x + half, bottom), (x, bottom - .03 * height)], dark)


def draw_pine_row(canvas, rng, line, height, colour, spacing):
    """A far wood: plain spires that grow out of a hill."""
    xs = np.arange(-.03, 1.05, spacing)
    for x in xs + rng.uniform(-.2, .2, len(xs)) * spacing:
        foot = float(np.interp(x, *line)) + .03
        tall = height * rng.uniform(.75, 1.2)
        canvas.shape([(x, foot - tall), (x - .24 * tall, foot), (x + .24 * tall, foot)], colour)


def draw_crown_tree(canvas, x, foot, height, colour, trunk):
    """A trunk that forks into a cloud of leaves, lit from the upper left."""
    width = .035 * height
    canvas.shape([(x - width, foot + .02), (x - .5 * width, foot - .55 * height), (x + .5 * width, foot - .55 * height),
                  (x + width, foot + .02)], trunk)
    dark, light = relight(colour, .80), relight(colour, 1.10)
    leaves = ((-.20, .55, .19), (.20, .57, .19), (-.11, .76, .20), (.12, .76, .20), (0, .62, .22))
    for fill, shift, scale in ((dark, 0, 1), (colour, -.035, .86), (light, -.085, .50)):
        for dx, up, radius in leaves:
            canvas.circle(x + (dx + shift) * height, foot - (up - shift) * height, radius * scale * height, fill)


def draw_palm(canvas, x, foot, height, lean, colour, trunk):
    """A bowed trunk under seven hanging fronds."""
    bend = np.linspace(0, 1, 9)
    spine = [(x + lean * height * t ** 2 * .5, foot - height * t) for t in bend]
    for step, (start, end) in enumerate(zip(spine, spine[1:])):
        canvas.line([start, end], .030 - .0018 * step, trunk)
    head_x, head_y = spine[-1]
    for angle in np.radians((200, 235, 265, 305, 340, 15, 165)):
        _draw_frond(canvas, head_x, head_y, angle, height * .46, relight(colour, .84 if np.cos(angle) > 0 else 1.05))


def _draw_frond(canvas, x, y, angle, length, colour):
    along = np.linspace(0, 1, 8)
    spine_x = x + length * along * np.cos(angle)
    spine_y = y + length * (along * np.sin(angle) + .62 * along ** 2)
    thick = .16 * length * np.sin(np.pi * along ** .7)
    upper = list(zip(spine_x, spine_y - thick * .45))
    lower = list(zip(spine_x, spine_y + thick * .55))
    canvas.shape(upper + lower[::-1], colour)


def draw_cactus(canvas, x, foot, height, colour):
    """A saguaro with two arms."""
    dark = relight(colour, .80)
    wide = .17 * height
    canvas.line([(x, foot), (x, foot - height)], wide, colour)
    canvas.line([(x + .25 * wide, foot), (x + .25 * wide, foot - height)], wide * .45, dark)
    for side, low, high in ((-1, .38, .72), (1, .50, .86)):
        elbow = x + side * .27 * height
        canvas.line([(x, foot - low * height), (elbow, foot - low * height), (elbow, foot - high * height)],
                    wide * .66, colour if side < 0 else dark)


def draw_flowers(canvas, rng, line, colours, count):
    """Dots that grow towards the viewer."""
    for nearness in np.sort(rng.random(count)):
        x = rng.random()
        top = float(np.interp(x, *line))
        y = top + .03 + (1 - top) * nearness ** 1.3
        size = .006 + .011 * nearness
        canvas.circle(x, y, size, colours[rng.integers(len(colours))])


def draw_trunks(canvas, rng, line, colour, count):
    """Bare trunks between the layers of a wood."""
    for x in rng.random(count):
        foot = float(np.interp(x, *line))
        canvas.box(x - .006, foot - .25, x + .006, foot + .05, vertical(foot - .25, foot, relight(colour, 1.2), colour))
