"""What A1111 does around k-diffusion, in a few lines: chunks, emphasis, noise, guidance. Reference for goldens only.

Written from the description in the repository's documents; prompts come already parsed as [text, weight] parts.
"""

import numpy as np
import torch
from references import k_diffusion

kd = k_diffusion()
SAMPLERS = {"Euler": "sample_euler", "Euler a": "sample_euler_ancestral", "DPM++ 2M": "sample_dpmpp_2m", "LMS": "sample_lms"}
AUTOMATIC = {"DPM++ 2M": "Karras"}


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


def noise_of(case, shape):
    seeds = [(case["seed"] + i) % 2**64 for i in range(case.get("count", 1))]
    if case.get("rng") == "nv":
        streams = [Philox(seed).randn for seed in seeds]
    else:
        generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        streams = [lambda s, generator=generator: torch.randn(s, generator=generator) for generator in generators]
    return lambda *args: torch.stack([stream(shape) for stream in streams])


def sample(modules, tokenizer, scheduler, case, nudge=1.0):
    """The finished latents, [count, C, h, w]."""
    emphasis, skip = case.get("emphasis", "original"), case.get("clip_skip", 1)
    positive = encode(modules, tokenizer, case["parts"], emphasis, skip)
    negative = encode(modules, tokenizer, case.get("negative_parts", [["", 1.0]]), emphasis, skip)
    prediction = scheduler.config.prediction_type
    wrap = {"epsilon": kd.external.DiscreteEpsDDPMDenoiser, "v_prediction": kd.external.DiscreteVDDPMDenoiser}[prediction]

    def with_text(text):
        return wrap(lambda x, t: modules["unet"](x, t, text.expand(len(x), -1, -1)).sample, scheduler.alphas_cumprod, quantize=False)

    cond, uncond, scale = with_text(positive), with_text(negative), case["cfg"]

    def guided(x, sigma):
        if scale == 1:
            return cond(x, sigma)
        away = uncond(x, sigma)
        return away + scale * (cond(x, sigma) - away)

    schedule = case.get("schedule", "Automatic")
    if schedule == "Automatic":
        schedule = AUTOMATIC.get(case["sampler"], "Uniform")
    if schedule == "Karras":
        sigmas = kd.sampling.get_sigmas_karras(case["steps"], cond.sigma_min.item(), cond.sigma_max.item())
    else:
        sigmas = cond.get_sigmas(case["steps"])
    factor = 2 ** (len(modules["vae"].config.block_out_channels) - 1)
    draw = noise_of(case, (modules["unet"].config.in_channels, case["height"] // factor, case["width"] // factor))
    extra = {"noise_sampler": draw} if case["sampler"] == "Euler a" else {}
    return getattr(kd.sampling, SAMPLERS[case["sampler"]])(guided, draw() * nudge * sigmas[0], sigmas, disable=True, **extra)
