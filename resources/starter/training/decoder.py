"""Stage 5: the decoder learns on alone, up to the full resolution; the encoder, and so the denoiser's world, stays.

    python -m training.decoder --minutes 40

Two thirds of the time the 64x64 features are given and only the two levels above them learn, on windows; then the whole decoder
does. A little noise on the latents teaches it to forgive what the denoiser leaves behind.
"""

import argparse

import numpy as np
import torch

from . import drawings, run
from .group_norm import speed_up
from .latents import load_vae, open_latents
from .vae import reconstruction_loss

_BATCH = 4
_WINDOW = 8                 # latent cells a side, 128 pixels
_EDGE = 12                  # pixels of a window that its missing surroundings spoil
_NOISE = .08                # of the latents' deviation


class _Windows:
    """Noisy latents and the drawings that they came from."""

    def __init__(self, rank):
        self._latents, facts = open_latents()
        self._pictures = drawings.open_full()
        self._noise = _NOISE / facts["scaling_factor"]
        self._rng = np.random.default_rng(50 + rank)

    def batch(self):
        """Whole latents [4,8,16,16], and for a window at cell (x, y) its pixels [4,3,128,128]."""
        rows = self._rng.integers(len(self._latents), size=_BATCH)
        x, y = self._rng.integers(0, 17 - _WINDOW, 2)
        codes = torch.from_numpy(self._latents[rows].astype(np.float32)).to(run.DEVICE).contiguous(memory_format=torch.channels_last)
        box = np.stack([self._pictures[row, 16 * y:16 * (y + _WINDOW), 16 * x:16 * (x + _WINDOW)] for row in rows])
        return codes + self._noise * torch.randn_like(codes), (x, y), drawings.to_tensor(box)


def _made(model, codes, corner, whole):
    """The window as the decoder draws it; `whole` lets gradients reach all of the decoder."""
    x, y = corner
    if whole:
        return model.finish(model.features(codes[..., y:y + _WINDOW, x:x + _WINDOW].contiguous(memory_format=torch.channels_last)))
    with torch.no_grad():
        features = model.features(codes)
    cut = features[..., 4 * y:4 * (y + _WINDOW), 4 * x:4 * (x + _WINDOW)]
    return model.finish(cut.contiguous(memory_format=torch.channels_last))


def _train(rank, minutes):
    torch.manual_seed(5)
    model = speed_up(load_vae()).to(run.DEVICE)
    for part in (model.vae.decoder, model.vae.post_quant_conv):
        part.requires_grad_(True)
    windows = _Windows(rank)
    training = run.Run("decoder", model, rank, minutes, rate=4e-4, ema=.998, warmup=.01)
    torch.manual_seed(500 + rank + training.steps)
    inner = (..., slice(_EDGE, -_EDGE), slice(_EDGE, -_EDGE))
    for progress in training:
        codes, corner, true = windows.batch()
        with run.autocast():
            made = _made(model, codes, corner, progress > .66)
        training.step(reconstruction_loss(made.float()[inner].contiguous(), true[inner].contiguous()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40)
    run.launch("decoder", _train, parser.parse_args().minutes)
