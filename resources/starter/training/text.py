"""Stage 2b: the text encoder learns to name what a caption says, then stays as it is.

    python -m training.text --minutes 4
"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from drawing import describe, random_scene
from drawing.captions import mentions
from drawing.scene import COLOUR_NAMES, LIGHT_NAMES, PLACES, TARGETS, THINGS

from . import run
from .tokenizer import FOLDER

WIDTH = 192
_CAPTIONS = 60_000
_FIRST_SEED = 20_000_000


def build(vocabulary_size):
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=vocabulary_size, hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=4,
        num_attention_heads=4, max_position_embeddings=77, projection_dim=WIDTH, hidden_act="quick_gelu",
        bos_token_id=vocabulary_size - 2, eos_token_id=vocabulary_size - 1, pad_token_id=vocabulary_size - 1))


def load():
    """The frozen encoder and its tokenizer."""
    tokenizer = CLIPTokenizer.from_pretrained(FOLDER)
    namer = _Namer(len(tokenizer))
    namer.load_state_dict(torch.load(run.WORK / "text.pt", weights_only=True)["average"])
    return tokenizer, namer.encoder.eval().requires_grad_(False)


def token_ids(tokenizer, captions):
    return tokenizer(captions, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids


class _Namer(torch.nn.Module):
    """The encoder under linear heads that read every attribute from the end of the text and from its padding."""

    def __init__(self, vocabulary_size):
        super().__init__()
        self.encoder = build(vocabulary_size)
        self.heads = torch.nn.Linear(WIDTH, sum(_SIZES))

    def forward(self, ids, positions):
        states = self.encoder(ids).last_hidden_state
        return self.heads(states[torch.arange(len(ids)), positions])


_SIZES = (len(PLACES), len(LIGHT_NAMES) + 1, *(len(COLOUR_NAMES) + 1 for _ in TARGETS), *(2 for _ in THINGS))


def _labels(scene, caption):
    """One class per head; 0 is "not said" where that can be."""
    light, things = mentions(scene, caption)
    colours = [1 + COLOUR_NAMES.index(scene.colours[t]) if t in scene.colours else 0 for t in TARGETS]
    return [PLACES.index(scene.place), 1 + LIGHT_NAMES.index(light) if light else 0, *colours,
            *(int(thing in things) for thing in THINGS)]


def _train(rank, minutes):
    torch.manual_seed(2)
    tokenizer = CLIPTokenizer.from_pretrained(FOLDER)
    model = _Namer(len(tokenizer))
    rng = np.random.default_rng(rank)
    scenes = [random_scene(_FIRST_SEED + rank * _CAPTIONS + i) for i in range(_CAPTIONS)]
    captions = [describe(scene, rng) for scene in scenes]
    ids = token_ids(tokenizer, captions)
    labels = torch.tensor([_labels(s, c) for s, c in zip(scenes, captions)])
    ends = (ids == len(tokenizer) - 1).int().argmax(1)
    training = run.Run("text", model, rank, minutes, rate=1e-3, ema=.99)
    for _ in training:
        chosen = torch.from_numpy(rng.integers(len(ids), size=48))
        positions = ends[chosen] + torch.from_numpy(rng.integers(0, 12, 48)) * (torch.rand(48) < .5)
        positions = positions.clamp(max=76)
        read = ids[chosen, :int(positions.max()) + 1]          # causal: what follows changes nothing
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(read, positions).float().split(_SIZES, dim=1)
        training.step(sum(F.cross_entropy(logit, labels[chosen, i]) for i, logit in enumerate(logits)) / len(_SIZES))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=4)
    run.launch("text", _train, parser.parse_args().minutes)
