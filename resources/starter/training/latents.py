"""Stage 3: keeps, for each drawing of the training set, its latent and the text states of a few captions.

    python -m training.latents

Both networks that read pictures and captions are frozen by now, so this is done once. Drawings cost nothing and are all
different: mirroring them would only encode the same scene again.
"""

import json

import numpy as np
import torch

from drawing import describe, draw, random_scene

from . import drawings, run
from .text import WIDTH, load, token_ids
from .vae import SmallVae

CAPTIONS = 3
SIZES = ((384, 256), (256, 384), (384, 384))        # beside the native one: for these there are a few drawings more
_OTHERS, _OTHERS_SEED = 600, 35_000_000              # of each
_BATCH = 20
_EVEN = run.WORK / "vae-even.pt"
_LATENTS, _STATES, _FACTS = run.WORK / "latents.npy", run.WORK / "states.npy", run.WORK / "latents.json"


def load_vae():
    """The autoencoder at its furthest stage: as trained, with even latents, with the finished decoder."""
    model = SmallVae()
    path = next(p for p in (run.WORK / "decoder.pt", _EVEN, run.WORK / "vae.pt") if p.exists())
    model.load_state_dict(torch.load(path, weights_only=True, map_location="cpu")["average"])
    return model.eval().requires_grad_(False)


@torch.no_grad()
def even_out(count=2000):
    """Gives every latent channel mean 0 and deviation 1, folded into the 1x1 convolutions round the latents: pictures stay what
    they are, and the denoiser meets eight channels of equal weight."""
    model, pictures = load_vae().to(run.DEVICE), drawings.open_small()
    codes = torch.cat([model.encode(drawings.to_tensor(pictures[i:i + 50])).mean for i in range(0, count, 50)])
    mean, deviation = codes.mean((0, 2, 3)), codes.std((0, 2, 3))
    before, after, channels = model.vae.quant_conv, model.vae.post_quant_conv, len(mean)
    after.bias += after.weight[:, :, 0, 0] @ mean
    after.weight *= deviation.view(1, -1, 1, 1)
    before.weight[:channels] /= deviation.view(-1, 1, 1, 1)
    before.bias[:channels] = (before.bias[:channels] - mean) / deviation
    before.bias[channels:] -= 2 * deviation.log()
    torch.save({"average": model.state_dict()}, _EVEN)
    print("deviation of the channels before:", [round(float(d), 2) for d in deviation])


def open_latents():
    """Memory-mapped latents [N,8,16,16], float16, and the facts about them."""
    return np.load(_LATENTS, mmap_mode="r"), json.loads(_FACTS.read_text())


def open_states():
    """Memory-mapped text states [N,CAPTIONS,77,WIDTH], float16."""
    return np.load(_STATES, mmap_mode="r")


def open_others():
    """For each of SIZES latents [N,8,height/16,width/16] and text states [N,77,WIDTH], float16."""
    return [(np.load(_other_file("latents", size)), np.load(_other_file("states", size))) for size in SIZES]


def _other_file(kind, size):
    return run.WORK / f"{kind}-{size[0]}x{size[1]}.npy"


def _allocate(count):
    np.lib.format.open_memmap(_LATENTS, "w+", np.float16, (count, 8, 16, 16))
    np.lib.format.open_memmap(_STATES, "w+", np.float16, (count, CAPTIONS, 77, WIDTH))


@torch.no_grad()
def _fill(rank, count):
    vae, (tokenizer, encoder), pictures = load_vae().to(run.DEVICE), load(), drawings.open_small()
    encoder.to(run.DEVICE)
    latents, states = np.load(_LATENTS, mmap_mode="r+"), np.load(_STATES, mmap_mode="r+")
    for start in range(rank * _BATCH, count, run.PROCESSES * _BATCH):
        rows = slice(start, min(start + _BATCH, count))
        scenes = [random_scene(drawings.FIRST_SEED + i) for i in range(rows.start, rows.stop)]
        captions = [describe(s, np.random.default_rng((s.seed, k))) for s in scenes for k in range(CAPTIONS)]
        latents[rows] = _encoded(vae, pictures[rows])
        states[rows] = _read(tokenizer, encoder, captions).reshape(len(scenes), CAPTIONS, 77, WIDTH)


def _encoded(vae, small):
    with run.autocast():
        return vae.encode(drawings.to_tensor(small)).mean.float().cpu().numpy()


def _read(tokenizer, encoder, captions):
    with run.autocast():
        return encoder(token_ids(tokenizer, captions).to(run.DEVICE)).last_hidden_state.float().cpu().numpy()


@torch.no_grad()
def _add_other_sizes():
    vae, (tokenizer, encoder) = load_vae().to(run.DEVICE), load()
    encoder.to(run.DEVICE)
    for number, size in enumerate(SIZES):
        scenes = [random_scene(_OTHERS_SEED + number * _OTHERS + i) for i in range(_OTHERS)]
        blocks = [scenes[i:i + _BATCH] for i in range(0, _OTHERS, _BATCH)]
        latents = [_encoded(vae, drawings.shrink(np.stack([draw(s, *size) for s in block]))) for block in blocks]
        states = [_read(tokenizer, encoder, [describe(s, np.random.default_rng((s.seed, 0))) for s in block]) for block in blocks]
        np.save(_other_file("latents", size), np.concatenate(latents).astype(np.float16))
        np.save(_other_file("states", size), np.concatenate(states).astype(np.float16))


def _measure(count):
    """The scaling factor makes the latents' deviation 1, as Stable Diffusion's 0.18215 does for its own."""
    sample = np.load(_LATENTS, mmap_mode="r")[:count:10].astype(np.float32)
    facts = {"count": count, "scaling_factor": round(1 / float(sample.std()), 5), "mean": [round(float(m), 3) for m in sample.mean((0, 2, 3))],
             "deviation": [round(float(d), 3) for d in sample.std((0, 2, 3))]}
    _FACTS.write_text(json.dumps(facts))
    print(facts)


if __name__ == "__main__":
    even_out()
    wanted = len(drawings.open_small())
    _allocate(wanted)
    run.launch("latents", _fill, wanted)
    _add_other_sizes()
    _measure(wanted)
