"""Do negative prompts work? `python negatives.py --model model clouds birds`: how often the judge sees a thing in pictures of prompts
that name it, without and with the same name as the negative prompt. Where nobody names a thing it hardly ever stands: nothing to take away."""

import argparse
from pathlib import Path

import numpy as np
import torch

from drawing import compose, random_scene
from drawing.scene import THINGS
from drawing.words import THING_WORDS
from generate import generate, load
from training import classifier

_FIRST_SEED = 55_000_000
_COUNT = 40


def _prompts_with(thing):
    """Held-out captions that name the thing; storms are left out, they are clouds."""
    found, seed = [], _FIRST_SEED
    while len(found) < _COUNT:
        scene = random_scene(seed)
        caption = compose(scene, np.random.default_rng((seed, 9)))
        if scene.light != "storm" and thing in caption.things:
            found.append(caption.text)
        seed += 1
    return found


@torch.no_grad()
def _share_with(thing, pictures):
    return 100 * float(classifier.load()(classifier.to_input(pictures))[list(classifier.HEADS).index(thing)].argmax(1).float().mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "model")
    parser.add_argument("--cfg", type=float, default=4)
    parser.add_argument("things", nargs="+", choices=THINGS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    pipe, seeds = load(options.model), list(range(_COUNT))
    for thing in options.things:
        prompts = _prompts_with(thing)
        plain = _share_with(thing, generate(pipe, prompts, seeds, options.cfg))
        without = _share_with(thing, generate(pipe, prompts, seeds, options.cfg, negative=THING_WORDS[thing][0][0]))
        print(f"{thing:10} {plain:5.1f} % without, {without:5.1f} % with the negative prompt")


if __name__ == "__main__":
    main()
