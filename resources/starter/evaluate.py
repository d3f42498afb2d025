"""Does the model draw what the prompt says? 300 held-out captions, judged by the classifier.

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

from drawing import compose, random_scene
from drawing.scene import COLOUR_NAMES, LIGHT_NAMES, PLACES, STYLE_NAMES, TARGETS, THINGS
from training import classifier

_FIRST_SEED = 50_000_000
COUNT = 300


def held_out():
    """The scenes and the captions that no training has seen."""
    scenes = [random_scene(_FIRST_SEED + i) for i in range(COUNT)]
    return scenes, [compose(scene, np.random.default_rng((scene.seed, 9))) for scene in scenes]


def prompts_of(captions):
    return [caption.text for caption in captions]


@torch.no_grad()
def _answers(pictures):
    """What the classifier sees: head -> class of every picture."""
    model = classifier.load()
    parts = [torch.stack([o.argmax(1) for o in model(classifier.to_input(pictures[i:i + 50]))], 1) for i in range(0, COUNT, 50)]
    return dict(zip(classifier.HEADS, torch.cat(parts).T.tolist()))


def _figures(scenes, captions, answers):
    """What the captions say that the pictures show: name -> list of right or wrong."""
    told = {"place": [], "light": [], "colour": [], "style": [], "things": []}
    for index, (scene, said) in enumerate(zip(scenes, captions)):
        if said.place:
            told["place"].append(answers["place"][index] == PLACES.index(said.place))
        if said.light:
            told["light"].append(answers["light"][index] == LIGHT_NAMES.index(said.light))
        if said.style:
            told["style"].append(answers["style"][index] == 1 + STYLE_NAMES.index(said.style))
        for target, colour in scene.colours.items():
            if target != "ground" or said.place:
                told["colour"].append(answers[f"colour of {target}"][index] == COLOUR_NAMES.index(colour))
        for thing in sorted(said.things):
            right = answers[thing][index] == 1
            told["things"].append(right)
            told.setdefault(thing, []).append(right)
    return told


def _unasked(captions, answers):
    """How often a thing stands in a picture whose prompt does not name it, in percent."""
    return 100 * float(np.mean([answers[t][i] for i, said in enumerate(captions) for t in THINGS if t not in said.things]))


def _kept_plain(captions, answers):
    """How often a picture is in no style when its prompt names none, in percent."""
    return 100 * float(np.mean([answers["style"][i] == 0 for i, said in enumerate(captions) if not said.style]))


def judge(pictures):
    scenes, captions = held_out()
    answers = _answers(pictures)
    moved = np.random.default_rng(0).permutation(COUNT)
    own = _figures(scenes, captions, answers)
    chance = _figures([scenes[i] for i in moved], [captions[i] for i in moved], answers)
    print(f"{'':10} own prompt   shuffled   asked")
    for name in own:
        print(f"{name:10} {100 * np.mean(own[name]):8.1f} % {100 * np.mean(chance[name]):8.1f} % {len(own[name]):7}")
    print(f"a thing nobody asked for stands in {_unasked(captions, answers):.1f} % of the places for one")
    print(f"{_kept_plain(captions, answers):.1f} % of the pictures whose prompts name no style are in none")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "model")
    parser.add_argument("--cfg", type=float, default=4)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--write-prompts", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.write_prompts:
        lines = [json.dumps({"index": i, "prompt": p, "seed": 1000 + i}) for i, p in enumerate(prompts_of(held_out()[1]))]
        options.write_prompts.write_text("\n".join(lines) + "\n")
        return
    if options.pictures:
        pictures = np.stack([np.asarray(Image.open(options.pictures / f"{i:05d}.png").convert("RGB")) for i in range(COUNT)])
    else:
        from generate import generate, load
        pictures = generate(load(options.model), prompts_of(held_out()[1]), [1000 + i for i in range(COUNT)], options.cfg)
    judge(pictures)


if __name__ == "__main__":
    main()
