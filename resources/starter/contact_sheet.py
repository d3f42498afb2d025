"""36 unselected pictures by our own engine, 6x6, one JPEG: `python contact_sheet.py path/to/reverie docs/starter-sheet.jpg`.

Needs nothing but Pillow and the `reverie` program; the prompts and seeds below are all that is chosen.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PROMPTS = (
    "Red forest, digital art, trending", "California sunset on the beach, red clouds", "mountains at night, full moon",
    "a house in a meadow by day, clouds", "city skyline at sunset, birds", "desert in a storm",
    "purple sky over the mountains at noon", "teal sea, beach by day, sailboat", "pink forest at sunset", "blue city at night, moon",
    "yellow meadow, sun, birds", "orange desert at sunset",
    "stormy weather, beach, sailboat", "green mountains, clouds, sun", "forest at night, small house", "desert by night, full moon",
    "meadow in the rain, red sky", "downtown, thunderstorm",
    "pink clouds, mountains, sunset", "purple meadow by day with a house", "red city at sunset, sun", "beach at night, moon, palm, 4k",
    "orange forest, highly detailed", "birds, desert, noon, teal sky",
    "lake and mountains by day, sailing boat on the left", "woods in a storm, birds", "sunset, meadow, a house, sun", "violet sky, city at night",
    "golden clouds, beach, daylight", "blue mountains at sunset",
    "desert, house, day, sun", "city by day, pink sky, sailboat", "green sea, beach, sunset, sun", "red mountains, storm",
    "teal forest at night, moon, birds", "landscape, professional photography, Nikon DSLR",
)


def main():
    reverie, target = sys.argv[1:3]
    paper = Image.new("RGB", (6 * 256, 6 * 256))
    with tempfile.TemporaryDirectory() as folder:
        for index, prompt in enumerate(PROMPTS):
            file = Path(folder) / f"{index}.png"
            subprocess.run([reverie, "generate", prompt, "--seed", str(index + 1), "--quiet", "-o", str(file)], check=True,
                           stdout=subprocess.DEVNULL)
            paper.paste(Image.open(file), (256 * (index % 6), 256 * (index // 6)))
    paper.save(target, quality=88, optimize=True)


if __name__ == "__main__":
    main()
