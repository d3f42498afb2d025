"""Does the model draw what the prompt says? 200 held-out captions, judged by the classifier.

    python evaluate.py --model model                     # pictures through diffusers
    python evaluate.py --write-prompts prompts.jsonl      # for another engine: one {"index", "prompt", "seed"} a line
    python evaluate.py --pictures DIR                     # judge DIR/00000.png, DIR/00001.png, ...

Every figure is printed twice: against the picture's own prompt, and against another prompt, which is chance.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from drawing import describe, random_scene
from drawing.captions import mentions
from drawing.scene import COLOUR_NAMES, LIGHT_NAMES, PLACES, TARGETS, THINGS
from training import classifier

_FIRST_SEED = 50_000_000
COUNT = 200


def held_out():
    """The scenes and the prompts that no training has seen."""
    scenes = [random_scene(_FIRST_SEED + i) for i in range(COUNT)]
    return scenes, [describe(scene, np.random.default_rng((scene.seed, 9))) for scene in scenes]


@torch.no_grad()
def _answers(pictures):
    """What the classifier sees: head -> class of every picture."""
    model = classifier.load()
    parts = [torch.stack([o.argmax(1) for o in model(classifier.to_input(pictures[i:i + 50]))], 1) for i in range(0, COUNT, 50)]
    return dict(zip(classifier.HEADS, torch.cat(parts).T.tolist()))


def _figures(scenes, prompts, answers):
    """Share of what the prompts say that the pictures show, in percent."""
    told = {"place": [], "light": [], "colour": [], "things": []}
    for index, (scene, prompt) in enumerate(zip(scenes, prompts)):
        light, things = mentions(scene, prompt)
        told["place"].append(answers["place"][index] == PLACES.index(scene.place))
        if light:
            told["light"].append(answers["light"][index] == LIGHT_NAMES.index(light))
        told["colour"] += [answers[f"colour of {t}"][index] == COLOUR_NAMES.index(c) for t, c in scene.colours.items()]
        told["things"] += [answers[t][index] == 1 for t in things]
    return {name: (100 * float(np.mean(right)), len(right)) for name, right in told.items()}


def _unasked(scenes, prompts, answers):
    """How often a thing stands in a picture whose prompt does not name it, in percent."""
    seen = [answers[t][i] for i, (s, p) in enumerate(zip(scenes, prompts)) for t in THINGS if t not in mentions(s, p)[1]]
    return 100 * float(np.mean(seen))


def judge(pictures):
    scenes, prompts = held_out()
    answers = _answers(pictures)
    moved = np.random.default_rng(0).permutation(COUNT)
    own = _figures(scenes, prompts, answers)
    chance = _figures([scenes[i] for i in moved], [prompts[i] for i in moved], answers)
    print(f"{'':8} own prompt   shuffled   asked")
    for name in own:
        print(f"{name:8} {own[name][0]:8.1f} % {chance[name][0]:8.1f} % {own[name][1]:7}")
    print(f"a thing nobody asked for stands in {_unasked(scenes, prompts, answers):.1f} % of the places for one")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "model")
    parser.add_argument("--cfg", type=float, default=4)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--write-prompts", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.write_prompts:
        lines = [json.dumps({"index": i, "prompt": p, "seed": 1000 + i}) for i, p in enumerate(held_out()[1])]
        options.write_prompts.write_text("\n".join(lines) + "\n")
        return
    if options.pictures:
        pictures = np.stack([np.asarray(Image.open(options.pictures / f"{i:05d}.png").convert("RGB")) for i in range(COUNT)])
    else:
        from generate import generate, load
        pictures = generate(load(options.model), held_out()[1], [1000 + i for i in range(COUNT)], options.cfg)
    judge(pictures)


if __name__ == "__main__":
    main()
