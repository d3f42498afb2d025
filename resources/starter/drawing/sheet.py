"""What every composition has at hand: the paper, the paints, and the ways to put things where the scene wants them."""

import numpy as np

from . import buildings, plants, sky, things
from .canvas import Canvas
from .palette import Palette
from .styles import FLAT_PAPER


class Sheet:
    def __init__(self, scene, width, height):
        self.scene = scene
        self.rng = np.random.default_rng((scene.seed, 2))
        self.palette = Palette(scene.light, scene.colours, scene.season)
        self.canvas = Canvas(width, height, flat=scene.style in FLAT_PAPER)
        self.orb_x = None

    def has(self, thing):
        return thing in self.scene.things

    def place_for(self, thing, inner, outer):
        """A random x on the thing's side, between `inner` and `outer` from that edge."""
        x = self.rng.uniform(inner, outer)
        return x if self.scene.sides[thing] == "left" else 1 - x

    def has_grounded(self):
        return any(self.has(thing) for thing in _GROUNDED)

    def free_side(self):
        """-1 (left) or 1: the side that no house or the like stands on, for what frames the picture."""
        grounded = [self.scene.sides[t] for t in _GROUNDED if self.has(t)]
        if len(set(grounded)) == 1:
            return 1 if grounded[0] == "left" else -1
        return 1 if self.rng.random() < .5 else -1

    def sky(self, horizon):
        """Everything in the air, behind the land."""
        canvas, palette, rng, scene = self.canvas, self.palette, self.rng, self.scene
        if self.has("sun") or self.has("moon"):
            self.orb_x, orb_y = sky.orb_place(scene, rng, horizon)
            palette.side = -1 if self.orb_x < .5 else 1
        sky.draw_sky(canvas, palette, horizon)
        if self.has("stars"):
            sky.draw_stars(canvas, rng, horizon)
        if scene.light == "aurora":
            sky.draw_aurora(canvas, rng, horizon)
        if self.orb_x is not None:
            with canvas.upright(self.orb_x, orb_y):
                (sky.draw_sun if self.has("sun") else sky.draw_moon)(canvas, palette, self.orb_x, orb_y, rng)
        if scene.light == "storm" and rng.random() < .5:
            sky.draw_bolt(canvas, palette, rng, horizon)
        if self.has("clouds"):
            sky.draw_clouds(canvas, palette, rng, horizon, self.orb_x)

    def air(self, horizon):
        """What flies: it passes before mountains and towers."""
        if self.has("birds"):
            things.draw_birds(self.canvas, self.palette, self.rng, horizon, self.scene.sides["birds"])
        if self.has("balloon"):
            x = self.place_for("balloon", .20, .34)
            way = 1 if x < .5 else -1
            for dx, y, size in ((0, .46, .30), (.31, .34, .21), (.54, .58, .16))[:self.scene.counts["balloon"]]:
                with self.canvas.upright(x + way * dx, horizon * y):
                    things.draw_balloon(self.canvas, self.palette, x + way * dx, horizon * y, size, int(self.rng.integers(3)))

    def mist(self, y, thick=.12, strength=.35):
        """A bank of haze between two layers; thicker in fog."""
        sky.draw_mist(self.canvas, self.palette, y, thick, min(.85, strength * (2 if self.scene.light == "fog" else 1)))

    def stage(self, foot_at, size, inner=.20, outer=.32):
        """Everything that stands on the ground, on its side, `size` wide as a house is."""
        for thing, draw in _GROUNDED.items():
            if self.has(thing):
                x = self.place_for(thing, inner, outer)
                way = 1 if x < .5 else -1
                for step in reversed(range(self.scene.counts.get(thing, 1))):
                    at, scale = x + way * _STEPS[thing] * size * step, 1 - .16 * step
                    foot = foot_at(at) - .012 * step
                    with self.canvas.upright(at, foot):
                        draw(self, at, foot, size * scale)

    def afloat(self, waterline, size):
        if self.has("sailboat"):
            x = self.place_for("sailboat", .26, .40)
            way = 1 if x < .5 else -1
            for dx, dy, scale in ((.40, -.035, .58), (.22, -.012, .75), (0, .02, 1))[3 - self.scene.counts["sailboat"]:]:
                with self.canvas.upright(x + way * dx, waterline + dy):
                    things.draw_boat(self.canvas, self.palette, x + way * dx, waterline + dy, size * scale)


def _palm(sheet, x, foot, size):
    lean = (.22 if x < .5 else -.22) * (1 if sheet.rng.random() < .7 else -1)
    plants.draw_palm(sheet.canvas, sheet.palette, x, foot + .02, 2.0 * size, lean, sheet.palette.surface("#2f8052", shade=.9))


def _pine(sheet, x, foot, size):
    plants.draw_pine(sheet.canvas, sheet.palette, x, foot + .03, 1.9 * size, sheet.palette.needles(shade=.9))


_GROUNDED = {
    "castle": lambda s, x, foot, size: buildings.draw_castle(s.canvas, s.palette, x, foot, size),
    "lighthouse": lambda s, x, foot, size: buildings.draw_lighthouse(s.canvas, s.palette, x, foot, .95 * size),
    "windmill": lambda s, x, foot, size: buildings.draw_windmill(s.canvas, s.palette, x, foot, size),
    "palm": _palm, "pine": _pine,
    "house": lambda s, x, foot, size: buildings.draw_house(s.canvas, s.palette, x, foot, size),
    "cabin": lambda s, x, foot, size: buildings.draw_cabin(s.canvas, s.palette, x, foot, 1.05 * size),
    "campfire": lambda s, x, foot, size: things.draw_campfire(s.canvas, s.palette, x, foot, .72 * size),
}
_STEPS = {"house": 1.08, "palm": .75, "pine": .75, "castle": 1, "lighthouse": 1, "windmill": 1, "cabin": 1, "campfire": 1}
