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
_LATENTS, _STATES, _FACTS = run.WORK / "latents.npy", run.WORK / "states.npy", run.WORK / "latents.json"


def load_vae():
    """The autoencoder, with the finished decoder where there is one."""
    model, best = SmallVae(), run.WORK / "decoder.pt"
    path = best if best.exists() else run.WORK / "vae.pt"
    model.load_state_dict(torch.load(path, weights_only=True)["average"])
    return model.eval().requires_grad_(False)


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
    vae, (tokenizer, encoder), pictures = load_vae(), load(), drawings.open_small()
    latents, states = np.load(_LATENTS, mmap_mode="r+"), np.load(_STATES, mmap_mode="r+")
    for start in range(rank * _BATCH, count, run.PROCESSES * _BATCH):
        rows = slice(start, min(start + _BATCH, count))
        scenes = [random_scene(drawings.FIRST_SEED + i) for i in range(rows.start, rows.stop)]
        captions = [describe(s, np.random.default_rng((s.seed, k))) for s in scenes for k in range(CAPTIONS)]
        with torch.autocast("cpu", torch.bfloat16):
            latents[rows] = vae.encode(drawings.to_tensor(pictures[rows])).mean.float().numpy()
            text = encoder(token_ids(tokenizer, captions)).last_hidden_state
        states[rows] = text.float().view(len(scenes), CAPTIONS, 77, WIDTH).numpy()


def _measure(count):
    """The scaling factor makes the latents' deviation 1, as Stable Diffusion's 0.18215 does for its own."""
    sample = np.load(_LATENTS, mmap_mode="r")[:count:10].astype(np.float32)
    facts = {"count": count, "scaling_factor": round(1 / float(sample.std()), 5), "mean": [round(float(m), 3) for m in sample.mean((0, 2, 3))],
             "deviation": [round(float(d), 3) for d in sample.std((0, 2, 3))]}
    _FACTS.write_text(json.dumps(facts))
    print(facts)


if __name__ == "__main__":
    wanted = len(drawings.open_small())
    _allocate(wanted)
    run.launch("latents", _fill, wanted)
    _measure(wanted)
