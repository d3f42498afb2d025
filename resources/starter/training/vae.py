"""Stage 1: the autoencoder, 256x256x3 <-> 16x16x8, on crops of fresh drawings.

    python -m training.vae --minutes 20
"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL

from drawing import draw, random_scene

from . import run
from .group_norm import speed_up

CONFIG = dict(
    in_channels=3, out_channels=3, latent_channels=8, sample_size=256, layers_per_block=1,
    block_out_channels=(16, 32, 64, 96, 128), mid_block_add_attention=False,
    norm_num_groups=2,      # few and wide: a group of two channels forgets how bright a flat patch is
    down_block_types=("DownEncoderBlock2D",) * 5, up_block_types=("UpDecoderBlock2D",) * 5)
_FIRST_SEED = 10_000_000
_POOL = 600                 # drawings held by each process; one in four steps redraws one
_KL_WEIGHT = 2e-4


def build():
    return AutoencoderKL(**CONFIG).to(memory_format=torch.channels_last)


def _start_as_a_pyramid(model):
    """Initial weights under which the residual path alone is a blur pyramid down and up again.

    With PyTorch's own, five levels of shrinking random maps bury the picture under the blocks' noise, and the first
    thousand steps go into digging it out.
    """
    smooth = torch.tensor([1., 2., 1.]).outer(torch.tensor([1., 2., 1.])) / 16
    for name, module in model.named_modules():
        if name.endswith("conv2"):
            module.weight.mul_(.1)
        elif name.endswith("conv_shortcut"):
            torch.nn.init.orthogonal_(module.weight)
        elif "samplers" in name and isinstance(module, torch.nn.Conv2d):
            module.weight.copy_(torch.eye(module.out_channels)[..., None, None] * smooth)
    for first in (model.encoder.conv_in, model.decoder.conv_in):
        first.weight.zero_()
        torch.nn.init.orthogonal_(first.weight[:, :, 1, 1])
        torch.nn.init.normal_(first.bias, std=.3)      # an anchor in every pixel: without it GroupNorm divides brightness away
    torch.nn.init.dirac_(model.quant_conv.weight)
    torch.nn.init.dirac_(model.post_quant_conv.weight)
    model.quant_conv.bias[CONFIG["latent_channels"]:] = -6      # begin nearly certain, not with noise of deviation 1


class _Crops:
    """Random crops from a pool of drawings that keeps changing."""

    def __init__(self, rank):
        self._rng = np.random.default_rng(rank)
        self._next = _FIRST_SEED + rank * 1_000_000
        self._pool = np.stack([self._fresh() for _ in range(_POOL)])

    def _fresh(self):
        self._next += 1
        return draw(random_scene(self._next))

    def batch(self, count, side):
        if self._rng.random() < .25:
            self._pool[self._rng.integers(_POOL)] = self._fresh()
        crops = np.empty((count, side, side, 3), np.uint8)
        for crop in crops:
            x, y = self._rng.integers(0, 257 - side, 2)
            crop[:] = self._pool[self._rng.integers(_POOL), y:y + side, x:x + side]
        return torch.from_numpy(crops).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def reconstruction_loss(made, true):
    """L1, squares at two coarser scales (they set colours fast), and L1 of the slopes, which keeps edges where they are."""
    loss = F.l1_loss(made, true)
    loss = loss + .5 * F.l1_loss(made.diff(dim=-1), true.diff(dim=-1)) + .5 * F.l1_loss(made.diff(dim=-2), true.diff(dim=-2))
    for scale in (4, 16):
        loss = loss + 2 * F.mse_loss(F.avg_pool2d(made, scale), F.avg_pool2d(true, scale))
    return loss


def _train(rank, minutes):
    torch.manual_seed(1)
    model = speed_up(build())
    with torch.no_grad():
        _start_as_a_pyramid(model)
    crops = _Crops(rank)
    training = run.Run("vae", model, rank, minutes, rate=1.5e-4, warmup=.01)
    torch.manual_seed(100 + rank)
    for progress in training:
        count, side = (5, 64) if progress < .6 else (2, 128)
        true = crops.batch(count, side).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            posterior = model.encode(true).latent_dist
            made = model.decode(posterior.sample()).sample
        kl = posterior.mean.pow(2) + posterior.logvar.exp() - 1 - posterior.logvar
        training.step(reconstruction_loss(made.float(), true) + _KL_WEIGHT * .5 * kl.float().mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    run.launch("vae", _train, parser.parse_args().minutes)
