"""What a picture shows, as plain facts; the drawing and the caption both start from here."""

from dataclasses import dataclass, field

import numpy as np

from .palette import COLOURS, LIGHTS
from .styles import STYLES

LIGHT_NAMES = tuple(LIGHTS)
COLOUR_NAMES = tuple(COLOURS)
TARGETS = ("ground", "sky", "clouds", "water", "trees")
STYLE_NAMES = tuple(STYLES)
STYLE_SHARE = .33           # of the pictures
SEASON_NAMES = ("spring", "summer", "autumn", "winter")
AIR = ("sun", "moon", "stars", "clouds", "birds", "balloon")
LAND = ("house", "cabin", "lighthouse", "windmill", "castle", "campfire", "palm", "pine", "bridge")
THINGS = AIR + LAND + ("sailboat",)
SIDED = ("sun", "moon", "birds", "balloon", "sailboat") + LAND
COUNTED = ("balloon", "sailboat", "palm", "pine", "house")

# place -> land things that may stand there, whether it has water, whether trees (so a season and their colour) show
_PLACES = {
    "forest": (("house", "cabin", "campfire", "castle"), False, False),
    "beach": (("house", "palm", "lighthouse", "campfire"), True, False),
    "sea": (("lighthouse",), True, False),
    "mountains": (("house", "cabin", "castle", "campfire", "pine"), False, True),
    "desert": (("house", "palm", "campfire"), False, False),
    "city": (("bridge",), True, False),
    "meadow": (("house", "windmill", "castle", "pine", "campfire"), False, True),
    "lake": (("house", "cabin", "castle", "pine", "campfire"), True, True),
    "snowfield": (("cabin", "house", "pine", "castle", "campfire"), False, True),
    "island": (("palm", "lighthouse", "castle", "house"), True, False),
    "river": (("bridge", "house", "cabin", "windmill", "pine"), True, True),
    "waterfall": (("pine", "cabin"), True, True),
    "village": (("windmill", "castle"), False, True),
    "canyon": (("campfire", "bridge"), True, False),
    "volcano": (("palm", "house"), False, False),
}
PLACES = tuple(_PLACES)
_SEASONAL = ("forest", "mountains", "meadow", "lake", "river", "waterfall", "village")
_AFLOAT = {"beach": .4, "sea": .65, "lake": .4, "island": .4, "city": .35, "river": .2}


@dataclass(frozen=True)
class Scene:
    place: str
    light: str
    colours: dict               # target -> colour name
    things: frozenset
    has_water: bool
    season: str = None
    sides: dict = field(default_factory=dict)     # thing -> "left" or "right"
    counts: dict = field(default_factory=dict)    # thing -> 1, 2 or 3
    style: str = None           # how it is rendered; nothing is the plain way
    seed: int = 0


def _pick_air(rng, light):
    things = set()
    if light in ("day", "sunset", "sunrise", "golden hour") and rng.random() < .6:
        things.add("sun")
    if light in ("night", "blue hour") and rng.random() < .6:
        things.add("moon")
    if light in ("night", "aurora") and rng.random() < .6:
        things.add("stars")
    for thing, share in (("clouds", .75 if light == "storm" else 0 if light in ("fog", "aurora") else .35), ("birds", .16), ("balloon", .14)):
        if rng.random() < share:
            things.add(thing)
            break
    return things


def _pick_land(rng, place):
    choices = _PLACES[place][0]
    count = rng.choice(3, p=(.40, .48, .12))
    things = {choices[i] for i in rng.permutation(len(choices))[:count]}
    if rng.random() < _AFLOAT.get(place, 0):
        things = set(list(sorted(things))[:1]) | {"sailboat"}
    return things


def _pick_colours(rng, place, things):
    _, water, trees = _PLACES[place]
    targets = ["ground"] * 2 * (place not in ("sea", "snowfield")) + ["sky"] * 2 + ["clouds"] * 2 * ("clouds" in things) + ["water"] * 2 * water
    targets += ["trees"] * (trees and place != "snowfield")
    count = rng.choice(3, p=(.35, .50, .15))
    chosen = sorted({targets[i] for i in rng.integers(len(targets), size=count)})
    return {target: COLOUR_NAMES[rng.integers(len(COLOUR_NAMES))] for target in chosen}


def _pick_sides(rng, things):
    """Left or right for everything; two things on land never share a side."""
    sides = {thing: ("left", "right")[rng.integers(2)] for thing in SIDED}
    grounded = [thing for thing in LAND if thing in things and thing != "bridge"]
    if len(grounded) == 2:
        sides[grounded[1]] = "left" if sides[grounded[0]] == "right" else "right"
    orb = sides["moon" if "moon" in things else "sun"]
    for flying in ("balloon", "birds"):         # leave the sun alone
        sides[flying] = "left" if orb == "right" else "right"
    return sides


def _pick_style(seed, share):
    """From a stream of its own, so that scenes stay what they are when styles come in."""
    rng = np.random.default_rng((seed, 3))
    return STYLE_NAMES[rng.integers(len(STYLE_NAMES))] if rng.random() < share else None


def random_scene(seed, style_share=STYLE_SHARE):
    """A scene that follows from `seed` alone."""
    rng = np.random.default_rng((seed, 1))
    place, light = PLACES[rng.integers(len(PLACES))], LIGHT_NAMES[rng.integers(len(LIGHT_NAMES))]
    things = _pick_air(rng, light) | _pick_land(rng, place)
    colours = _pick_colours(rng, place, things)
    season = None
    if place in _SEASONAL and not {"ground", "trees"} & set(colours) and rng.random() < .30:
        season = SEASON_NAMES[rng.integers(4)]
    counts = {thing: int(rng.choice((1, 2, 3), p=(.76, .14, .10))) for thing in COUNTED}
    return Scene(place=place, light=light, colours=colours, things=frozenset(things), has_water=_PLACES[place][1],
                 season="winter" if place == "snowfield" else season, sides=_pick_sides(rng, things), counts=counts, style=_pick_style(seed, style_share), seed=seed)
