"""Stage 3: draws the training set and keeps, for each drawing, its latent and the text states of two captions.

    python -m training.latents --count 8000

Both networks that read pictures and captions are frozen by now, so this is done once. Drawings cost nothing and are all
different: mirroring them would only encode the same scene again.
"""

import argparse
import json

import numpy as np
import torch

from drawing import describe, draw, random_scene

from . import run
from .text import WIDTH, load, token_ids
from .vae import build

CAPTIONS = 2
FIRST_SEED = 30_000_000
_BATCH = 16
_LATENTS, _STATES, _FACTS = run.WORK / "latents.npy", run.WORK / "states.npy", run.WORK / "latents.json"


def load_vae():
    """The autoencoder, with the longer trained decoder where there is one."""
    vae = build()
    best = run.WORK / "decoder.pt" if (run.WORK / "decoder.pt").exists() else run.WORK / "vae.pt"
    vae.load_state_dict(torch.load(best, weights_only=True)["average"])
    return vae.eval().requires_grad_(False)


def open_set():
    """Memory-mapped latents [N,8,16,16] and states [N,2,77,WIDTH], both float16, and the facts about them."""
    facts = json.loads(_FACTS.read_text())
    return np.load(_LATENTS, mmap_mode="r")[:facts["count"]], np.load(_STATES, mmap_mode="r")[:facts["count"]], facts


def _allocate(count):
    np.lib.format.open_memmap(_LATENTS, "w+", np.float16, (count, 8, 16, 16))
    np.lib.format.open_memmap(_STATES, "w+", np.float16, (count, CAPTIONS, 77, WIDTH))


@torch.no_grad()
def _fill(rank, count):
    vae, (tokenizer, encoder) = load_vae(), load()
    latents, states = np.load(_LATENTS, mmap_mode="r+"), np.load(_STATES, mmap_mode="r+")
    for start in range(rank * _BATCH, count, run.PROCESSES * _BATCH):
        rows = slice(start, min(start + _BATCH, count))
        scenes = [random_scene(FIRST_SEED + i) for i in range(rows.start, rows.stop)]
        pixels = torch.from_numpy(np.stack([draw(scene) for scene in scenes])).permute(0, 3, 1, 2)
        captions = [describe(s, np.random.default_rng((s.seed, k))) for s in scenes for k in range(CAPTIONS)]
        with torch.autocast("cpu", torch.bfloat16):
            latents[rows] = vae.encode(pixels / 127.5 - 1).latent_dist.mean.float().numpy()
            text = encoder(token_ids(tokenizer, captions)).last_hidden_state
        states[rows] = text.float().view(len(scenes), CAPTIONS, 77, WIDTH).numpy()
        if rank == 0 and start % 1024 == 0:
            (run.WORK / "latents.progress").write_text(f"{start} of {count}\n")


def _measure(count):
    """The scaling factor makes the latents' deviation 1, as Stable Diffusion's 0.18215 does for its own."""
    sample = np.load(_LATENTS, mmap_mode="r")[:count:10].astype(np.float32)
    facts = {"count": count, "scaling_factor": round(1 / float(sample.std()), 5), "mean": [round(float(m), 3) for m in sample.mean((0, 2, 3))],
             "deviation": [round(float(d), 3) for d in sample.std((0, 2, 3))]}
    _FACTS.write_text(json.dumps(facts))
    print(facts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=8_000)
    _allocate(parser.parse_args().count)
    run.launch("latents", _fill, parser.parse_args().count)
    _measure(parser.parse_args().count)
