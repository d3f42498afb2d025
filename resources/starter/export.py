"""Writes the model folder from the checkpoints: fp16 safetensors in diffusers' layout, shards of at most 14 MB.

    python export.py --to model
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline

from training import latents, text, unet
from training.run import WORK

DEFAULTS = {"steps": 25, "cfg": 4, "sampler": "DPM++ 2M", "schedule": "Automatic", "width": 256, "height": 256}


def pipeline():
    """The trained parts, joined."""
    vae = latents.load_vae().vae
    vae.register_to_config(scaling_factor=json.loads((WORK / "latents.json").read_text())["scaling_factor"])
    tokenizer, encoder = text.load()
    denoiser = unet.build()
    denoiser.load_state_dict(torch.load(WORK / "unet.pt", weights_only=True, map_location="cpu")["average"])
    scheduler = DDIMScheduler(**unet.SCHEDULE, prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False,
                              steps_offset=1)
    return StableDiffusionPipeline(vae=vae, text_encoder=encoder, tokenizer=tokenizer, unet=denoiser, scheduler=scheduler,
                                   safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def export(folder):
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    pipeline().to(torch.float16).save_pretrained(new, max_shard_size="14MB")
    for file in new.rglob("*.safetensors"):
        file.chmod(0o644)
    (new / "reverie.json").write_text(json.dumps({"defaults": DEFAULTS}, indent=2) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "model")
    target = parser.parse_args().to
    export(target)
    for file in sorted(target.rglob("*.safetensors")):
        print(f"{file.stat().st_size / 1e6:6.2f} MB  {file.relative_to(target)}")
