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


def generate(pipe, prompts, seeds, cfg, **how):
    """uint8 [N,height,width,3], one seed a prompt; `how` may name a negative prompt, steps, width and height."""
    made, negative = [], how.get("negative")
    for start in range(0, len(prompts), _BATCH):
        part = prompts[start:start + _BATCH]
        generators = [torch.Generator().manual_seed(seed) for seed in seeds[start:start + _BATCH]]
        with torch.autocast("cpu", torch.bfloat16):
            pictures = pipe(part, num_inference_steps=how.get("steps", 25), guidance_scale=cfg, generator=generators,
                            width=how.get("width", 256), height=how.get("height", 256),
                            negative_prompt=[negative] * len(part) if negative else None, output_type="np").images
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
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--height", type=int, default=256)
    parser.add_argument("prompts", nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    seeds = list(range(1, len(options.prompts) + 1))
    made = generate(load(options.model), options.prompts, seeds, options.cfg, negative=options.negative, width=options.width,
                    height=options.height)
    sheet(made, min(6, len(made))).save(options.sheet, quality=90)
