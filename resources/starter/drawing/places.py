"""Composition: each place is one function that lays its layers from far to near."""

import numpy as np

from .buildings import draw_birds, draw_boat, draw_house, draw_skyline
from .canvas import Canvas, vertical
from .colour import mix, paint, relight
from .palette import Palette
from .plants import (draw_cactus, draw_crown_tree, draw_flowers, draw_palm, draw_pine, draw_pine_row)
from .sky import draw_bolt, draw_clouds, draw_moon, draw_rain, draw_sky, draw_sun, orb_place
from .terrain import draw_dune, draw_hill, draw_range, draw_water, height_at, wave


class _Sheet:
    """What every place needs at hand."""

    def __init__(self, scene, size):
        self.scene = scene
        self.rng = np.random.default_rng((scene.seed, 2))
        self.palette = Palette(scene.light, scene.colours, self.rng)
        self.canvas = Canvas(size)
        self.orb_x = None

    def has(self, thing):
        return thing in self.scene.things

    def place_for(self, thing, inner, outer):
        """A random x on the thing's side, between `inner` and `outer` from that edge."""
        x = self.rng.uniform(inner, outer)
        return x if self.scene.sides[thing] == "left" else 1 - x

    def sky(self, horizon):
        """Everything in the air, behind the land."""
        canvas, palette, rng = self.canvas, self.palette, self.rng
        draw_sky(canvas, palette, rng, horizon)
        if self.has("sun") or self.has("moon"):
            x, y = orb_place(self.scene, rng, horizon)
            (draw_sun if self.has("sun") else draw_moon)(canvas, palette, x, y, rng)
            self.orb_x = x
        if self.scene.light == "storm" and rng.random() < .6:
            draw_bolt(canvas, palette, rng, horizon)
        if self.has("clouds"):
            draw_clouds(canvas, palette, rng, horizon, self.orb_x, self.scene.light == "storm")
        if self.has("birds"):
            draw_birds(canvas, palette, rng, horizon)

    def house(self, foot_at, size, inner=.08, outer=.24):
        if self.has("house"):
            x = self.place_for("house", inner, outer)
            draw_house(self.canvas, self.palette, x - size / 2, foot_at(x), size, self.rng)

    def boat(self, waterline, size):
        if self.has("sailboat"):
            draw_boat(self.canvas, self.palette, self.place_for("sailboat", .2, .4), waterline, size)


def draw(scene, size=256):
    """The picture of a scene, uint8 [size, size, 3]."""
    sheet = _Sheet(scene, size)
    _PLACES[scene.place](sheet)
    if scene.light == "storm":
        draw_rain(sheet.canvas, sheet.palette, sheet.rng)
    return sheet.canvas.pixels()


def _forest(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.62)
    broad = rng.random() < .4
    for step, depth in enumerate((.72, .50, .28)):
        line = wave(rng, .52 + .09 * step, .03, 2)
        colour = palette.surface("#2f7350", depth, "ground", .92)
        draw_pine_row(canvas, rng, line, .13 + .06 * step, colour, .055 + .02 * step)
        draw_hill(canvas, line, colour)
    floor = wave(rng, .82, .015, 2)
    draw_hill(canvas, floor, palette.surface("#5c8a4a", .0, "ground", 1.0))
    sheet.house(lambda x: height_at(floor, x) + .02, .23, .30, .40)
    leaf, trunk = palette.surface("#256248", 0, "ground", .86), palette.surface("#4a3428", shade=.8)
    for x, tall in ((.07, .66), (.93, .72), (.22, .50), (.80, .46)):
        tree = draw_crown_tree if broad else draw_pine
        tree(canvas, x + rng.uniform(-.04, .04), .90 + (.07 if tall > .6 else 0), tall * rng.uniform(.9, 1.08), leaf, trunk)


def _beach(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    horizon = rng.uniform(.50, .56)
    sheet.sky(horizon)
    if rng.random() < .5:
        _headland(sheet, horizon)
    draw_water(canvas, palette, horizon, sheet.orb_x, .45)
    sheet.boat(horizon + .07, .22)
    side = 1 if sheet.scene.sides["house"] == "left" else -1       # the palm leaves the other side to the house
    xs = np.linspace(-.05, 1.05, 40)
    slope = np.clip(xs if side > 0 else 1 - xs, 0, 1)
    shore = .93 - .15 * slope ** 1.4 + .012 * np.sin(xs * 9 + rng.uniform(0, 6))
    sand = palette.surface("#f0d6a0", 0, "ground", 1.02)
    canvas.below(xs, shore - .030, mix(palette.water(), paint("#ffffff"), .25))
    canvas.below(xs, shore - .014, mix(palette.sky[2], paint("#ffffff"), .55))
    canvas.below(xs, shore, vertical(.75, 1, sand, relight(sand, .88)))
    leaf, trunk = palette.surface("#2f7a52", shade=.85), palette.surface("#6b4a34", shade=.85)
    root = .5 + side * rng.uniform(.34, .42)
    draw_palm(canvas, root, .93, rng.uniform(.50, .60), -side * .55, leaf, trunk)
    sheet.house(lambda x: .95, .22, .18, .30)


def _headland(sheet, horizon):
    left = sheet.rng.random() < .5
    xs = np.linspace(0, .42, 20)
    ys = horizon + .005 - .085 * (1 - xs / .42) ** .8 * (1 + .12 * np.sin(xs * 40))
    xs = xs if left else 1 - xs
    colour = sheet.palette.surface("#5f7f86", .5)
    sheet.canvas.shape([*zip(xs, ys), (xs[-1], horizon + .01), (xs[0], horizon + .01)], colour)


def _mountains(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.60)
    draw_range(canvas, palette, rng, .60, .20, .62, "ground", False)
    draw_range(canvas, palette, rng, .66, .36, .18, "ground", True)
    meadow = palette.surface("#4f8a5a", .15)
    line = wave(rng, .68, .02, 2)
    draw_pine_row(canvas, rng, line, .07, palette.surface("#2f6450", .25), .05)
    draw_hill(canvas, line, meadow)
    if sheet.scene.has_water:
        draw_water(canvas, palette, .735, sheet.orb_x, .62)
        sheet.boat(.80, .19)
    else:
        draw_hill(canvas, wave(rng, .80, .03, 1.5), palette.surface("#6a9a58", 0))
    sheet.house(lambda x: .80, .20, .26, .40)
    tree, trunk = palette.surface("#1f5244", shade=.8), palette.surface("#3f2e26", shade=.8)
    side = rng.random() < .5
    for x, tall in ((.06, .40), (.17, .30), (.95, .26)):
        draw_pine(canvas, x if side else 1 - x, .99, tall * rng.uniform(.9, 1.15), tree, trunk)


def _desert(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.60)
    _mesas(sheet, .62)
    draw_dune(canvas, palette, rng, .66, .42, rng.uniform(.55, .85))
    draw_dune(canvas, palette, rng, .78, .16, rng.uniform(.15, .45))
    draw_dune(canvas, palette, rng, .97, .0, rng.uniform(.50, .80))
    sheet.house(lambda x: .80, .20, .26, .36)
    cactus = palette.surface("#3f7a54", shade=.82)
    house_left = sheet.scene.sides["house"] == "left"
    for x, foot, tall in ((.86, .97, .36), (.09, .86, .20)):
        draw_cactus(canvas, (x if house_left else 1 - x) + rng.uniform(-.03, .03), foot, tall * rng.uniform(.9, 1.1), cactus)


def _mesas(sheet, base):
    colour = sheet.palette.surface("#b0704e", .45, "ground", .85)
    dark = relight(colour, .88)
    for x in (sheet.rng.uniform(.10, .30), sheet.rng.uniform(.60, .85)):
        width, tall = sheet.rng.uniform(.10, .15), sheet.rng.uniform(.10, .17)
        sheet.canvas.shape([(x - width, base + .05), (x - .7 * width, base - tall), (x + .7 * width, base - tall),
                            (x + width, base + .05)], colour)
        sheet.canvas.shape([(x + .3 * width, base + .05), (x + .25 * width, base - tall), (x + .7 * width, base - tall),
                            (x + width, base + .05)], dark)


def _meadow(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    sheet.sky(.62)
    draw_hill(canvas, wave(rng, .57, .035, 1.6), palette.surface("#6f9f8a", .62))
    far = wave(rng, .64, .035, 1.4)
    draw_hill(canvas, far, palette.surface("#7ab05c", .34, "ground", .95))
    middle = wave(rng, .72, .03, 1.2)
    draw_hill(canvas, middle, palette.surface("#84b84e", .12, "ground", 1.0))
    sheet.house(lambda x: height_at(middle, x) + .03, .24, .20, .36)
    if rng.random() < .7:
        x = sheet.place_for("house", .68, .86)
        draw_crown_tree(canvas, x, height_at(middle, x) + .06, rng.uniform(.30, .38),
                        palette.surface("#3f7f4a", shade=.9), palette.surface("#553a2a", shade=.85))
    near = wave(rng, .84, .02, 1.2)
    draw_hill(canvas, near, palette.surface("#6aa83e", .0, "ground", .92))
    petals = [palette.surface(code, shade=1.05) for code in ("#fff4e0", "#f7c64a", "#f2789a")]
    draw_flowers(canvas, rng, middle, petals, 40)


def _city(sheet):
    canvas, palette, rng = sheet.canvas, sheet.palette, sheet.rng
    bank = rng.uniform(.70, .75)
    sheet.sky(.66)
    draw_skyline(canvas, palette, rng, bank, .42, .55, False)
    draw_skyline(canvas, palette, rng, bank, .36, .08, True)
    canvas.box(0, bank - .012, 1, bank, palette.surface("#3c4652", shade=.8))
    draw_water(canvas, palette, bank, sheet.orb_x, .60)
    sheet.boat(bank + .08, .20)


_PLACES = {"forest": _forest, "beach": _beach, "mountains": _mountains, "desert": _desert, "meadow": _meadow, "city": _city}
