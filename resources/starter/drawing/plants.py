"""Trees with character: pines in tiers, spires of a far wood, broad crowns, cypresses, palms, cacti, flowers."""

import numpy as np

from .canvas import rounds, vertical
from .colour import relight

_TIERS = 5


def _pine_outline(x, foot, height, breadth):
    """Drooping tiers, each wider than the one above."""
    left = [(0, -1.0)]
    for tier in range(1, _TIERS + 1):
        low, wide = -1 + .86 * tier / _TIERS, breadth * (.22 + .78 * tier / _TIERS)
        left += [(-wide, low + .02), (-wide * .52, low - .015)] if tier < _TIERS else [(-wide, low + .02), (-wide * .3, low + .005)]
    whole = left + [(-dx, dy) for dx, dy in left[:0:-1]]
    return [(x + dx * height, foot + dy * height) for dx, dy in whole]


def draw_pine(canvas, palette, x, foot, height, colour, misted=0.0):
    """A fir: the side to the light brighter, its foot in the haze if `misted`."""
    trunk = relight(palette.surface("#4a3428", shade=.8), .9)
    canvas.box(x - .022 * height, foot - .16 * height, x + .022 * height, foot + .012, palette.misted(trunk, misted))
    outline = _pine_outline(x, foot, height, .21)
    top, low = relight(colour, 1.12), palette.misted(relight(colour, .82), misted)
    canvas.rimmed(outline, vertical(foot - height, foot, top, low), palette.rim(colour, .30), (-palette.side * .085 * height, 0))


def draw_spires(canvas, palette, rng, line, height, colour, spacing, mist=.5):
    """A wood seen from afar: one silhouette of spires that stands on a line and fades at its foot."""
    xs = np.arange(-.04, 1.06, spacing)
    for index, x in enumerate(xs + rng.uniform(-.16, .16, len(xs)) * spacing):
        foot = float(np.interp(x, *line)) + .03
        tall = height * (1, .76, 1.12, .86)[index % 4]
        canvas.shape(_pine_outline(x, foot, tall, .25), vertical(foot - tall, foot, colour, palette.misted(colour, mist)))


def draw_crown_tree(canvas, palette, x, foot, height, colour):
    """A trunk that forks into a cloud of leaves."""
    width, side = .040 * height, palette.side
    trunk = palette.surface("#553a2a", shade=.85)
    canvas.shape([(x - 1.3 * width, foot + .01), (x - .5 * width, foot - .30 * height), (x - 2.6 * width, foot - .55 * height),
                  (x, foot - .42 * height), (x + 2.6 * width, foot - .56 * height), (x + .5 * width, foot - .28 * height),
                  (x + 1.3 * width, foot + .01)], vertical(foot - .5 * height, foot, relight(trunk, .8), trunk))
    leaves = ((-.21, .55, .18), (.21, .56, .18), (-.12, .74, .19), (.12, .75, .19), (0, .60, .22))
    crown = rounds([(x + dx * height, foot - up * height, r * height) for dx, up, r in leaves])
    canvas.rimmed(crown, vertical(foot - .94 * height, foot - .4 * height, relight(colour, 1.06), relight(colour, .72)),
                  palette.rim(relight(colour, 1.18), .40), (-side * .045 * height, .035 * height))
    puffs = rounds([(x + (dx + .035 * side) * height, foot - (up + .03) * height, r * .55 * height) for dx, up, r in leaves[1:4]])
    canvas.shape(puffs, relight(colour, 1.14), .55)


def draw_crown_row(canvas, palette, rng, line, height, colour, spacing, mist=.5):
    """A far leafy wood: one silhouette of round crowns."""
    xs = np.arange(-.04, 1.06, spacing)
    for index, x in enumerate(xs + rng.uniform(-.15, .15, len(xs)) * spacing):
        y = float(np.interp(x, *line))
        size = height * (1, .8, 1.15, .9)[index % 4]
        crown = rounds([(x, y - .62 * size, .42 * size), (x - .3 * size, y - .3 * size, .4 * size), (x + .3 * size, y - .3 * size, .4 * size)])
        canvas.shape(crown, vertical(y - size, y + .1 * size, colour, palette.misted(relight(colour, .9), mist)))


def draw_cypress(canvas, palette, x, foot, height, colour):
    """A slim flame."""
    t = np.linspace(0, 1, 14)
    half = .105 * height * np.sin(np.pi * t ** .75) ** .8
    ys = foot - height * (1 - t)
    outline = [*zip(x - half, ys), *zip((x + half)[::-1], ys[::-1])]
    canvas.rimmed(outline, vertical(foot - height, foot, colour, relight(colour, .75)), palette.rim(relight(colour, 1.15), .35),
                  (-palette.side * .05 * height, 0))


def draw_palm(canvas, palette, x, foot, height, lean, colour):
    """A bowed trunk under hanging fronds."""
    trunk = palette.surface("#7a5638", shade=.8)
    t = np.linspace(0, 1, 10)
    spine_x, spine_y = x + lean * height * t ** 1.8, foot - height * t
    half = height * (.034 - .018 * t)
    canvas.rimmed([*zip(spine_x - half, spine_y), *zip((spine_x + half)[::-1], spine_y[::-1])], trunk, palette.rim(trunk, .4),
                  (-palette.side * .018 * height, 0))
    head = (spine_x[-1], spine_y[-1])
    for angle, length, tone in ((250, .40, .72), (292, .40, .72), (170, .50, .80), (10, .50, .80), (212, .55, .98), (328, .55, .98),
                                (150, .36, .88), (30, .36, .88)):
        lit = 1.18 if np.cos(np.radians(angle)) * palette.side > 0 else 1
        _draw_frond(canvas, head, np.radians(angle), height * length, relight(colour, tone * lit))


def _draw_frond(canvas, head, angle, length, colour):
    """A blade that rises, bows and hangs; its lower edge is toothed."""
    along = np.linspace(0, 1, 9)
    xs = head[0] + length * along * np.cos(angle)
    ys = head[1] + length * (along * np.sin(angle) + .66 * along ** 2)
    thick = .17 * length * np.sin(np.pi * along ** .7)
    teeth = np.where(np.arange(9) % 2, .55, 1.0)
    canvas.shape([*zip(xs, ys - thick * .35), *zip(xs[::-1], (ys + thick * teeth * .8)[::-1])], colour)


def draw_cactus(canvas, palette, x, foot, height, colour):
    """A saguaro with two arms, lit along one edge."""
    wide, lit = .16 * height, palette.rim(relight(colour, 1.2), .4)
    for shift, fill, share in ((0, colour, 1), (palette.side * .26, lit, .38)):
        canvas.line([(x + shift * wide, foot), (x + shift * wide, foot - height)], wide * share, fill)
        for side, low, high in ((-1, .36, .72), (1, .50, .88)):
            elbow = x + side * .27 * height + shift * wide * .7
            canvas.line([(x + side * .5 * wide, foot - low * height), (elbow, foot - low * height), (elbow, foot - high * height)],
                        wide * .68 * share, fill)


def draw_flowers(canvas, rng, line, colours, rows=4):
    """Drifts of dots in rows that grow towards the viewer."""
    for row in range(rows):
        near = (row + .5) / rows
        for column in range(7 - row):
            x = (column + rng.uniform(.3, .7)) / (7 - row)
            top = float(np.interp(x, *line))
            y = top + .025 + (1 - top) * near ** 1.2
            canvas.circle(x, y, .010 + .010 * near, colours[(column + row) % len(colours)])


def draw_tufts(canvas, colour, xs, foot, height):
    """Tall grass at the lower edge, as a frame."""
    for index, x in enumerate(xs):
        tall = height * (1, .7, .85)[index % 3]
        lean = (.02, -.015, .03, -.03)[index % 4]
        canvas.shape([(x - .010, foot), (x + lean, foot - tall), (x + .010, foot)], colour)
