"""`draw(scene)`: the composition of its place, then the weather over all."""

from . import places_land as land
from . import places_water as water
from .sheet import Sheet
from .sky import draw_rain
from .styles import STYLES

_PLACES = {
    "forest": land.forest, "mountains": land.mountains, "desert": land.desert, "meadow": land.meadow, "city": land.city,
    "snowfield": land.snowfield, "village": land.village, "volcano": land.volcano, "beach": water.beach, "sea": water.sea,
    "lake": water.lake, "island": water.island, "river": water.river, "waterfall": water.waterfall, "canyon": water.canyon,
}


def draw(scene, width=256, height=256):
    """The picture of a scene, uint8 [height, width, 3]."""
    sheet = Sheet(scene, width, height)
    _PLACES[scene.place](sheet)
    if scene.light == "storm":
        draw_rain(sheet.canvas, sheet.palette)
    pixels = sheet.canvas.pixels()
    return STYLES[scene.style](pixels) if scene.style else pixels
