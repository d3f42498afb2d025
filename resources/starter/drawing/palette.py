"""What light does to paint: four lights, eight colours that a caption can ask for, and the fog between."""

from dataclasses import dataclass

import numpy as np

from .colour import lch, mix, paint, relight


@dataclass(frozen=True)
class Light:
    """A designer's sheet for one light. Colours are "#rrggbb"; sky runs from the zenith to the horizon."""
    sky: tuple
    haze: str
    tint: str           # the colour of the light that falls on things
    tinting: float      # how much of it they take
    exposure: float     # brightness of things under it
    glow: str           # round sun or moon
    cloud_lit: str
    cloud_shade: str


LIGHTS = {
    "sunset": (
        Light(("#40306f", "#d9587a", "#ffb765"), "#f59a78", "#c2405c", .30, .74, "#ffd48a", "#ffc9a0", "#b4588a"),
        Light(("#5a3a7e", "#f0705e", "#ffd07a"), "#f8a97c", "#b8484e", .30, .76, "#ffe09a", "#ffd6a4", "#c8607a"),
    ),
    "day": (
        Light(("#3b8fd6", "#86c6ee", "#e4f4f2"), "#c4e2ea", "#fff6dc", .06, 1.04, "#fff8d8", "#ffffff", "#c2d8ea"),
        Light(("#4aa3dc", "#98d4ee", "#f4f6e4"), "#cfe8e6", "#fff2d0", .06, 1.06, "#fff4c4", "#ffffff", "#cadde6"),
    ),
    "night": (
        Light(("#0a1030", "#18285c", "#3a5288"), "#34487c", "#122050", .42, .52, "#a8c0ec", "#6478ac", "#2c3c70"),
        Light(("#0c0e2c", "#202458", "#46508c"), "#3a4480", "#14184c", .42, .52, "#b4bcec", "#6a74b0", "#303874"),
    ),
    "storm": (
        Light(("#2b333d", "#525f69", "#98a4a4"), "#84908f", "#3c464e", .40, .70, "#e4ecec", "#7c868c", "#3a424a"),
        Light(("#30343e", "#5a6068", "#a4a69e"), "#8c9090", "#42444c", .40, .70, "#ece8dc", "#84868a", "#40424a"),
    ),
}

# lightness, chroma, hue at noon
COLOURS = {
    "red": (.56, .21, 26), "orange": (.72, .17, 57), "yellow": (.87, .17, 98), "green": (.64, .18, 143),
    "teal": (.68, .12, 192), "blue": (.54, .18, 258), "purple": (.50, .19, 303), "pink": (.76, .16, 352),
}

_SKY_BRIGHTNESS = {"sunset": .80, "day": .95, "night": .48, "storm": .58}
_NAMED_EXPOSURE = {"sunset": .82, "day": 1.0, "night": .58, "storm": .76}


class Palette:
    """Every paint of one picture; `named` maps sky, clouds, ground and water to colours that the caption asks for."""

    def __init__(self, light, named, rng):
        self.light = light
        self.named = named
        self._sheet = LIGHTS[light][rng.integers(len(LIGHTS[light]))]
        self.glow = paint(self._sheet.glow)
        self.haze = paint(self._sheet.haze)
        self.sky = [paint(code) for code in self._sheet.sky]
        self.cloud_lit, self.cloud_shade = paint(self._sheet.cloud_lit), paint(self._sheet.cloud_shade)
        if "sky" in named:
            self._recolour_sky(COLOURS[named["sky"]])
        if "clouds" in named:
            self._recolour_clouds(COLOURS[named["clouds"]])

    def _recolour_sky(self, colour):
        lightness, chroma, hue = colour
        top = lightness * _SKY_BRIGHTNESS[self.light]
        self.sky = [lch(mix(top, top * 1.12 + .12, step), chroma * (1 - .42 * step), hue) for step in (0, .45, 1)]
        self.haze = mix(self.haze, self.sky[2], .6)

    def _recolour_clouds(self, colour):
        lightness, chroma, hue = colour
        lit = lightness * _NAMED_EXPOSURE[self.light] * 1.06
        self.cloud_lit = lch(lit, chroma * .95, hue)
        self.cloud_shade = lch(lit * .78, chroma * .95, hue)

    def surface(self, albedo, depth=0.0, target=None, shade=1.0):
        """A thing's paint under this light, `depth` 0 (near) to 1 (lost in haze); a named colour overrules `albedo`."""
        if target in self.named:
            lightness, chroma, hue = COLOURS[self.named[target]]
            lit = lch(lightness * _NAMED_EXPOSURE[self.light] * shade, chroma * .95, hue)
            return mix(lit, mix(self.haze, lit, .45), depth)
        lit = relight(paint(albedo), self._sheet.exposure * shade)
        lit = mix(lit, relight(paint(self._sheet.tint), shade), self._sheet.tinting)
        return mix(lit, self.haze, depth)

    @property
    def is_dark(self):
        return self.light == "night"

    @property
    def lamp(self):
        """Lit windows: bright where it is dark."""
        return paint("#ffd884") if self.light != "day" else paint("#dff0f8")

    def water(self, target="water"):
        """The body colour of water: the sky's own, deeper, unless the caption names one."""
        if target in self.named:
            return self.surface("#000000", 0, target)
        own = self.surface("#2f86a8")
        return mix(own, np.array(self.sky[1]), .35)
