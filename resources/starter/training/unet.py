"""Stage 4: the denoiser. Velocity prediction (Salimans 2022), min-SNR weights (Hang 2023), 10 % empty captions.

    python -m training.unet --minutes 65
"""

import argparse

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor

from . import run
from .group_norm import speed_up
from .latents import CAPTIONS, open_latents, open_others, open_states
from .text import WIDTH, load, token_ids

CONFIG = dict(
    sample_size=16, in_channels=8, out_channels=8, layers_per_block=1, block_out_channels=(64, 128, 192),
    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=16, use_linear_projection=True)
SCHEDULE = dict(num_train_timesteps=1000, beta_schedule="scaled_linear", beta_start=.00085, beta_end=.012)
_BATCH = 24                 # in each process
_EMPTY_SHARE = .10
_SNR_CAP = 5.0
_NATIVE_ALONE = .70         # of the time; then every fifth batch is of another size
_OTHER_SHARE = .20


def build():
    return UNet2DConditionModel(**CONFIG).to(memory_format=torch.channels_last)


class _Batches:
    def __init__(self, rank):
        (self._latents, facts), self._states, self._others = open_latents(), open_states(), open_others()
        self._scale = facts["scaling_factor"]
        self._rng = np.random.default_rng(run.PROCESSES + rank)
        tokenizer, encoder = load()
        self._empty = encoder(token_ids(tokenizer, [""])).last_hidden_state[0]

    def next(self, count):
        """Scaled latents [count,8,16,16] and the text states [count,77,WIDTH] of one caption each."""
        rows = np.sort(self._rng.integers(len(self._latents), size=count))
        latents = torch.from_numpy(self._latents[rows].astype(np.float32))
        states = torch.from_numpy(self._states[rows, self._rng.integers(CAPTIONS, size=count)].astype(np.float32))
        return self._handed_out(latents, states)

    def next_size(self):
        """The same of another size, as many latents as cost what a native batch does; None four times out of five."""
        if self._rng.random() > _OTHER_SHARE:
            return None
        latents, states = self._others[self._rng.integers(len(self._others))]
        rows = self._rng.integers(len(latents), size=_BATCH * 256 // latents[0, 0].size)
        return self._handed_out(*(torch.from_numpy(part[rows].astype(np.float32)) for part in (latents, states)))

    def _handed_out(self, latents, states):
        latents = latents * self._scale
        states[torch.from_numpy(self._rng.random(len(states)) < _EMPTY_SHARE)] = self._empty
        return latents.to(run.DEVICE, memory_format=torch.channels_last), states.to(run.DEVICE)


def _loss(forward, alphas, clean, states):
    """Steps over the whole schedule in every batch."""
    count = len(clean)
    steps = ((torch.randperm(count) + torch.rand(count)) * 1000 / count).long().to(run.DEVICE)
    signal, noise_level = alphas[steps].sqrt().view(-1, 1, 1, 1), (1 - alphas[steps]).sqrt().view(-1, 1, 1, 1)
    noise = torch.randn_like(clean)
    velocity = signal * noise - noise_level * clean
    with run.autocast():
        made = forward(signal * clean + noise_level * noise, steps, states).sample
    snr = alphas[steps] / (1 - alphas[steps])
    weight = snr.clamp(max=_SNR_CAP) / (snr + 1)
    return ((made.float() - velocity).pow(2).mean((1, 2, 3)) * weight).mean()


def _train(rank, minutes, init_from):
    torch.manual_seed(3)
    model = speed_up(build()).to(run.DEVICE)
    if init_from:
        run.start_from(model, init_from + "/unet")
    model.set_attn_processor(AttnProcessor())       # for so few tokens plain products beat the fused kernel's backward pass
    alphas = DDPMScheduler(**SCHEDULE).alphas_cumprod.to(run.DEVICE)
    batches, forward = _Batches(rank), run.compiled(model)
    training = run.Run("unet", model, rank, minutes, rate=4e-4, ema=.998)
    torch.manual_seed(300 + rank + training.steps)
    for progress in training:
        other = batches.next_size() if progress > _NATIVE_ALONE else None      # not compiled: each shape would compile anew
        training.step(_loss(model if other else forward, alphas, *(other or batches.next(_BATCH))))



if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=65)
    parser.add_argument("--init-from", help="a model folder whose weights to start from where shapes allow")
    options = parser.parse_args()
    run.launch("unet", _train, options.minutes, options.init_from)
