"""How well the autoencoder gives drawings back: `python reconstruct.py [--sheet sheet.jpg]`, PSNR over 100 held-out drawings."""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from drawing import draw, random_scene
from training import drawings, latents

_FIRST_SEED = 60_000_000
_COUNT = 100


def psnr(made, true):
    """Decibels for each picture; pixels in -1..1."""
    return -10 * torch.log10(((made.clamp(-1, 1) - true) / 2).pow(2).mean((1, 2, 3)))


def _line(name, decibels):
    low, middle, high = np.percentile(decibels.numpy(), (5, 50, 95))
    print(f"{name:8} mean {float(decibels.mean()):.1f} dB, median {middle:.1f}, 5 % below {low:.1f}, 5 % above {high:.1f}")


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    model, found, rows = latents.load_vae(), [], []
    scenes = [random_scene(_FIRST_SEED + i) for i in range(_COUNT)]
    for start in range(0, _COUNT, 10):
        pictures = np.stack([draw(scene) for scene in scenes[start:start + 10]])
        small, full = drawings.to_tensor(drawings.shrink(pictures)), drawings.to_tensor(pictures)
        with torch.autocast("cpu", torch.bfloat16):
            made = model.finish(model.features(model.encode(small).mean)).float()
        found.append(psnr(made, full))
        shown = ((made.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
        rows += [np.concatenate([a, b], 0) for a, b in zip(pictures, shown)] if start < 20 else []
    found, plain = torch.cat(found), torch.tensor([scene.style is None for scene in scenes])
    for name, chosen in (("all", plain | ~plain), ("plain", plain), ("styled", ~plain)):
        _line(name, found[chosen])
    if options.sheet:
        Image.fromarray(np.concatenate([np.concatenate(rows[i:i + 7], 1) for i in (0, 7)])).save(options.sheet, quality=92)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
