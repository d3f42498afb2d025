"""The judge: a small network that names what a picture shows, trained on drawings and nothing else.

    python -m training.classifier --minutes 12

Generated pictures are softer than drawings, so its training pictures are blurred, shifted, recoloured a little and
noised at random. It never sees the autoencoder or the denoiser.
"""

import argparse
import itertools

import numpy as np
import torch
import torch.nn.functional as F

from drawing import draw, random_scene
from drawing.scene import COLOUR_NAMES, LIGHT_NAMES, PLACES, STYLE_NAMES, TARGETS, THINGS

from . import drawings, run
from .group_norm import speed_up

SIDE = 128
_HELD_OUT_SEED, _RARE_SEED = 49_000_000, 47_000_000
_BATCH = 24
_UNKNOWN = -100             # cross_entropy skips it: a colour that nobody named is nobody's mistake

_RARE = 1500                # more drawings whose trees have a named colour, which else one in twenty has

# head -> number of classes; a thing is there or not, and the first of the styles is none
HEADS = {"place": len(PLACES), "light": len(LIGHT_NAMES), **{f"colour of {t}": len(COLOUR_NAMES) for t in TARGETS},
         **{thing: 2 for thing in THINGS}, "style": 1 + len(STYLE_NAMES)}


def labels_of(scene):
    colours = [COLOUR_NAMES.index(scene.colours[t]) if t in scene.colours else _UNKNOWN for t in TARGETS]
    style = 1 + STYLE_NAMES.index(scene.style) if scene.style else 0
    return [PLACES.index(scene.place), LIGHT_NAMES.index(scene.light), *colours, *(int(t in scene.things) for t in THINGS), style]


class Classifier(torch.nn.Module):
    """Five strided convolutions down to 4x4, one linear layer for all heads."""

    def __init__(self):
        super().__init__()
        widths, layers = (3, 24, 48, 96, 128, 160), []
        for before, after in zip(widths, widths[1:]):
            layers += [torch.nn.Conv2d(before, after, 3, stride=2, padding=1), torch.nn.GroupNorm(8, after), torch.nn.SiLU()]
        self.body = torch.nn.Sequential(*layers)
        self.top = torch.nn.Sequential(torch.nn.Linear(160 * (SIDE // 32) ** 2, 256), torch.nn.SiLU(), torch.nn.Dropout(.1))
        self.heads = torch.nn.Linear(256, sum(HEADS.values()))

    def forward(self, pictures):
        """[N,3,SIDE,SIDE] in -1..1 to a list of logits, one tensor a head."""
        return self.heads(self.top(self.body(pictures).flatten(1))).split(list(HEADS.values()), dim=1)


def to_input(pictures):
    """uint8 [N,256,256,3] to what the network reads."""
    pixels = torch.tensor(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    return F.interpolate(pixels, size=(SIDE, SIDE), mode="area").to(memory_format=torch.channels_last)


def load():
    model = Classifier()
    model.load_state_dict(torch.load(run.WORK / "classifier.pt", weights_only=True, map_location="cpu")["average"])
    return model.eval()


def _soften(pixels):
    """What a generator does to a drawing: blur, a drift of colour and place, noise."""
    if torch.rand(()) < .6:
        small = int(torch.randint(SIDE // 2, SIDE, ()))
        pixels = F.interpolate(F.interpolate(pixels, size=(small, small), mode="area"), size=(SIDE, SIDE), mode="bilinear")
    count = len(pixels)
    drift = torch.eye(2, 3).repeat(count, 1, 1)
    drift[:, :, 2] = (torch.rand(count, 2) - .5) * .16
    drift[:, range(2), range(2)] *= .94 + .12 * torch.rand(count, 2)
    pixels = F.grid_sample(pixels, F.affine_grid(drift, pixels.shape, align_corners=False), padding_mode="border",
                           align_corners=False)
    pixels = pixels * (.88 + .24 * torch.rand(count, 3, 1, 1)) + .16 * (torch.rand(count, 3, 1, 1) - .5)
    return (pixels + .10 * torch.rand(count, 1, 1, 1) * torch.randn_like(pixels)).to(memory_format=torch.channels_last)


def _loss(outputs, truth):
    """The mean over heads; a head that nobody named in this batch has no say."""
    heads = [F.cross_entropy(o, truth[:, i]) for i, o in enumerate(outputs) if (truth[:, i] != _UNKNOWN).any()]
    return sum(heads) / len(heads)


def _rare_scenes():
    seed = _RARE_SEED
    while True:
        if "trees" in (scene := random_scene(seed)).colours:
            yield scene
        seed += 1


def _pool():
    """All that the judge learns from: inputs as int8, and their labels."""
    pictures, rare = drawings.open_full(), list(itertools.islice(_rare_scenes(), _RARE))
    scenes = [random_scene(drawings.FIRST_SEED + i) for i in range(len(pictures))] + rare
    blocks = itertools.chain((pictures[i:i + 100] for i in range(0, len(pictures), 100)), (draw(s)[None] for s in rare))
    return torch.cat([(to_input(block) * 127).to(torch.int8) for block in blocks]), torch.tensor([labels_of(s) for s in scenes])


def _train(rank, minutes):
    torch.manual_seed(4)
    model = speed_up(Classifier().to(run.DEVICE, memory_format=torch.channels_last))
    rng, (pool, truth) = np.random.default_rng(rank), _pool()
    training = run.Run("classifier", model, rank, minutes, rate=1.5e-3, ema=.995, decay=.05)
    torch.manual_seed(400 + rank + training.steps)
    for _ in training:
        chosen = torch.from_numpy(rng.integers(len(pool), size=_BATCH))
        with run.autocast():
            outputs = model(_soften(pool[chosen].float() / 127).to(run.DEVICE))
        training.step(_loss([o.float() for o in outputs], truth[chosen].to(run.DEVICE)))


@torch.no_grad()
def held_out_figures(model, count=1000):
    """Share of right answers per head on drawings that no training has seen."""
    scenes = [random_scene(_HELD_OUT_SEED + i) for i in range(count)]
    truth = torch.tensor([labels_of(s) for s in scenes])
    answers = torch.cat([torch.stack([o.argmax(1) for o in model(to_input(np.stack([draw(s) for s in scenes[i:i + 50]])))], 1)
                         for i in range(0, count, 50)])
    asked = truth != _UNKNOWN
    right = (answers == truth) & asked
    return {head: float(right[:, i].sum() / asked[:, i].sum()) for i, head in enumerate(HEADS)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=12)
    run.launch("classifier", _train, parser.parse_args().minutes)
    for head, share in held_out_figures(load()).items():
        print(f"{head:18} {100 * share:5.1f} %")
