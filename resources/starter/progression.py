"""The same prompts at several checkpoints of the denoiser: `python progression.py progression.jpg unet-3.pt unet-8.pt ... unet.pt`."""

import sys

import numpy as np
import torch
from diffusers import DPMSolverMultistepScheduler
from PIL import Image

from export import pipeline
from generate import generate
from training.run import WORK

_PROMPTS = ("red forest, digital art", "sailboat on the sea at sunset, sun", "mountain lake under the aurora, stars", "village in autumn, watercolor",
            "lighthouse at blue hour, moon", "hot air balloon over the desert at sunrise, poster")


def main():
    target, *checkpoints = sys.argv[1:]
    pipe = pipeline()
    pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)
    pipe.set_progress_bar_config(disable=True)
    rows = []
    for name in checkpoints:
        pipe.unet.load_state_dict(torch.load(WORK / name, weights_only=True)["average"])
        rows.append(np.concatenate(generate(pipe, list(_PROMPTS), list(range(1, 7)), cfg=4), 1))
    Image.fromarray(np.concatenate(rows)).save(target, quality=88, optimize=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
