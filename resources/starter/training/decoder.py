"""Stage 5: the decoder alone learns on, from the cached latents; the encoder, and so the denoiser's world, stays.

    python -m training.decoder --minutes 8

A little noise on the latents teaches it to forgive what the denoiser leaves behind.
"""

import argparse

import numpy as np
import torch

from drawing import draw, random_scene

from . import run
from .group_norm import speed_up
from .latents import FIRST_SEED, load_vae, open_set
from .vae import reconstruction_loss

_POOL = 500
_BATCH = 3
_WINDOW = 8                 # latent cells a side, 128 pixels
_NOISE = .06                # of the latents' deviation


class _Windows:
    """Windows of cached latents and of the drawings that they came from."""

    def __init__(self, rank):
        self._latents, _, facts = open_set()
        self._noise = _NOISE / facts["scaling_factor"]
        self._rng = np.random.default_rng(50 + rank)
        self._rows = self._rng.integers(len(self._latents), size=_POOL)
        self._pool = np.stack([self._drawing(row) for row in self._rows])

    def _drawing(self, row):
        return draw(random_scene(FIRST_SEED + int(row)))

    def batch(self):
        """Latents [3,8,8,8] with noise and pixels [3,3,128,128] in -1..1."""
        if self._rng.random() < .3:
            slot = self._rng.integers(_POOL)
            self._rows[slot] = self._rng.integers(len(self._latents))
            self._pool[slot] = self._drawing(self._rows[slot])
        codes, pixels = [], []
        for slot in self._rng.integers(_POOL, size=_BATCH):
            x, y = self._rng.integers(0, 17 - _WINDOW, 2)
            codes.append(self._latents[self._rows[slot], :, y:y + _WINDOW, x:x + _WINDOW])
            pixels.append(self._pool[slot, 16 * y:16 * (y + _WINDOW), 16 * x:16 * (x + _WINDOW)])
        codes = torch.from_numpy(np.stack(codes).astype(np.float32))
        pixels = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2) / 127.5 - 1
        return (codes + self._noise * torch.randn_like(codes)).contiguous(memory_format=torch.channels_last), pixels


def _train(rank, minutes):
    vae = speed_up(load_vae())
    for part in (vae.decoder, vae.post_quant_conv):
        part.requires_grad_(True)
    windows = _Windows(rank)
    training = run.Run("decoder", vae, rank, minutes, rate=2e-4, ema=.995)
    torch.manual_seed(500 + rank + training.steps)
    for _ in training:
        codes, true = windows.batch()
        with torch.autocast("cpu", torch.bfloat16):
            made = vae.decode(codes).sample
        training.step(reconstruction_loss(made.float(), true.contiguous(memory_format=torch.channels_last)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=8)
    run.launch("decoder", _train, parser.parse_args().minutes)
