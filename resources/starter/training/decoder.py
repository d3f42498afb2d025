"""Stage 5: the decoder learns on alone, up to the full resolution; the encoder, and so the denoiser's world, stays.

    python -m training.decoder --minutes 40

For a while the 64x64 features are given and only the two levels above them learn, which costs a third; then the whole decoder
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
_UPPER_ALONE = .35          # of the time
_NOISE = .08                # of the latents' deviation


class _Batches:
    """Noisy latents and the drawings that they came from."""

    def __init__(self, rank):
        self._latents, facts = open_latents()
        self._pictures = drawings.open_full()
        self._noise = _NOISE / facts["scaling_factor"]
        self._rows = drawings.Rows(50 + rank, len(self._latents))

    def next(self):
        rows = self._rows.next(_BATCH)
        codes = torch.from_numpy(self._latents[rows].astype(np.float32)).to(run.DEVICE).contiguous(memory_format=torch.channels_last)
        return codes + self._noise * torch.randn_like(codes), drawings.to_tensor(self._pictures[rows])


def _train(rank, minutes, later):
    torch.manual_seed(5)
    model = speed_up(load_vae()).to(run.DEVICE)
    for part in (model.vae.decoder, model.vae.post_quant_conv):
        part.requires_grad_(True)
    batches = _Batches(rank)
    training = run.Run("decoder", model, rank, minutes, rate=2e-4 if later else 6e-4, ema=.995, warmup=.05)
    torch.manual_seed(500 + rank + training.steps)
    for progress in training:
        codes, true = batches.next()
        with run.autocast():
            with torch.set_grad_enabled(later or progress > _UPPER_ALONE):
                features = model.features(codes)
            made = model.finish(features)
        training.step(reconstruction_loss(made.float(), true))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--later", action="store_true", help="the upper levels fit already: the whole decoder from the start, at a third of the rate")
    options = parser.parse_args()
    run.launch("decoder", _train, options.minutes, options.later)
