"""Writes a full-size Stable Diffusion 1 or XL of random weights as a diffusers folder in fp16, to measure loading, memory and speed on
files. Run: `python make_random_model.py sdxl FOLDER`. Needs the Python of tests/golden; XL takes 7 GB of disk and 6 GB of memory.
"""

import json
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "golden"))
import torch
from safetensors.torch import save_file
from tiny_models import vae_config, write_tokenizer

from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

CROSS, PLAIN, UP_CROSS, UP_PLAIN = "CrossAttnDownBlock2D", "DownBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"
CLIP_L = {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12, "hidden_act": "quick_gelu",
          "vocab_size": 49408, "max_position_embeddings": 77}
CLIP_G = {"hidden_size": 1280, "intermediate_size": 5120, "num_attention_heads": 20, "num_hidden_layers": 32, "hidden_act": "gelu",
          "vocab_size": 49408, "max_position_embeddings": 77, "projection_dim": 1280}
VAE = {"block_out_channels": [128, 256, 512, 512], "layers_per_block": 2, "latent_channels": 4}
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
FAMILIES = {
    "sd1": {
        "index": {"_class_name": "StableDiffusionPipeline"},
        "scheduler": {"_class_name": "PNDMScheduler", **BETAS, "skip_prk_steps": True, "steps_offset": 1},
        "text": [CLIP_L],
        "unet": {"sample_size": 64, "cross_attention_dim": 768, "attention_head_dim": 8},
        "vae": {**VAE, "scaling_factor": 0.18215, "sample_size": 512},
    },
    "sdxl": {
        "index": {"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True},
        "scheduler": {"_class_name": "EulerDiscreteScheduler", **BETAS, "timestep_spacing": "leading", "steps_offset": 1},
        "text": [CLIP_L, CLIP_G],
        "unet": {"sample_size": 128, "block_out_channels": [320, 640, 1280], "down_block_types": [PLAIN, CROSS, CROSS],
                 "up_block_types": [UP_CROSS, UP_CROSS, UP_PLAIN], "cross_attention_dim": 2048, "attention_head_dim": [5, 10, 20],
                 "transformer_layers_per_block": [1, 2, 10], "use_linear_projection": True, "addition_embed_type": "text_time",
                 "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816},
        "vae": {**VAE, "scaling_factor": 0.13025, "sample_size": 1024},
    },
}


def random_weight(name, shape):
    """Keeps activations near a deviation of 1."""
    if len(shape) > 1:
        return torch.randn(shape, dtype=torch.float16) / math.sqrt(math.prod(shape[1:]))
    return (torch.ones if "norm" in name and name.endswith("weight") else torch.zeros)(shape, dtype=torch.float16)


def write_part(folder, config, make, stem):
    with torch.device("meta"):
        shapes = {name: tuple(value.shape) for name, value in make().state_dict().items() if value.is_floating_point()}
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    save_file({name: random_weight(name, shape) for name, shape in shapes.items()}, folder / f"{stem}.safetensors")


def main(family, folder):
    model, root = FAMILIES[family], Path(folder)
    torch.manual_seed(0)
    for number, text in enumerate(model["text"]):
        suffix = "_2" if number else ""
        _, pieces = write_tokenizer(root / f"tokenizer{suffix}", *(["!"] if number else []))
        config = {"model_type": "clip_text_model", **text, "eos_token_id": pieces - 1, "bos_token_id": pieces - 2}
        kind = CLIPTextModelWithProjection if number else CLIPTextModel
        if number:
            config["architectures"] = ["CLIPTextModelWithProjection"]
        write_part(root / f"text_encoder{suffix}", config, lambda: kind(CLIPTextConfig(**config)), "model")
    for part, kind, config in (("unet", UNet2DConditionModel, model["unet"]), ("vae", AutoencoderKL, vae_config(model["vae"]))):
        named = {"_class_name": kind.__name__, **config}
        write_part(root / part, named, lambda: kind(**config), "diffusion_pytorch_model")
    (root / "scheduler").mkdir()
    (root / "scheduler" / "scheduler_config.json").write_text(json.dumps(model["scheduler"]))
    (root / "model_index.json").write_text(json.dumps(model["index"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
