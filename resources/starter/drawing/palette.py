"""What light and season do to paint, the colours that a caption can ask for, and the haze between near and far."""

from dataclasses import dataclass

from .colour import lch, mix, paint, relight


@dataclass(frozen=True)
class Light:
    """A designer's sheet for one light. Colours are "#rrggbb"; the sky runs from the zenith to the horizon."""
    sky: tuple
    haze: str
    tint: str           # the colour of the light that falls on things
    tinting: float      # how much of it they take
    exposure: float     # brightness of things under it
    glow: str           # round sun or moon, and on edges that face it
    cloud_lit: str
    cloud_shade: str
    veil: float = 0.0   # haze before even the nearest things
    sky_level: float = .9       # how bright a sky of a named colour is
    level: float = 1.0          # how bright other named colours are


LIGHTS = {
    "day": Light(("#2c82d4", "#66b4ec", "#aeddf4", "#eaf6ee"), "#bfe0ee", "#fff2d4", .06, 1.03, "#fffbe6", "#ffffff",
                 "#b4d0ea", sky_level=.95),
    "sunset": Light(("#35296a", "#94408a", "#f0646c", "#ffc46c"), "#f2907a", "#8c2f64", .40, .62, "#ffe2a0", "#ffae88",
                    "#a24686", sky_level=.82, level=.88),
    "sunrise": Light(("#6d8ed0", "#b3aede", "#f8bcbc", "#ffe8bc"), "#f6cabe", "#dc8694", .22, .88, "#fff4d0", "#fff0e6",
                     "#d2a6c6", sky_level=.92, level=.92),
    "golden hour": Light(("#6b98b4", "#bfc0a0", "#f6cc80", "#ffe9a4"), "#f8d493", "#f09a28", .30, .90, "#fff6c0", "#fff4cc",
                         "#dcab72", sky_level=.90, level=.92),
    "night": Light(("#070c28", "#122252", "#25407c", "#4668a4"), "#2f487e", "#0c1a4c", .48, .50, "#c8d8ff", "#6078b4",
                   "#26386c", sky_level=.60, level=.76),
    "blue hour": Light(("#123070", "#2f5cab", "#7a9ad2", "#f0c6b4"), "#7c98ca", "#1e3f94", .42, .62, "#ffdca8", "#94acdc",
                       "#43609e", sky_level=.70, level=.82),
    "storm": Light(("#1c232d", "#36424d", "#5b6971", "#9caaa6"), "#78868a", "#2c3842", .42, .64, "#eef4ff", "#6e7a84",
                   "#2c343e", sky_level=.66, level=.84),
    "fog": Light(("#a3b0b6", "#bbc5c7", "#d0d7d5", "#e2e6e2"), "#d5dbd9", "#8e9ca2", .30, .84, "#fbfbf2", "#eef0ee",
                 "#b4bec2", veil=.22, sky_level=.90, level=.94),
    "aurora": Light(("#040920", "#0a1c40", "#113a52", "#2b7068"), "#205060", "#08283e", .48, .48, "#a8ffd0", "#4c7488",
                    "#1d3a52", sky_level=.58, level=.74),
}
DARK = ("night", "aurora", "blue hour")

# lightness, chroma, hue at noon
COLOURS = {
    "red": (.55, .22, 26), "orange": (.72, .18, 54), "yellow": (.90, .18, 101), "green": (.64, .19, 143),
    "teal": (.74, .13, 186), "blue": (.51, .20, 262), "purple": (.50, .20, 304), "pink": (.78, .16, 352),
}

# season -> what grass, leaves and needles look like
SEASONS = {
    None: ("#6ea848", "#3f8a4c", "#256248"), "spring": ("#86c254", "#f2a6c0", "#357a54"), "summer": ("#6ea848", "#2f8444", "#256248"),
    "autumn": ("#c29a4a", "#dc6a2a", "#5a6a3c"), "winter": ("#eef3f8", "#c9d6e4", "#7f9fb0"),
}


class Palette:
    """Every paint of one picture; `named` maps sky, clouds, ground, water and trees to colours that the caption asks for."""

    def __init__(self, light, named, season=None):
        self.light, self.named, self.season = light, named, season
        self.side = -1          # the light comes from the left (-1) or from the right (1)
        self._sheet = LIGHTS[light]
        self.glow, self.haze = paint(self._sheet.glow), paint(self._sheet.haze)
        self.sky = [paint(code) for code in self._sheet.sky]
        self.cloud_lit, self.cloud_shade = paint(self._sheet.cloud_lit), paint(self._sheet.cloud_shade)
        if "sky" in named:
            self._recolour_sky(COLOURS[named["sky"]])
        if "clouds" in named:
            self._recolour_clouds(COLOURS[named["clouds"]])

    def _recolour_sky(self, colour):
        lightness, chroma, hue = colour
        top = lightness * self._sheet.sky_level
        self.sky = [lch(mix(top * .9, top * 1.14 + .10, step), chroma * (1 - .30 * step), hue) for step in (0, .35, .7, 1)]
        self.haze = mix(self.haze, self.sky[3], .6)

    def _recolour_clouds(self, colour):
        lightness, chroma, hue = colour
        lit = lightness * self._sheet.level * 1.08
        self.cloud_lit, self.cloud_shade = lch(lit, chroma * .95, hue), lch(lit * .76, chroma * .95, hue)

    def surface(self, albedo, depth=0.0, target=None, shade=1.0):
        """A thing's paint under this light, `depth` 0 (near) to 1 (lost in haze); a named colour overrules `albedo`."""
        depth = depth + self._sheet.veil * (1 - depth)
        if target in self.named:
            lightness, chroma, hue = COLOURS[self.named[target]]
            if target == "trees":       # the wood that a caption paints shows its colour even where it only frames the picture
                shade, depth = max(shade, .92), .6 * depth
            lit = lch(lightness * self._sheet.level * shade, chroma * .95, hue)
            return mix(lit, mix(self.haze, lit, .45), depth)
        lit = relight(paint(albedo), self._sheet.exposure * shade)
        lit = mix(lit, relight(paint(self._sheet.tint), shade), self._sheet.tinting)
        return mix(lit, self.haze, depth)

    def grass(self, depth=0.0, shade=1.0):
        return self.surface(SEASONS[self.season][0], depth, "ground", shade)

    def leaves(self, depth=0.0, shade=1.0, target="trees"):
        return self.surface(SEASONS[self.season][1], depth, target, shade)

    def needles(self, depth=0.0, shade=1.0, target="trees"):
        return self.surface(SEASONS[self.season][2], depth, target, shade)

    def misted(self, colour, share):
        """The paint as it vanishes in the haze that lies at the foot of things."""
        return mix(colour, self.haze, share)

    def rim(self, colour, strength=.45):
        """The same paint where the sun or the moon grazes it."""
        return mix(colour, self.glow, strength * (.6 if self.is_dark else 1) * (.2 if self.light in ("fog", "storm") else 1))

    @property
    def is_dark(self):
        return self.light in DARK

    @property
    def is_low(self):
        """The sun stands low and shadows are long."""
        return self.light in ("sunset", "sunrise", "golden hour")

    @property
    def lamp(self):
        """Windows: lit unless it is bright day."""
        return paint("#d4ecf6") if self.light in ("day", "fog") else paint("#ffd680")

    def water(self):
        """The body colour of water: the sky's own, deeper, unless the caption names one."""
        if "water" in self.named:
            return self.surface("#000000", 0, "water")
        return mix(self.surface("#2686ac"), self.sky[1], .45)
