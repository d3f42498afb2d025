"""Stage 2b: the text encoder learns to name what a caption says, then stays as it is.

    python -m training.text --minutes 4
"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from drawing import compose, random_scene
from drawing.scene import COLOUR_NAMES, LIGHT_NAMES, PLACES, SEASON_NAMES, SIDED, STYLE_NAMES, TARGETS, THINGS

from . import run
from .tokenizer import FOLDER

WIDTH = 192
_CAPTIONS = 80_000
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
    namer.load_state_dict(torch.load(run.WORK / "text.pt", weights_only=True, map_location="cpu")["average"])
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


_SIZES = (len(PLACES) + 1, len(LIGHT_NAMES) + 1, len(SEASON_NAMES) + 1, *(len(COLOUR_NAMES) + 1 for _ in TARGETS), *(4 for _ in THINGS),
          *(3 for _ in SIDED), len(STYLE_NAMES) + 1)


def _class(names, said):
    """0 is "not said"."""
    return 1 + names.index(said) if said else 0


def _labels(scene, caption):
    """One class per head: place, light, season, colours, how many of each thing, sides, style."""
    counts, sides = dict(caption.counts), dict(caption.sides)
    colours = [_class(COLOUR_NAMES, colour if target != "ground" or caption.place else None)
               for target, colour in ((t, scene.colours.get(t)) for t in TARGETS)]
    return [_class(PLACES, caption.place), _class(LIGHT_NAMES, caption.light), _class(SEASON_NAMES, caption.season), *colours,
            *(counts.get(thing, 1) if thing in caption.things else 0 for thing in THINGS),
            *(_class(("left", "right"), sides.get(thing)) for thing in SIDED), _class(STYLE_NAMES, caption.style)]


def _train(rank, minutes, init_from):
    torch.manual_seed(2)
    tokenizer = CLIPTokenizer.from_pretrained(FOLDER)
    model = _Namer(len(tokenizer)).to(run.DEVICE)
    if init_from:           # the vocabulary must be that folder's, too
        run.start_from(model.encoder, init_from + "/text_encoder")
    rng = np.random.default_rng(rank)
    scenes = [random_scene(_FIRST_SEED + rank * _CAPTIONS + i) for i in range(_CAPTIONS)]
    captions = [compose(scene, rng) for scene in scenes]
    ids = token_ids(tokenizer, [caption.text for caption in captions])
    labels = torch.tensor([_labels(s, c) for s, c in zip(scenes, captions)])
    ends = (ids == len(tokenizer) - 1).int().argmax(1)
    training = run.Run("text", model, rank, minutes, rate=3e-4 if init_from else 1e-3, ema=.99)
    for _ in training:
        chosen = torch.from_numpy(rng.integers(len(ids), size=48))
        positions = ends[chosen] + torch.from_numpy(rng.integers(0, 12, 48)) * (torch.rand(48) < .5)
        positions = positions.clamp(max=76)
        read = ids[chosen, :int(positions.max()) + 1]          # causal: what follows changes nothing
        truth = labels[chosen].to(run.DEVICE)
        with run.autocast():
            logits = model(read.to(run.DEVICE), positions.to(run.DEVICE)).float().split(_SIZES, dim=1)
        training.step(sum(F.cross_entropy(logit, truth[:, i]) for i, logit in enumerate(logits)) / len(_SIZES))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--init-from", help="a model folder whose encoder to start from")
    options = parser.parse_args()
    run.launch("text", _train, options.minutes, options.init_from)
