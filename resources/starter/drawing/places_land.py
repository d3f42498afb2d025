"""Compositions on dry land: layers from far to near."""

import numpy as np

from .buildings import draw_bridge, draw_skyline, draw_village
from .canvas import vertical
from .colour import relight
from .plants import (draw_cactus, draw_crown_row, draw_crown_tree, draw_cypress, draw_flowers, draw_pine, draw_spires)
from .terrain import (draw_dune, draw_hill, draw_mesa, draw_range, draw_ridge, draw_volcano, draw_water, height_at, ramp, wave)


def frame(sheet, foot=1.0, tall=.62, target="trees", sides=(-1, 1)):
    """Dark near trees at the edges."""
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    free = sheet.free_side()
    for side in sides:
        big = tall * (1 if side == free else .62) * rng.uniform(.94, 1.06)
        for dx, scale in ((.17, .66), (.04, 1)):
            x = dx + rng.uniform(-.02, .02)
            draw_pine(canvas, palette, x if side < 0 else 1 - x, foot + .02, big * scale, palette.needles(0, .62, target))


def forest(sheet):
    canvas, palette, rng, season = sheet.canvas, sheet.palette, sheet.rng, sheet.scene.season
    broad = season in ("autumn", "spring") or (season is None and rng.random() < .4)
    sheet.sky(.60)
    draw_ridge(canvas, palette, rng, .52, .16, palette.surface("#6f8aa6", .70), .8)
    sheet.air(.60)
    for step, depth in enumerate((.64, .40, .18)):
        line = wave(rng, .53 + .085 * step, .022, 2)
        if broad:
            draw_crown_row(canvas, palette, rng, line, .15 + .05 * step, palette.leaves(depth, .88, "ground"), .075 + .03 * step)
        else:
            draw_spires(canvas, palette, rng, line, .17 + .07 * step, palette.needles(depth, .92, "ground"), .060 + .026 * step)
        draw_hill(canvas, palette, line, palette.grass(depth + .1, .86), .45)
    sheet.mist(.70, .10, .30)
    floor = wave(rng, .80, .012, 1.6)
    draw_hill(canvas, palette, floor, palette.grass(0, .92))
    _path(sheet, .80, .42)
    sheet.stage(lambda x: height_at(floor, x) + .06, .29, .32, .40)
    free = sheet.free_side()
    for x, tall in ((.22, .50), (.80, .46), (.06, .74), (.95, .68)):
        x += rng.uniform(-.03, .03)
        if tall < .6 and (x - .5) * free < 0 and sheet.has_grounded():
            continue            # nothing stands before the house
        if broad:
            draw_crown_tree(canvas, palette, x, .90 + .07 * (tall > .6), tall * .95, palette.leaves(0, .80, "ground"))
        else:
            draw_pine(canvas, palette, x, .90 + .08 * (tall > .6), tall, palette.needles(0, .72, "ground"))


def _path(sheet, top, where):
    """A trodden way that winds to the viewer."""
    t = np.linspace(0, 1, 12)
    x = where + .12 * np.sin(t * 3.0) * (1 if sheet.rng.random() < .5 else -1)
    y, half = top + (1.02 - top) * t, .012 + .11 * t ** 1.4
    sand = sheet.palette.surface("#e8cf9c", .05, "ground", 1.05)
    sheet.canvas.shape([*zip(x - half, y), *zip((x + half)[::-1], y[::-1])], vertical(top, 1, relight(sand, 1.04), relight(sand, .86)))


def mountains(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.62)
    draw_ridge(canvas, palette, rng, .56, .20, palette.surface("#7c8db0", .66, "ground"), .8)
    sheet.mist(.54, .14, .30)
    draw_range(canvas, palette, rng, .70, .44, .14, True)
    sheet.air(.62)
    sheet.mist(.68, .12, .45)
    line = wave(rng, .71, .018, 2)
    draw_spires(canvas, palette, rng, line, .09, palette.needles(.34), .050)
    draw_hill(canvas, palette, line, palette.surface("#5f9455" if palette.season is None else "#86a878", .24) if palette.season != "winter"
              else palette.grass(.15), .2)
    near = ramp(.90, .79, sheet.free_side())
    meadow = palette.grass(0, .95) if "ground" not in palette.named else palette.surface("#6ea848", 0, None, .95)
    draw_hill(canvas, palette, near, meadow)
    sheet.stage(lambda x: height_at(near, x) + .045, .28)
    frame(sheet, tall=.46, sides=(sheet.free_side(),))


def desert(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.60)
    for x, width, tall, depth in ((rng.uniform(.14, .26), .12, .15, .50), (rng.uniform(.70, .84), .10, .21, .42)):
        draw_mesa(canvas, palette, x, .64, width, tall, depth)
    sheet.mist(.62, .10, .35)
    sheet.air(.60)
    for level, height, depth, low, high in ((.68, .10, .36, .52, .78), (.80, .14, .14, .22, .42), (1.0, .17, .0, .52, .76)):
        draw_dune(canvas, palette, level, height, depth, rng.uniform(low, high))
    sheet.stage(lambda x: .88, .27, .22, .32)
    side, green = sheet.free_side(), palette.surface("#3f7f55", shade=.80)
    for x, foot, tall in ((.13, .97, .34), (.30, .86, .17)):
        draw_cactus(canvas, palette, (x if side < 0 else 1 - x) + rng.uniform(-.02, .02), foot, tall, green)


def meadow(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.62)
    draw_ridge(canvas, palette, rng, .58, .14, palette.surface("#7d93b4", .70), .85)
    draw_hill(canvas, palette, wave(rng, .59, .03, 1.6), palette.grass(.52), .25)
    far = wave(rng, .65, .03, 1.4)
    draw_crown_row(canvas, palette, rng, far, .055, palette.leaves(.36), .062)
    draw_hill(canvas, palette, far, palette.grass(.30), .15)
    sheet.air(.60)
    middle = wave(rng, .73, .028, 1.2)
    draw_hill(canvas, palette, middle, palette.grass(.10, 1.02))
    free = sheet.free_side()
    x = .24 if free < 0 else .76
    draw_crown_tree(canvas, palette, x + rng.uniform(-.06, .06), height_at(middle, x) + .06, rng.uniform(.33, .40), palette.leaves(0, .9))
    sheet.stage(lambda x: height_at(middle, x) + .10, .30)
    near = wave(rng, .88, .016, 1.2)
    draw_hill(canvas, palette, near, palette.grass(0, .88))
    if palette.season != "winter":
        petals = [palette.surface(code, shade=1.05) for code in ("#fff6e4", "#f9cc50", "#f4809e")]
        draw_flowers(canvas, rng, near, petals, 2)


def snowfield(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.62)
    draw_range(canvas, palette, rng, .66, .26, .46, True)
    sheet.mist(.63, .10, .45)
    sheet.air(.60)
    for level, depth, spacing, tall in ((.66, .42, .055, .10), (.72, .22, .08, .15)):
        line = wave(rng, level, .016, 1.5)
        draw_spires(canvas, palette, rng, line, tall, palette.needles(depth), spacing, .6)
        draw_hill(canvas, palette, line, palette.surface("#eef4fb", depth), .1, 1.03)
    near = wave(rng, .82, .03, 1.1)
    draw_hill(canvas, palette, near, palette.surface("#f4f8fd", 0), 0, 1.02)
    sheet.stage(lambda x: height_at(near, x) + .06, .29)
    side = sheet.free_side()
    for dx, tall in ((.20, .30), (.06, .52)):
        draw_pine(canvas, palette, dx if side < 0 else 1 - dx, .99, tall, palette.needles(0, .85))


def village(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.60)
    draw_ridge(canvas, palette, rng, .56, .20, palette.surface("#7286aa", .60), .85)
    hill = wave(rng, .58, .03, 1.5)
    draw_crown_row(canvas, palette, rng, hill, .07, palette.leaves(.42), .07)
    draw_hill(canvas, palette, hill, palette.grass(.36), .2)
    sheet.air(.58)
    sheet.stage(lambda x: height_at(hill, x) + .06, .24, .17, .25)
    middle = wave(rng, .70, .022, 1.3)
    draw_hill(canvas, palette, middle, palette.grass(.14))
    xs = np.array((.22, .50, .79)) + rng.uniform(-.03, .03, 3)
    draw_village(canvas, palette, rng, middle, xs, .21)
    near = wave(rng, .88, .015, 1.2)
    draw_hill(canvas, palette, near, palette.grass(0, .86))
    side = sheet.free_side()
    for dx, tall in ((.07, .44), (.18, .32)):
        draw_cypress(canvas, palette, dx if side < 0 else 1 - dx, .97, tall, palette.leaves(0, .62))


def volcano(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.64)
    draw_ridge(canvas, palette, rng, .62, .16, palette.surface("#6d6a88", .62), .85)
    draw_volcano(canvas, palette, rng.choice((.42, .58)), .76, .50, rng.choice((-1, 1)))
    sheet.air(.62)
    sheet.mist(.70, .12, .35)
    for level, depth in ((.74, .30), (.82, .12)):
        line = wave(rng, level, .02, 1.6)
        draw_crown_row(canvas, palette, rng, line, .06 + .05 * (level > .8), palette.leaves(depth, .8), .08, .3)
        draw_hill(canvas, palette, line, palette.surface("#5a7a4c", depth, None, .85), .2)
    sheet.stage(lambda x: .92, .28, .20, .30)


def city(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    bank = rng.uniform(.71, .75)
    sheet.sky(.66)
    draw_skyline(canvas, palette, rng, bank, .46, .58, False)
    sheet.mist(bank - .05, .20, .35)
    sheet.air(.58)
    draw_skyline(canvas, palette, rng, bank, .40, .08, True)
    canvas.box(0, bank - .014, 1, bank, palette.surface("#3c4652", shade=.8))
    draw_water(canvas, palette, bank, sheet.orb_x, .75)
    if sheet.has("bridge"):
        draw_bridge(canvas, palette, -.04, 1.04, bank + .06, .12)
    sheet.afloat(bank + .16, .27)
