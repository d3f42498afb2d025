"""What A1111 does around its samplers, in a few lines: chunks, emphasis, noise, guidance. Reference for goldens only.

Written from the description in the repository's documents; prompts come already parsed as [text, weight] parts.
"""

from unittest import mock

import numpy as np
import torch
import witnesses


def chunks(tokenizer, parts):
    """Parts [text, weight], or None for BREAK -> lists of 77 ids and weights. No comma look-back: texts avoid it."""
    rows, ids, weights = [], [], []

    def close():
        blank = 75 - len(ids)
        rows.append(([tokenizer.bos_token_id, *ids, tokenizer.eos_token_id] + [tokenizer.pad_token_id] * blank,
                     [1.0, *weights] + [1.0] * (blank + 1)))
        ids.clear()
        weights.clear()

    for part in parts:
        if part is None:
            close()
            continue
        for token in tokenizer(part[0], add_special_tokens=False).input_ids:
            if len(ids) == 75:
                close()
            ids.append(token)
            weights.append(part[1])
    if ids or not rows:
        close()
    return rows


def encode(modules, tokenizer, parts, emphasis, clip_skip):
    encoded = []
    for ids, weights in chunks(tokenizer, parts):
        model = modules["text_encoder"]
        states = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        z = model.text_model.final_layer_norm(states[-clip_skip])
        weighted = z * torch.tensor(weights)[None, :, None]
        if emphasis == "original":
            weighted = weighted * (z.mean() / weighted.mean())
        encoded.append(z if emphasis == "ignore" else weighted)
    return torch.cat(encoded, dim=1)


class Philox:
    """A1111's "NV" source: Salmon et al. 2011, one subsequence per element, and cuRAND's Box-Muller."""

    def __init__(self, seed):
        self.key = [seed & 0xFFFFFFFF, seed >> 32]
        self.offset = 0

    def randn(self, shape):
        n = int(np.prod(shape))
        c = [np.full(n, self.offset, np.uint64), np.zeros(n, np.uint64), np.arange(n, dtype=np.uint64), np.zeros(n, np.uint64)]
        k = list(self.key)
        low = np.uint64(0xFFFFFFFF)
        for _ in range(10):
            a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
            c = [(b >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), b & low, (a >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), a & low]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        self.offset += 1
        u, v = (c[0] + 0.5) * 2.0**-32, (c[1] + 0.5) * 2.0**-32 * 2 * np.pi
        return torch.from_numpy((np.sqrt(-2 * np.log(u)) * np.sin(v)).astype(np.float32).reshape(shape))


def seeds_of(case):
    return [(case["seed"] + i) % 2**64 for i in range(case.get("count", 1))]


def noise_of(case, shape):
    seeds = seeds_of(case)
    if case.get("rng") == "nv":
        streams = [Philox(seed).randn for seed in seeds]
    else:
        generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        streams = [lambda s, generator=generator: torch.randn(s, generator=generator) for generator in generators]
    return lambda *args: torch.stack([stream(shape) for stream in streams])


def node_noise(case):
    """What a node of a Brownian tree draws from its seed."""
    if case.get("rng") == "nv":
        return lambda size, dtype, device, seed: Philox(int(seed)).randn(size)
    return lambda size, dtype, device, seed: torch.randn(size, generator=torch.Generator().manual_seed(int(seed)))


def sample(modules, tokenizer, scheduler, case, nudge=1.0):
    """The finished latents, [count, C, h, w]."""
    emphasis, skip = case.get("emphasis", "original"), case.get("clip_skip", 1)
    positive = encode(modules, tokenizer, case["parts"], emphasis, skip)
    negative = encode(modules, tokenizer, case.get("negative_parts", [["", 1.0]]), emphasis, skip)
    scale = case["cfg"]

    def with_text(text):
        return lambda x, t: modules["unet"](x, t, text.expand(len(x), -1, -1)).sample

    cond, uncond = with_text(positive), with_text(negative)

    def guided(x, t):
        if scale == 1:
            return cond(x, t)
        away = uncond(x, t)
        return away + scale * (cond(x, t) - away)

    factor = 2 ** (len(modules["vae"].config.block_out_channels) - 1)
    draw = noise_of(case, (modules["unet"].config.in_channels, case["height"] // factor, case["width"] // factor))
    run = witnesses.Run(guided, scheduler.alphas_cumprod, scheduler.config.prediction_type, draw, seeds_of(case),
                        lambda x, t: (uncond(x, t), cond(x, t)), scale)
    with mock.patch("torchsde._brownian.brownian_interval._randn", node_noise(case)):
        return witnesses.sample(case["sampler"], run, case.get("schedule", "Automatic"), case["steps"], draw() * nudge)
