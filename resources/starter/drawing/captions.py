"""Captions as people type them: sentences, lists, synonyms, habits, in any order and length."""

from dataclasses import dataclass

from .scene import COUNTED, LAND, SIDED, STYLE_SHARE
from .words import (COLOUR_WORDS, GROUND_WORDS, HABITS, IN, LIGHT_PHRASES, LIGHT_WORDS, OPENERS, PLACE_WORDS, SEASON_PHRASES, SEASON_WORDS,
                    STYLE_WORDS, THING_WORDS, TREE_WORDS, WATER_WORDS)


@dataclass(frozen=True)
class Caption:
    """A text and what it says: it may leave much out, but never says what is not so."""
    text: str
    place: str = None
    light: str = None
    season: str = None
    style: str = None
    things: frozenset = frozenset()
    sides: tuple = ()           # pairs (thing, side)
    counts: tuple = ()          # pairs (thing, number)


def describe(scene, rng):
    return compose(scene, rng).text


def compose(scene, rng):
    """One caption of the scene; every call makes another."""
    teller = _Teller(scene, rng)
    parts = teller.parts()
    if rng.random() < .25:
        rng.shuffle(parts)
    habits = [_pick(rng, _HABITS) for _ in range(rng.choice(4, p=(.50, .25, .17, .08)))]
    text = _join(parts + habits, rng)
    if scene.style:
        text = _in_style(text, _pick(rng, STYLE_WORDS[scene.style]), rng)
    text = text.lower() if rng.random() < .5 else text[:1].upper() + text[1:]
    return teller.caption(text)


def _pick(rng, options):
    return options[rng.integers(len(options))]


def _in_style(text, style, rng):
    """The style before or after everything else."""
    return (f"{text}, {style}", f"{style}, {text}", f"{style} of {text}", f"{text} {style}")[rng.choice(4, p=(.50, .25, .15, .10))]


def _join(parts, rng):
    """A list with commas, or a sentence with "with" and "and"."""
    if len(parts) < 2 or rng.random() < .6:
        return (", " if rng.random() < .88 else " ").join(parts)
    head, *tail = parts
    return f"{head} {_pick(rng, ('with', 'with', 'and'))} {' and '.join(tail)}"


class _Teller:
    """Chooses words and keeps account of what they said."""

    def __init__(self, scene, rng):
        self._scene, self._rng = scene, rng
        self._place = self._light = self._season = None
        self._things, self._sides, self._counts = set(), [], []

    def caption(self, text):
        return Caption(text, self._place, self._light, self._season, self._scene.style, frozenset(self._things), tuple(self._sides), tuple(self._counts))

    def parts(self):
        rng, scene = self._rng, self._scene
        things = [t for t in sorted(scene.things) if not (t == "clouds" and "clouds" in scene.colours) and rng.random() < .92]
        rng.shuffle(things)
        colours = self._colour_parts()
        if things and things[0] in _GROUNDED and rng.random() < .25:
            subject = self._thing(things[0])
            return [f"{subject} {_pick(rng, IN[scene.place])} the {self._setting()}{self._when()}", *map(self._thing, things[1:]), *colours]
        if rng.random() < .05:          # no word about the place
            said = self._when(1).strip() or _pick(rng, ("landscape", "scenery"))
            return [said, *map(self._thing, things), *colours]
        return [*self._place_and_light(), *map(self._thing, things), *colours]

    def _setting(self):
        """The place with its season or colour."""
        rng, scene = self._rng, self._scene
        self._place = scene.place
        words = _pick(rng, PLACE_WORDS[scene.place])
        if "ground" in scene.colours and scene.place in GROUND_WORDS:
            words = f"{_pick(rng, COLOUR_WORDS[scene.colours['ground']])} {_pick(rng, GROUND_WORDS[scene.place])}"
            if scene.place not in _GROUND_IS_PLACE:
                words = f"{_pick(rng, PLACE_WORDS[scene.place])} with {words}"
        elif scene.season and scene.place != "snowfield" and rng.random() < .6:
            self._season = scene.season
            words = f"{_pick(rng, SEASON_WORDS[scene.season])} {words}"
        return words

    def _when(self, always=.85):
        """Light and season as a phrase that follows, or nothing."""
        rng, scene, said = self._rng, self._scene, ""
        if scene.season and self._season is None and rng.random() < .8:
            self._season = scene.season
            said += " " + _pick(rng, SEASON_PHRASES[scene.season])
        if rng.random() < always:
            self._light = scene.light
            said += " " + _pick(rng, LIGHT_PHRASES[scene.light])
        return said

    def _place_and_light(self):
        rng, scene = self._rng, self._scene
        form = rng.integers(6)
        if form <= 2:
            return [f"{_pick(rng, OPENERS)}{self._setting()}{self._when()}"]
        place, light = self._setting(), _pick(rng, LIGHT_WORDS[scene.light])
        season = [_pick(rng, SEASON_WORDS[scene.season])] if scene.season and not self._season else []
        if season:
            self._season = scene.season
        self._light = scene.light
        if form == 3:
            return [f"{light} {_pick(rng, IN[scene.place])} the {place}", *season]
        return [place, light, *season] if form == 4 else [light, *season, place]

    def _thing(self, thing):
        rng, scene = self._rng, self._scene
        self._things.add(thing)
        one, many = THING_WORDS[thing]
        count = scene.counts.get(thing, 1) if thing in COUNTED else 1
        words = _pick(rng, one)
        if count > 1:
            plural = rng.random() < .12
            words = f"{'some' if plural else ('two', 'three')[count - 2]} {_pick(rng, many)}"
            self._counts += [] if plural else [(thing, count)]
        elif thing in COUNTED and rng.random() < .15:
            words = f"one {many[0][:-1]}"
        if thing in SIDED and thing != "bridge" and rng.random() < .15:
            words += f" {_pick(rng, ('on the', 'on the', 'at the', 'to the'))} {scene.sides[thing]}"
            self._sides.append((thing, scene.sides[thing]))
        return words

    def _colour_parts(self):
        """Sky, clouds, water and trees of a named colour; the ground's goes with the place."""
        rng, scene = self._rng, self._scene
        nouns = {"sky": ("sky", "sky", "skies"), "clouds": ("clouds",), "water": WATER_WORDS.get(scene.place), "trees": TREE_WORDS}
        parts = [f"{_pick(rng, COLOUR_WORDS[scene.colours[t]])} {_pick(rng, nouns[t])}" for t in nouns if t in scene.colours]
        if "clouds" in scene.colours:
            self._things.add("clouds")
        return parts


# words for a style mean no change only as long as no picture is drawn in one
_STYLED = {word for words in STYLE_WORDS.values() for word in words} if STYLE_SHARE else set()
_HABITS = tuple(word for word in HABITS if word not in _STYLED)
_GROUNDED = (*LAND, "sailboat")
_GROUND_IS_PLACE = ("forest", "mountains", "desert", "meadow", "city", "island", "volcano", "canyon")
