"""Captions as people type them: sentences, lists, synonyms, habits, in any order and length."""

from .scene import SIDED

_COLOUR_WORDS = {
    "red": ("red", "red", "red", "crimson", "scarlet"), "orange": ("orange", "orange", "amber"),
    "yellow": ("yellow", "yellow", "golden"), "green": ("green", "green", "emerald"),
    "teal": ("teal", "teal", "turquoise", "cyan"), "blue": ("blue", "blue", "azure"),
    "purple": ("purple", "purple", "violet"), "pink": ("pink", "pink", "rose"),
}
_PLACE_WORDS = {
    "forest": ("forest", "forest", "forest", "woods", "woodland", "trees"),
    "beach": ("beach", "beach", "beach", "seaside", "coast", "shore"),
    "mountains": ("mountains", "mountains", "mountain landscape", "mountain range", "peaks", "alps"),
    "desert": ("desert", "desert", "desert", "dunes", "sand dunes"),
    "meadow": ("meadow", "meadow", "meadow", "field", "grassland", "hills"),
    "city": ("city", "city", "city skyline", "skyline", "downtown", "skyscrapers"),
}
_GROUND_WORDS = {
    "forest": ("forest", "forest", "trees", "woods", "leaves"), "beach": ("sand", "sand", "beach"),
    "mountains": ("mountains", "mountains", "peaks", "rocks"), "desert": ("desert", "desert", "dunes", "sand"),
    "meadow": ("meadow", "meadow", "grass", "hills", "field"), "city": ("city", "city", "buildings", "towers"),
}
_WATER_WORDS = {"beach": ("sea", "sea", "ocean", "water"), "mountains": ("lake", "lake", "water"),
                "city": ("water", "river")}
LIGHT_WORDS = {
    "sunset": ("sunset", "sunset", "dusk", "evening"), "day": ("day", "daytime", "daylight", "noon"),
    "night": ("night", "night", "midnight", "starry night"),
    "storm": ("storm", "storm", "thunderstorm", "rain", "stormy weather"),
}
LIGHT_PHRASES = {
    "sunset": ("at sunset", "at sunset", "at dusk", "in the evening", "during sunset"),
    "day": ("by day", "at noon", "in daylight", "on a clear day", "during the day"),
    "night": ("at night", "at night", "by night", "at midnight", "under the stars"),
    "storm": ("in a storm", "in the rain", "during a thunderstorm", "in stormy weather"),
}
_THING_WORDS = {
    "sun": ("sun", "sun", "the sun", "a bright sun", "big sun"), "moon": ("moon", "moon", "full moon", "a moon", "moonlight"),
    "clouds": ("clouds", "clouds", "cloudy sky", "some clouds"), "birds": ("birds", "birds", "flying birds", "a flock of birds"),
    "sailboat": ("sailboat", "sailboat", "a sailboat", "boat", "sailing boat", "a ship"),
    "house": ("house", "house", "a house", "small house", "cottage", "a cabin"),
}
_HABITS = (
    "digital art", "trending", "trending on artstation", "highly detailed", "4k", "8k", "California", "professional photography",
    "beautiful", "masterpiece", "best quality", "illustration", "flat illustration", "vector art", "wallpaper", "concept art",
    "landscape", "scenery", "Nikon DSLR", "sharp focus", "wide angle", "award winning", "dramatic", "stunning", "cinematic",
    "poster", "minimalist", "ultra hd", "matte painting", "artstation",
)
_OPENERS = ("", "", "", "a ", "the ", "a picture of a ", "an illustration of a ", "painting of a ", "beautiful ", "California ",
            "photo of a ", "view of a ")


def describe(scene, rng):
    """One caption. It may leave out a light or a thing, but never says what is not so."""
    parts = _scene_parts(scene, rng) + _thing_parts(scene, rng) + _colour_parts(scene, rng)
    if rng.random() < .25:
        rng.shuffle(parts)
    parts += [_pick(rng, _HABITS) for _ in range(rng.choice(4, p=(.45, .25, .2, .1)))]
    text = _join(parts, rng)
    style = rng.random()
    return text.lower() if style < .5 else text[:1].upper() + text[1:]


def mentions(scene, caption):
    """The light (or None) and the things that a caption of this scene names."""
    said = caption.lower()
    light = any(words in said for words in (*LIGHT_WORDS[scene.light], *LIGHT_PHRASES[scene.light]))
    things = {thing for thing in scene.things if any(words in said for words in _THING_WORDS[thing])}
    return scene.light if light else None, things


def _pick(rng, options):
    return options[rng.integers(len(options))]


def _scene_parts(scene, rng):
    """Place and light, in one phrase or two."""
    ground = scene.colours.get("ground")
    place = _pick(rng, _PLACE_WORDS[scene.place])
    if ground:
        place = f"{_pick(rng, _COLOUR_WORDS[ground])} {_pick(rng, _GROUND_WORDS[scene.place])}"
        if scene.place == "beach" and "sand" in place:
            place = f"beach with {place}"
    form = rng.integers(7)
    if form == 0:
        return [place]
    if form == 1:
        return [place, _pick(rng, LIGHT_WORDS[scene.light])]
    if form == 2:
        return [f"{_pick(rng, LIGHT_WORDS[scene.light])} {'on' if scene.place == 'beach' else 'in'} the {place}"]
    if form == 3:
        return [_pick(rng, LIGHT_WORDS[scene.light]), place]
    if form == 4:
        return [f"{'California ' if rng.random() < .2 else ''}{_pick(rng, LIGHT_WORDS[scene.light])}, {place}"]
    return [f"{_pick(rng, _OPENERS)}{place} {_pick(rng, LIGHT_PHRASES[scene.light])}"]


def _thing_parts(scene, rng):
    parts = []
    for thing in sorted(scene.things):
        if thing == "clouds" and "clouds" in scene.colours:
            continue
        if rng.random() < .9:
            words = _pick(rng, _THING_WORDS[thing])
            if thing in SIDED and rng.random() < .15:
                words += f" on the {scene.sides[thing]}"
            parts.append(words)
    rng.shuffle(parts)
    return parts


def _colour_parts(scene, rng):
    parts = []
    for target, nouns in (("sky", ("sky", "sky", "skies")), ("clouds", ("clouds",)), ("water", _WATER_WORDS.get(scene.place))):
        if target in scene.colours:
            parts.append(f"{_pick(rng, _COLOUR_WORDS[scene.colours[target]])} {_pick(rng, nouns)}")
    return parts


def _join(parts, rng):
    """A list with commas, or a sentence with "with" and "and"."""
    if len(parts) < 2 or rng.random() < .6:
        return (", " if rng.random() < .9 else " ").join(parts)
    head, *tail = parts
    return f"{head} {_pick(rng, ('with', 'and', 'under', 'with'))} {' and '.join(tail)}"
