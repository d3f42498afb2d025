"""What A1111 does around its samplers, in a few lines: chunks, emphasis, noise, guidance. Reference for goldens only.

Written from the description in the repository's documents; prompts come already parsed as [text, weight] parts.
"""

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


def encode_by(model, tokenizer, parts, emphasis, clip_skip, is_xl):
    """Weighted states, and the first chunk's pooled text where the encoder has a projection."""
    encoded, pooled = [], None
    for ids, weights in chunks(tokenizer, parts):
        output = model(torch.tensor([ids]), output_hidden_states=True)
        z = output.hidden_states[-max(clip_skip, 2)] if is_xl else \
            model.text_model.final_layer_norm(output.hidden_states[-clip_skip])
        if pooled is None:
            pooled = getattr(output, "text_embeds", None)
        weighted = z * torch.tensor(weights)[None, :, None]
        if emphasis == "original":
            weighted = weighted * (z.mean() / weighted.mean())
        encoded.append(z if emphasis == "ignore" else weighted)
    return torch.cat(encoded, dim=1), pooled


def encode(modules, tokenizers, parts, emphasis, clip_skip):
    """What the UNet reads: states of one encoder, or of two side by side; and pooled text or None."""
    encoders = [modules[name] for name in ("text_encoder", "text_encoder_2") if name in modules]
    encoded = [encode_by(encoder, tokenizer, parts, emphasis, clip_skip, len(encoders) == 2)
               for encoder, tokenizer in zip(encoders, tokenizers)]
    return torch.cat([states for states, _ in encoded], dim=2), encoded[-1][1]


def is_blank(parts):
    return all(part is not None and part[0] == "" for part in parts)


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


def at_call(course, call):
    """course: [[last call, what holds until then], ...]"""
    return next((what for last, what in course if call <= last), course[-1][1])


def sample(modules, tokenizers, scheduler, case, nudge=1.0):
    """The finished latents, [count, C, h, w]. A case says what to draw as "parts", or as "courses" of [weight, course]; and what
    to stay away from as "negative_parts" or as one "negative_course"."""
    emphasis, skip = case.get("emphasis", "original"), case.get("clip_skip", 1)
    sizes = torch.tensor([[case["height"], case["width"], 0, 0, case["height"], case["width"]]], dtype=torch.float32)
    scale = case["cfg"]

    def read(course):
        return [[last, encode(modules, tokenizers, parts, emphasis, skip)] for last, parts in course]

    courses = [[weight, read(course)] for weight, course in case.get("courses", [[1.0, [[0, case.get("parts")]]]])]
    unwanted = case.get("negative_course", [[0, case.get("negative_parts", [["", 1.0]])]])
    negative = read(unwanted)
    if negative[0][1][1] is not None and is_blank(unwanted[0][1]):
        negative = [[0, [torch.zeros_like(part) for part in negative[0][1]]]]

    def predict(text, x, t):
        states, pooled = text
        added = None if pooled is None else {"text_embeds": pooled.expand(len(x), -1), "time_ids": sizes.expand(len(x), -1)}
        return modules["unet"](x, t, states.expand(len(x), -1, -1), added_cond_kwargs=added).sample

    calls = 0

    def pair(x, t):
        """What the negative text says, and that plus how far the others lead away from it."""
        nonlocal calls
        away = predict(at_call(negative, calls), x, t)
        towards = [weight * (predict(at_call(course, calls), x, t) - away) for weight, course in courses]
        calls += 1
        return away, away + sum(towards)

    def guided(x, t):
        if scale == 1 and "courses" not in case:
            return predict(courses[0][1][0][1], x, t)
        away, towards = pair(x, t)
        return away + scale * (towards - away)

    factor = 2 ** (len(modules["vae"].config.block_out_channels) - 1)
    draw = noise_of(case, (modules["unet"].config.in_channels, case["height"] // factor, case["width"] // factor))
    run = witnesses.Run(guided, scheduler.alphas_cumprod, scheduler.config.prediction_type, draw, seeds_of(case), pair, scale,
                        "text_encoder_2" in modules)
    return witnesses.sample(case["sampler"], run, case.get("schedule", "Automatic"), case["steps"], draw() * nudge)
