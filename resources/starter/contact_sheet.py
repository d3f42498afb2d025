"""64 unselected pictures by our own engine, 8x8, one JPEG: `python contact_sheet.py path/to/reverie docs/starter-sheet.jpg`.

Needs nothing but Pillow and the `reverie` program; the prompts and seeds below are all that is chosen.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PROMPTS = (
    "Red forest, digital art, trending", "California sunset on the beach, red clouds", "mountains at night, full moon",
    "a house in a meadow by day, clouds", "city skyline at sunset, birds", "desert in a storm", "a lighthouse by the sea at blue hour",
    "northern lights over a lake, cabin", "purple sky over the mountains at noon, watercolor", "teal sea by day, sailboat",
    "autumn forest, golden hour", "blue city at night, moon, stars", "yellow meadow, sun, birds",
    "orange desert at sunset, campfire, low poly", "volcano at night", "waterfall in the fog", "stormy weather, sea, sailboat",
    "green mountains, clouds, sun, pixel art", "forest at night, log cabin", "desert by night, starry sky",
    "snowfield at sunrise, pine trees", "village at night, windmill, poster", "canyon at golden hour",
    "island with a castle at sunset, pixel art", "pink clouds, mountains, sunrise",
    "line drawing of a purple meadow by day with a windmill", "red city at sunset, sun, flat illustration",
    "beach at night, moon, palm tree, 4k", "river in spring, stone bridge", "hot air balloons over the desert at sunrise",
    "winter village under the aurora, line drawing", "two sailboats on a lake",
    "lake and mountains by day, sailing boat on the left, watercolor", "woods in a storm", "sunset, meadow, a house, sun",
    "violet sky, city at night", "golden clouds, beach, daylight", "blue mountains at sunset",
    "watercolor painting of a castle in the mountains, fog", "campfire in the forest at night", "desert, house, day, sun",
    "city by day, pink sky, sailboat", "green sea, beach, sunset, sun, poster", "red mountains, storm",
    "three pine trees in the snow, blue hour", "pixel art, island, two palm trees, day", "waterfall, purple trees, day",
    "river at sunset, a cabin", "teal forest at night, moon", "landscape, professional photography, Nikon DSLR",
    "volcano, sunset, palm tree, travel poster", "canyon, bridge, day", "meadow in the rain, red sky", "downtown, thunderstorm",
    "sea at sunrise", "aurora, snow, house", "mountain lake in autumn, golden light, low poly", "lighthouse on an island at night",
    "line drawing of birds over the city in the fog", "pink lake, dawn, flat illustration",
    "hot air balloon, mountains, low poly, highly detailed", "village in autumn, noon", "castle on the right, meadow, sunset",
    "moon, blue hour, beach, sailboat",
)
_COLUMNS = 8


def main():
    reverie, target = sys.argv[1:3]
    paper = Image.new("RGB", (_COLUMNS * 256, len(PROMPTS) // _COLUMNS * 256))
    with tempfile.TemporaryDirectory() as folder:
        for index, prompt in enumerate(PROMPTS):
            file = Path(folder) / f"{index}.png"
            subprocess.run([reverie, "generate", prompt, "--seed", str(index + 1), "--quiet", "-o", str(file)], check=True,
                           stdout=subprocess.DEVNULL)
            paper.paste(Image.open(file), (256 * (index % _COLUMNS), 256 * (index // _COLUMNS)))
    paper.save(target, quality=88, optimize=True)


if __name__ == "__main__":
    main()
