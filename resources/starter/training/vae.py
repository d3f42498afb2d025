"""Stage 1: the autoencoder, 256x256x3 <-> 16x16x8, learnt at 64x64 where its hard part lives.

    python -m training.vae --minutes 40

What fits into 2,048 numbers is settled far below the full resolution. So the encoder's first two levels are a fixed exact
average over 4x4 pixels, and the decoder learns up to its 64x64 features here, read by a throw-away layer `to_rgb`; a step costs
a seventh of one at 256x256. The last two levels learn in `training.decoder`.
"""

import argparse

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution

from . import drawings, run
from .group_norm import speed_up

CONFIG = dict(
    in_channels=3, out_channels=3, latent_channels=8, sample_size=256, layers_per_block=1,
    block_out_channels=(8, 16, 64, 96, 128), mid_block_add_attention=False,
    norm_num_groups=2,      # few and wide: a group of two channels forgets how bright a flat patch is
    down_block_types=("DownEncoderBlock2D",) * 5, up_block_types=("UpDecoderBlock2D",) * 5)
_FIXED_LEVELS = 2           # of the encoder: 256 -> 128 -> 64
_BATCH = 8
_KL_WEIGHT = 2e-4
_NOISE = .10                # on the latents, whose deviation is about 1


def build():
    model = AutoencoderKL(**CONFIG)
    with torch.no_grad():
        _start_as_a_pyramid(model)
        _fix_the_entry(model.encoder)
    return model.to(memory_format=torch.channels_last)


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
    torch.nn.init.zeros_(model.decoder.conv_in.weight)
    torch.nn.init.orthogonal_(model.decoder.conv_in.weight[:, :, 1, 1])
    torch.nn.init.normal_(model.decoder.conv_in.bias, std=.3)      # an anchor in every pixel: without it GroupNorm divides brightness away
    torch.nn.init.dirac_(model.quant_conv.weight)
    torch.nn.init.dirac_(model.post_quant_conv.weight)
    model.quant_conv.bias[CONFIG["latent_channels"]:] = -6      # begin nearly certain, not with noise of deviation 1


def _fix_the_entry(encoder):
    """The first levels average 2x2 pixels exactly and hand on red, green, blue and two constants, the anchors."""
    for part in (encoder.conv_in, *encoder.down_blocks[:_FIXED_LEVELS]):
        part.requires_grad_(False)
    encoder.conv_in.weight.zero_()
    encoder.conv_in.weight[range(3), range(3), 1, 1] = 1
    encoder.conv_in.bias.copy_(torch.tensor([0., 0, 0, 1, -1, 0, 0, 0]))
    for block in encoder.down_blocks[:_FIXED_LEVELS]:
        for resnet in block.resnets:
            torch.nn.init.zeros_(resnet.conv2.weight)
            torch.nn.init.zeros_(resnet.conv2.bias)
            if resnet.conv_shortcut is not None:
                torch.nn.init.dirac_(resnet.conv_shortcut.weight)
                torch.nn.init.zeros_(resnet.conv_shortcut.bias)
        down = block.downsamplers[0].conv
        torch.nn.init.zeros_(down.weight)
        torch.nn.init.zeros_(down.bias)
        down.weight[range(down.out_channels), range(down.out_channels), :2, :2] = .25


class SmallVae(torch.nn.Module):
    """The autoencoder as it works at a quarter of the resolution: 64x64x3 <-> 16x16x8."""

    def __init__(self):
        super().__init__()
        self.vae = build()
        self.to_rgb = torch.nn.Conv2d(CONFIG["block_out_channels"][_FIXED_LEVELS], 3, 3, padding=1)

    def encode(self, small):
        """The posterior of pictures [N,3,64,64], the same that `vae.encode` gives for [N,3,256,256]."""
        encoder, count = self.vae.encoder, len(small)
        shape = (count, CONFIG["block_out_channels"][_FIXED_LEVELS - 1], *small.shape[2:])
        x = small.new_zeros(shape).contiguous(memory_format=torch.channels_last)
        x[:, :3], x[:, 3], x[:, 4] = small, 1, -1
        for block in encoder.down_blocks[_FIXED_LEVELS:]:
            x = block(x)
        x = encoder.conv_out(F.silu(encoder.conv_norm_out(encoder.mid_block(x))))
        return DiagonalGaussianDistribution(self.vae.quant_conv(x).float())

    def features(self, latents):
        """What the decoder knows at a quarter of the resolution, [N,64,64,64] for [N,8,16,16]."""
        decoder = self.vae.decoder
        x = decoder.mid_block(decoder.conv_in(self.vae.post_quant_conv(latents)))
        *below, last = decoder.up_blocks[:len(decoder.up_blocks) - _FIXED_LEVELS]
        for block in below:
            x = block(x)
        for resnet in last.resnets:
            x = resnet(x, None)
        return x

    def finish(self, features):
        """The picture at full resolution from the features."""
        decoder = self.vae.decoder
        lowest = len(decoder.up_blocks) - _FIXED_LEVELS
        x = decoder.up_blocks[lowest - 1].upsamplers[0](features)
        for block in decoder.up_blocks[lowest:]:
            x = block(x)
        return decoder.conv_out(F.silu(decoder.conv_norm_out(x)))


def reconstruction_loss(made, true):
    """L1, squares at two coarser scales (they set colours fast), and L1 of the slopes, which keeps edges where they are."""
    loss = F.l1_loss(made, true)
    loss = loss + .5 * F.l1_loss(made.diff(dim=-1), true.diff(dim=-1)) + .5 * F.l1_loss(made.diff(dim=-2), true.diff(dim=-2))
    for scale in (1, 4, 16):
        loss = loss + 2 * F.mse_loss(F.avg_pool2d(made, scale), F.avg_pool2d(true, scale))
    return loss


@torch.no_grad()
def fit_to_rgb(model, pictures):
    """Least squares for `to_rgb` over pictures uint8 [N,64,64,3]: the decoder has gone on without it, and from a layer that no longer fits
    the first hundred steps would spoil what it knows."""
    kernel = model.to_rgb.weight.shape[1:]
    count = kernel.numel() + 1
    inner, outer = torch.zeros(count, count, dtype=torch.float64), torch.zeros(count, 3, dtype=torch.float64)
    for start in range(0, len(pictures), 20):
        true = drawings.to_tensor(pictures[start:start + 20])
        patches = F.unfold(model.features(model.encode(true).mean).float().contiguous(), 3, padding=1).transpose(1, 2).flatten(0, 1)
        patches = F.pad(patches, (0, 1), value=1).double().cpu()
        inner += patches.T @ patches
        outer += patches.T @ true.permute(0, 2, 3, 1).reshape(-1, 3).double().cpu()
    found = torch.linalg.solve(inner + 1e-4 * inner.diag().mean() * torch.eye(count), outer).T.float()
    model.to_rgb.weight.copy_(found[:, :-1].view(3, *kernel))
    model.to_rgb.bias.copy_(found[:, -1])


def _train(rank, minutes, init_from):
    torch.manual_seed(1)
    model, pictures = speed_up(SmallVae()).to(run.DEVICE), drawings.open_small()
    if init_from and init_from.endswith(".pt"):
        model.load_state_dict(torch.load(init_from, weights_only=True, map_location="cpu")["average"])
    elif init_from:
        run.start_from(model.vae, init_from + "/vae")
        with torch.no_grad():
            _fix_the_entry(model.vae.encoder)
    if init_from:
        fit_to_rgb(model, pictures[:6000:30])
    rows = drawings.Rows(rank, len(pictures))
    training = run.Run("vae", model, rank, minutes, rate=2e-4 if init_from else 3e-4, warmup=.01, ema=.998)
    torch.manual_seed(100 + rank + training.steps)
    for _ in training:
        true = drawings.to_tensor(pictures[rows.next(_BATCH)])
        with run.autocast():
            posterior = model.encode(true)
            code = posterior.sample()
            made = model.to_rgb(model.features(code + _NOISE * torch.randn_like(code)))
        kl = posterior.mean.pow(2) + posterior.logvar.exp() - 1 - posterior.logvar
        training.step(reconstruction_loss(made.float(), true) + _KL_WEIGHT * .5 * kl.mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--init-from", help="a model folder whose weights to start from where shapes allow, or a decoder.pt")
    options = parser.parse_args()
    run.launch("vae", _train, options.minutes, options.init_from)
