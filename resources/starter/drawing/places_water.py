"""Compositions that water rules: its surface mirrors all that was drawn above it."""

import numpy as np

from .buildings import draw_bridge, draw_lighthouse
from .canvas import fading, vertical
from .colour import mix, paint, relight
from .places_land import frame
from .plants import draw_crown_row, draw_crown_tree, draw_palm, draw_spires
from .terrain import draw_hill, draw_mesa, draw_range, draw_ridge, draw_water, height_at, ramp, wave


def _white(palette):
    return mix(palette.sky[3], paint("#ffffff"), .55)


def _surf(sheet, xs, shore, sand):
    """Three edges of a wave that runs up the beach."""
    palette, canvas = sheet.palette, sheet.canvas
    canvas.below(xs, shore - .045, mix(palette.water(), _white(palette), .30), .8)
    canvas.below(xs, shore - .022, _white(palette), .9)
    canvas.below(xs, shore - .004, relight(sand, .80))
    canvas.below(xs, shore + .014, vertical(.75, 1, sand, relight(sand, .86)))


def beach(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    horizon = rng.uniform(.50, .55)
    sheet.sky(horizon)
    _headland(sheet, horizon)
    sheet.air(horizon + .05)
    draw_water(canvas, palette, horizon, sheet.orb_x, .55)
    sheet.afloat(horizon + .12, .30)
    side = sheet.free_side()
    xs = np.linspace(-.05, 1.05, 40)
    slope = np.clip(xs if side > 0 else 1 - xs, 0, 1)
    shore = .90 - .14 * slope ** 1.4 + .010 * np.sin(xs * 9 + rng.uniform(0, 6))
    _surf(sheet, xs, shore, palette.surface("#f4dcaa", 0, "ground", 1.03))
    sheet.stage(lambda x: .94, .28, .20, .28)
    root = .5 + side * rng.uniform(.36, .42)
    if len(sheet.scene.things & {"palm", "house", "lighthouse", "campfire"}) < 2 and not sheet.has("palm"):
        draw_palm(canvas, palette, root, .96, rng.uniform(.54, .62), -side * .20, palette.surface("#2f8052", shade=.85))


def _headland(sheet, horizon):
    """A far cape that leaves the horizon free on one side."""
    left = sheet.rng.random() < .5
    t = np.linspace(0, 1, 20)
    xs, ys = .46 * t, horizon + .004 - .13 * (1 - t) ** 1.1 * (1 + .16 * np.sin(t * 11))
    xs = xs if left else 1 - xs
    colour = sheet.palette.surface("#5f8a8e", .52)
    sheet.canvas.shape([*zip(xs, ys), (xs[-1], horizon + .01), (xs[0], horizon + .01)],
                       vertical(horizon - .13, horizon, colour, sheet.palette.misted(colour, .6)))


def sea(sheet):
    """Open water: long swells, the nearest with foam."""
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    horizon = rng.uniform(.50, .56)
    sheet.sky(horizon)
    sheet.air(horizon + .04)
    draw_water(canvas, palette, horizon, sheet.orb_x, .5)
    if sheet.has("lighthouse"):
        _rock(sheet, horizon + .11)
    sheet.afloat(horizon + .16, .36)
    body = palette.water()
    for level, tone in ((.76, .98), (.86, .84), (.95, .70)):
        xs, ys = wave(rng, level, .014, 3.2)
        colour = relight(body, tone)
        canvas.below(xs, ys, vertical(level - .02, level + .14, relight(colour, 1.16), colour), .80)
        canvas.shape([*zip(xs, ys), *zip(xs[::-1], ys[::-1] + .009)], _white(palette), .55)


def _rock(sheet, foot):
    x = sheet.place_for("lighthouse", .20, .28)
    stone = sheet.palette.surface("#5d5a66", .08)
    outline = [(x - .17, foot + .02), (x - .12, foot - .05), (x - .05, foot - .09), (x + .06, foot - .085), (x + .12, foot - .03), (x + .18, foot + .02)]
    sheet.canvas.rimmed(outline, vertical(foot - .1, foot + .02, stone, relight(stone, .75)), sheet.palette.rim(stone, .4),
                        (-sheet.palette.side * .014, .010))
    draw_lighthouse(sheet.canvas, sheet.palette, x, foot - .075, .25)


def lake(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    shore = .64
    sheet.sky(.60)
    draw_range(canvas, palette, rng, shore, .34, .34, True)
    sheet.air(.56)
    sheet.mist(shore - .02, .14, .40)
    line = wave(rng, shore - .015, .012, 2)
    draw_spires(canvas, palette, rng, line, .10, palette.needles(.26), .052, .35)
    draw_hill(canvas, palette, line, palette.grass(.22, .9))
    draw_water(canvas, palette, shore + .012, sheet.orb_x, .85)
    sheet.afloat(shore + .15, .28)
    side = sheet.free_side()
    near = ramp(1.04, .84, -side, 1.2)
    draw_hill(canvas, palette, near, palette.grass(0, .86))
    sheet.stage(lambda x: height_at(near, x) + .045, .28, .18, .26)
    other = ramp(1.06, .93, side, 2.5)
    draw_hill(canvas, palette, other, palette.grass(0, .74))
    frame(sheet, tall=.48, sides=(side,))


def island(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    horizon = .60
    sheet.sky(horizon)
    sheet.air(horizon - .02)
    middle = rng.uniform(.44, .56)
    xs = np.linspace(middle - .42, middle + .42, 40)
    bump = np.clip(1 - ((xs - middle) / .42) ** 2, 0, 1)
    ys = horizon + .062 - .185 * bump ** 1.3 * (1 + .18 * np.sin((xs - middle) * 9))
    green, sand = palette.surface("#58974f", .08, "ground"), palette.surface("#f2d8a4", .05)
    canvas.shape([*zip(xs, ys)], vertical(horizon - .13, horizon + .06, palette.rim(relight(green, 1.12), .2), relight(green, .78)))
    canvas.shape([(middle - .46, horizon + .066), (middle - .36, horizon + .035), (middle, horizon + .050), (middle + .36, horizon + .035),
                  (middle + .46, horizon + .066)], sand)
    leaf = palette.surface("#3c7a48", .10, "ground", .85)
    for dx, tall in ((-.24, .13), (.24, .14), (.10, .17), (-.08, .16))[:2 if sheet.scene.things & {"castle", "lighthouse", "house", "palm"} else 4]:
        draw_crown_tree(canvas, palette, middle + dx, float(np.interp(middle + dx, xs, ys)) + .012, tall, leaf)
    sheet.stage(lambda x: float(np.interp(x, xs, ys)) + .035, .23, .34, .40)
    draw_water(canvas, palette, horizon + .064, sheet.orb_x, .7)
    sheet.afloat(horizon + .24, .28)


def river(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.58)
    draw_ridge(canvas, palette, rng, .56, .18, palette.surface("#7288ac", .62), .85)
    sheet.air(.56)
    far = wave(rng, .57, .02, 1.6)
    draw_crown_row(canvas, palette, rng, far, .07, palette.leaves(.42), .06)
    draw_hill(canvas, palette, far, palette.grass(.34), .2)
    draw_water(canvas, palette, .605, sheet.orb_x, .6)
    bend = 1 if rng.random() < .5 else -1
    t = np.linspace(0, 1, 24)
    y = .605 + .42 * t
    middle = .5 + bend * (.20 * np.sin(t * 3.6 + .6) * (1 - .4 * t) - .06)
    half = .022 + .24 * t ** 1.25
    grass, edge = palette.grass(.06), palette.surface("#c8b48a", .05, None, .9)
    for side in (-1, 1):
        bank = middle + side * half
        canvas.shape([*zip(bank - side * .012 * (.3 + t), y), (side * 9, 1.03), (side * 9, .605)], edge)
        canvas.shape([*zip(bank, y), (side * 9, 1.03), (side * 9, .605)], vertical(.60, 1, relight(palette.grass(.22), 1.04), grass, relight(grass, .78)))
    if sheet.has("bridge"):
        at = 11
        draw_bridge(canvas, palette, middle[at] - half[at] - .11, middle[at] + half[at] + .11, y[at] - .085, .115)
    sheet.stage(lambda x: .82, .27, .15, .21)
    sheet.afloat(.92, .25)
    side = sheet.free_side()
    draw_crown_tree(canvas, palette, .5 + side * .38, .92, .42, palette.leaves(0, .86))


def waterfall(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.55)
    draw_ridge(canvas, palette, rng, .45, .18, palette.surface("#7288ac", .62), .8)
    sheet.air(.42)
    middle, half, top, pool = rng.uniform(.42, .58), .10, .34, .80
    rock = palette.surface("#7b7078", .10, "ground")
    rise = wave(rng, top, .025, 1.8)
    draw_spires(canvas, palette, rng, rise, .15, palette.needles(.18), .075, .2)
    canvas.below(*rise, vertical(top, pool, palette.rim(relight(rock, 1.08), .15), relight(rock, .66)))
    canvas.below(rise[0], rise[1] - .012, palette.grass(.10))
    canvas.below(rise[0], rise[1] + .022, vertical(top, pool, relight(rock, 1.10), relight(rock, .62)))
    for dx, wide, low in ((-.34, .10, .66), (.30, .11, .70), (-.20, .07, .74), (.46, .09, .60), (-.48, .10, .72)):
        canvas.shape([(middle + dx - wide, pool), (middle + dx - .8 * wide, low - .16), (middle + dx + .5 * wide, low - .19), (middle + dx + wide, pool)],
                     vertical(low - .19, pool, relight(rock, .95), relight(rock, .58)))
    fall = mix(palette.water(), _white(palette), .55)
    canvas.shape([(middle - half, top - .02), (middle + half, top - .02), (middle + 1.25 * half, pool), (middle - 1.25 * half, pool)],
                 vertical(top, pool, mix(fall, palette.water(), .35), fall, _white(palette)))
    for dx in (-.55, .05, .6):
        canvas.box(middle + dx * half - .012, top, middle + dx * half + .012, pool, fading(top, pool, paint("#ffffff"), .15, .55))
    draw_water(canvas, palette, pool, None, .35)
    for dx, r in ((-.11, .05), (0, .065), (.11, .05)):
        canvas.circle(middle + dx, pool + .005, r, palette.rim(_white(palette), .2), .55)
    sheet.mist(pool, .12, .30)
    shore = ramp(1.02, .88, sheet.free_side(), 2)
    draw_hill(canvas, palette, shore, palette.grass(0, .82))
    sheet.stage(lambda x: .93, .28, .17, .23)
    frame(sheet, tall=.50, sides=(sheet.free_side(),))


def canyon(sheet):
    """Walls in strata step back on both sides; a river runs between them."""
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.56)
    for x, width, tall in ((.30, .11, .13), (.68, .14, .18)):
        draw_mesa(canvas, palette, x + rng.uniform(-.04, .04), .62, width, tall, .52)
    sheet.air(.52)
    sheet.mist(.60, .12, .40)
    draw_water(canvas, palette, .61, None, .35)
    bend = .06 if rng.random() < .5 else -.06
    for depth, inset, top, foot in ((.36, .36, .42, .68), (.18, .26, .30, .82), (.0, .13, .16, 1.02)):
        for side in (-1, 1):
            _wall(sheet, side, depth, (inset + side * bend, top + (.05 if side == sheet.palette.side else 0), foot))
    if sheet.has("bridge"):
        draw_bridge(canvas, palette, .16, .84, .60, .13)
    if sheet.has("campfire"):
        sheet.stage(lambda x: .95, .28, .30, .36)


def _wall(sheet, side, depth, place):
    """One buttress from the left (-1) or right edge; the face to the light is bright."""
    palette, (inset, top, foot) = sheet.palette, place
    faces = side != palette.side
    rock = palette.surface("#d0784c" if faces else "#8d4a40", depth, "ground", 1.0 if faces else .78)

    def at(dx):
        return dx if side < 0 else 1 - dx
    outline = [(at(-.02), top), (at(inset * .72), top + .01), (at(inset * .78), top + .16), (at(inset * .95), top + .19), (at(inset), foot - .12),
               (at(inset * 1.10), foot - .03), (at(inset * 1.14), foot), (at(-.02), foot)]
    sheet.canvas.shape(outline, vertical(top, foot, relight(rock, 1.06), rock, palette.misted(relight(rock, .85), .25 * (depth > 0))))
    with sheet.canvas.inside(outline):
        for level, tone in ((.10, .90), (.22, .94), (.34, .86), (.48, .92)):
            sheet.canvas.box(-.02, top + level, 1.02, top + level + .028, relight(rock, tone))
