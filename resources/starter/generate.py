"""Pictures through diffusers, to look at or to judge when our own engine is not at hand.

    python generate.py --model model --sheet sheet.jpg "Red forest, digital art, trending" ...
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline
from PIL import Image

_BATCH = 10


def load(folder):
    pipe = StableDiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32, safety_checker=None)
    pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)
    pipe.unet.to(memory_format=torch.channels_last)
    pipe.vae.to(memory_format=torch.channels_last)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def generate(pipe, prompts, seeds, cfg, negative=None, steps=25):
    """uint8 [N,256,256,3], one seed a prompt."""
    made = []
    for start in range(0, len(prompts), _BATCH):
        part = prompts[start:start + _BATCH]
        generators = [torch.Generator().manual_seed(seed) for seed in seeds[start:start + _BATCH]]
        with torch.autocast("cpu", torch.bfloat16):
            pictures = pipe(part, num_inference_steps=steps, guidance_scale=cfg, generator=generators, height=256, width=256,
                            negative_prompt=None if negative is None else [negative] * len(part), output_type="np").images
        made.append((pictures * 255).round().astype(np.uint8))
    return np.concatenate(made)


def sheet(pictures, columns=6):
    rows = [np.concatenate(pictures[i:i + columns], 1) for i in range(0, len(pictures) - columns + 1, columns)]
    return Image.fromarray(np.concatenate(rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "model")
    parser.add_argument("--sheet", type=Path, default=Path("sheet.jpg"))
    parser.add_argument("--cfg", type=float, default=4)
    parser.add_argument("--negative")
    parser.add_argument("prompts", nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    seeds = list(range(1, len(options.prompts) + 1))
    made = generate(load(options.model), options.prompts, seeds, options.cfg, options.negative)
    sheet(made, min(6, len(made))).save(options.sheet, quality=90)
