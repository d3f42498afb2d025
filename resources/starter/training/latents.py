"""Stage 3: keeps, for each drawing of the training set, its latent and the text states of a few captions.

    python -m training.latents

Both networks that read pictures and captions are frozen by now, so this is done once. Drawings cost nothing and are all
different: mirroring them would only encode the same scene again.
"""

import json

import numpy as np
import torch

from drawing import describe, random_scene

from . import drawings, run
from .text import WIDTH, load, token_ids
from .vae import SmallVae

CAPTIONS = 3
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
        with run.autocast():
            latents[rows] = vae.encode(drawings.to_tensor(pictures[rows])).mean.float().cpu().numpy()
            text = encoder(token_ids(tokenizer, captions).to(run.DEVICE)).last_hidden_state
        states[rows] = text.float().cpu().view(len(scenes), CAPTIONS, 77, WIDTH).numpy()


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
    _measure(wanted)
