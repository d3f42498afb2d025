"""The loss curves of the three long stages, from their logs: `python curve.py docs/starter-loss.png`."""

import json
import sys

import numpy as np
from PIL import Image, ImageDraw

from training.run import WORK

_STAGES = ("text", "vae", "unet", "decoder")
_WIDTH, _HEIGHT, _MARGIN = 300, 200, 34


def _points(stage):
    rows = [json.loads(line) for line in (WORK / f"{stage}.log").read_text().splitlines()]
    return np.array([row["minutes"] for row in rows]), np.array([row["loss"] for row in rows])


def _panel(pen, left, stage):
    minutes, losses = _points(stage)
    low, high = losses.min() * .95, np.percentile(losses, 97)
    x = left + _MARGIN + (minutes / minutes.max()) * (_WIDTH - 2 * _MARGIN)
    y = _HEIGHT - _MARGIN - (np.minimum(losses, high) - low) / (high - low) * (_HEIGHT - 2 * _MARGIN)
    right, bottom = left + _WIDTH - _MARGIN, _HEIGHT - _MARGIN
    pen.rectangle((left + _MARGIN, _MARGIN, right, bottom), outline="#c8ccd4")
    pen.line(list(zip(x, y)), fill="#3a5fb0", width=2)
    pen.text((left + _MARGIN, 14), stage, fill="#20242c")
    pen.text((left + 2, _MARGIN), f"{high:.2f}", fill="#60646c")
    pen.text((left + 2, bottom - 10), f"{low:.2f}", fill="#60646c")
    pen.text((right - 44, bottom + 6), f"{minutes.max():.0f} min", fill="#60646c")


def main():
    paper = Image.new("RGB", (_WIDTH * len(_STAGES), _HEIGHT), "white")
    pen = ImageDraw.Draw(paper)
    for index, stage in enumerate(_STAGES):
        _panel(pen, index * _WIDTH, stage)
    paper.save(sys.argv[1], optimize=True)


if __name__ == "__main__":
    main()
