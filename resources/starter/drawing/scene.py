"""What a picture shows, as plain facts; the drawing and the caption both start from here."""

from dataclasses import dataclass, field

import numpy as np

from .palette import COLOURS, LIGHTS

PLACES = ("forest", "beach", "mountains", "desert", "meadow", "city")
LIGHT_NAMES = tuple(LIGHTS)
COLOUR_NAMES = tuple(COLOURS)
TARGETS = ("ground", "sky", "clouds", "water")
THINGS = ("sun", "moon", "clouds", "birds", "sailboat", "house")
SIDED = ("sun", "moon", "sailboat", "house")

# how often each thing stands in a place, where it can
_SAILBOAT = {"beach": .5, "mountains": .5, "city": .4}
_HOUSE = {"forest": .4, "beach": .3, "mountains": .35, "desert": .3, "meadow": .5}


@dataclass(frozen=True)
class Scene:
    place: str
    light: str
    colours: dict               # target -> colour name
    things: frozenset
    has_water: bool
    sides: dict = field(default_factory=dict)     # thing -> "left" or "right"
    seed: int = 0


def _pick_things(rng, place, light, has_water):
    things = set()
    if light in ("day", "sunset"):
        things |= {"sun"} if rng.random() < .6 else ({"moon"} if rng.random() < .15 else set())
    elif light == "night":
        things |= {"moon"} if rng.random() < .65 else set()
    if rng.random() < (.8 if light == "storm" else .45):
        things.add("clouds")
    if rng.random() < .35:
        things.add("birds")
    if has_water and rng.random() < _SAILBOAT.get(place, 0):
        things.add("sailboat")
    elif rng.random() < _HOUSE.get(place, 0):
        things.add("house")
    return things


def _pick_colours(rng, things, has_water):
    targets = ["ground", "ground", "sky", "sky"] + ["clouds"] * 2 * ("clouds" in things) + ["water"] * 2 * has_water
    count = rng.choice(3, p=(.25, .55, .20))
    chosen = sorted({targets[i] for i in rng.integers(len(targets), size=count)})
    return {target: COLOUR_NAMES[rng.integers(len(COLOUR_NAMES))] for target in chosen}


def random_scene(seed):
    """A scene that follows from `seed` alone."""
    rng = np.random.default_rng((seed, 1))
    place = PLACES[rng.integers(len(PLACES))]
    light = LIGHT_NAMES[rng.integers(len(LIGHT_NAMES))]
    has_water = place in ("beach", "city") or (place == "mountains" and rng.random() < .5)
    things = _pick_things(rng, place, light, has_water)
    return Scene(
        place=place, light=light, colours=_pick_colours(rng, things, has_water), things=frozenset(things),
        has_water=has_water, sides={thing: ("left", "right")[rng.integers(2)] for thing in SIDED}, seed=seed)
