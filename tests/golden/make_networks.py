"""Records what diffusers' and transformers' networks compute on weights from nothing: tests/data/golden/networks.json.

Each case is a config, inputs and outputs. Weights and inputs are hashes of their names (fill.py), so none are stored; of
an output stand only its deviation and a few projections onto hashed directions, which every element takes part in.
Run from anywhere: `python make_networks.py`.
"""

import importlib.metadata
import json
import math
from pathlib import Path

import numpy as np
import torch

from fill import fill, uniform

import references  # noqa: F401, before diffusers and transformers: lets them be imported together
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

OUT = Path(__file__).parent.parent / "data" / "golden" / "networks.json"
PROJECTIONS = 4

CROSS, PLAIN = "CrossAttnDownBlock2D", "DownBlock2D"
UP_CROSS, UP_PLAIN = "CrossAttnUpBlock2D", "UpBlock2D"


def unet(channels, down, up, **options):
    return {"block_out_channels": channels, "down_block_types": down, "up_block_types": up,
            "cross_attention_dim": 24, "norm_num_groups": 8, "attention_head_dim": 8, **options}


# name: config, [batch, height, width], text tokens, timestep, and the numbers that are told beside pooled text, if any
UNETS = {
    "sd1": (unet([32, 64, 96, 96], [CROSS, CROSS, CROSS, PLAIN], [UP_PLAIN, UP_CROSS, UP_CROSS, UP_CROSS],
                 norm_num_groups=32), [2, 8, 8], 77, 981),
    "list of heads, linear projection, odd size": (
        unet([24, 40], [CROSS, CROSS], [UP_CROSS, UP_CROSS], attention_head_dim=[3, 5], use_linear_projection=True),
        [1, 9, 7], 154, 37.25),
    "no mid block, layers per level": (
        unet([16, 24, 40], [CROSS, CROSS, PLAIN], [UP_PLAIN, UP_CROSS, UP_CROSS], mid_block_type=None,
             layers_per_block=[1, 3, 2]), [1, 11, 6], 5, 0),
    "attention at the lowest levels alone": (
        unet([16, 32, 48], [PLAIN, CROSS, CROSS], [UP_CROSS, UP_CROSS, UP_PLAIN], attention_head_dim=[1, 2, 4],
             in_channels=8, out_channels=8), [2, 16, 16], 77, 999),
    "other blocks up than down, heads that do not divide": (
        unet([20, 28], [CROSS, PLAIN], [UP_CROSS, UP_PLAIN], norm_num_groups=4, attention_head_dim=3), [1, 4, 6], 3, 500),
    "padding 0, other time features, centred input": (
        unet([16, 32, 32], [CROSS, CROSS, PLAIN], [UP_PLAIN, UP_CROSS, UP_CROSS], downsample_padding=0,
             flip_sin_to_cos=False, freq_shift=1, center_input_sample=True, norm_eps=1e-3), [1, 13, 15], 9, 123),
    "other kernels, odd widths, own time width": (
        unet([25, 35], [CROSS, CROSS], [UP_CROSS, UP_CROSS], norm_num_groups=5, attention_head_dim=5, conv_in_kernel=1,
             conv_out_kernel=5, time_embedding_dim=20), [3, 6, 5], 7, 750.5),
    "two transformer layers": (
        unet([16, 32], [CROSS, CROSS], [UP_CROSS, UP_CROSS], transformer_layers_per_block=[1, 2],
             upcast_attention=True), [2, 8, 10], 77, 1),
    "one level": (unet([32], [CROSS], [UP_CROSS]), [1, 5, 5], 77, 300),
    "XL's refiner: five numbers, pooled text": (
        unet([16, 32, 48, 48], [PLAIN, CROSS, CROSS, PLAIN], [UP_PLAIN, UP_CROSS, UP_CROSS, UP_PLAIN],
             transformer_layers_per_block=2, attention_head_dim=[1, 2, 3, 3], use_linear_projection=True,
             addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=60),
        [2, 16, 8], 77, 190, [128, 64, 0, 0, 6]),
}

# name: config, [batch, height, width] of the latents
VAES = {
    "sd1": ({"block_out_channels": [32, 32, 64, 64], "layers_per_block": 2}, [1, 5, 6]),
    "factor 16, 8 channels": (
        {"block_out_channels": [16, 16, 24, 40, 40], "layers_per_block": 1, "latent_channels": 8, "norm_num_groups": 8},
        [2, 3, 2]),
    "factor 4, no middle attention, no quantisation layers": (
        {"block_out_channels": [8, 16, 24], "layers_per_block": 3, "norm_num_groups": 4,
         "mid_block_add_attention": False, "use_quant_conv": False, "use_post_quant_conv": False,
         "scaling_factor": 1.5, "shift_factor": 0.25}, [1, 7, 9]),
    "factor 1": ({"block_out_channels": [12], "norm_num_groups": 3, "latent_channels": 3}, [1, 4, 4]),
}

# name: config, ids, clip skips
TEXTS = {
    "quick gelu": ({"hidden_act": "quick_gelu", "hidden_size": 32, "intermediate_size": 72, "num_attention_heads": 4,
                    "num_hidden_layers": 4, "vocab_size": 300}, [2, 77], [1, 2, 4]),
    "gelu": ({"hidden_act": "gelu", "hidden_size": 24, "intermediate_size": 64, "num_attention_heads": 3,
              "num_hidden_layers": 3, "vocab_size": 120, "max_position_embeddings": 40, "layer_norm_eps": 1e-3},
             [3, 40], [1, 3]),
}


def tensor(name, shape):
    return torch.from_numpy(uniform(name, math.prod(shape)).astype(np.float32).reshape(shape) * np.float32(1.5))


def fill_model(model):
    model.load_state_dict({key: torch.from_numpy(fill(key, tuple(value.shape))) if value.is_floating_point() else value
                           for key, value in model.state_dict().items()})
    return model.eval()


def digest(output):
    values = output.detach().double().numpy()
    flat = values.reshape(-1)
    directions = [uniform(f"direction {i}", flat.size) for i in range(PROJECTIONS)]
    return {"shape": list(values.shape), "deviation": float(flat.std()),
            "projections": [float(flat @ direction / math.sqrt(flat.size)) for direction in directions]}


def watched(model):
    """Modules whose outputs are recorded, with the name that reverie::engine gives them."""
    for name, module in model.named_modules():
        parts = name.split(".")
        is_layer = len(parts) == 4 and parts[2] in ("resnets", "attentions")
        is_middle = name in ("mid_block.resnets.0", "mid_block.attentions.0", "mid_block")
        if name == "conv_in" or is_middle or is_layer or (len(parts) == 2 and parts[0] in ("down_blocks", "up_blocks")):
            yield name, module


def unet_case(name, config, size, tokens, timestep, sizes=()):
    model = fill_model(UNet2DConditionModel(**config))
    layers = {}
    for layer, module in watched(model):
        module.register_forward_hook(
            lambda module, args, output, layer=layer: layers.update({layer: digest(output[0] if isinstance(output, tuple) else output)}))
    latents = tensor("latents", [size[0], config.get("in_channels", 4), *size[1:]])
    text = tensor("text", [size[0], tokens, config["cross_attention_dim"]])
    added = {}
    if sizes:
        width = config["projection_class_embeddings_input_dim"] - len(sizes) * config["addition_time_embed_dim"]
        added = {"text_embeds": tensor("pooled", [size[0], width]), "time_ids": torch.tensor([sizes] * size[0], dtype=torch.float32)}
    output = model(latents, timestep, text, added_cond_kwargs=added).sample
    return {"name": name, "config": config, "size": size, "tokens": tokens, "timestep": timestep, "sizes": list(sizes),
            "layers": layers, "output": digest(output)}


def vae_case(name, config, size):
    levels = len(config["block_out_channels"])
    config = {**config, "down_block_types": ["DownEncoderBlock2D"] * levels, "up_block_types": ["UpDecoderBlock2D"] * levels}
    model = fill_model(AutoencoderKL(**config))
    factor = 2 ** (levels - 1)
    picture = model.decode(tensor("latents", [size[0], config.get("latent_channels", 4), *size[1:]])).sample
    moments = model.encode(tensor("picture", [size[0], 3, size[1] * factor, size[2] * factor])).latent_dist
    return {"name": name, "config": config, "size": size, "picture": digest(picture), "mean": digest(moments.mean),
            "logVariance": digest(moments.logvar)}


def text_case(name, config, size, skips):
    model = fill_model(CLIPTextModel(CLIPTextConfig(**config)))
    ids = torch.from_numpy(((uniform("ids", math.prod(size)) + 1) / 2 * config["vocab_size"]).astype(np.int64).reshape(size))
    states = model(ids, output_hidden_states=True).hidden_states
    skipped = {str(skip): digest(model.text_model.final_layer_norm(states[-skip])) for skip in skips}
    return {"name": name, "config": config, "size": size, "skipped": skipped}


@torch.no_grad()
def main():
    made = {
        "origin": {package: importlib.metadata.version(package) for package in ("torch", "diffusers", "transformers")},
        "unets": [unet_case(name, *case) for name, case in UNETS.items()],
        "vaes": [vae_case(name, *case) for name, case in VAES.items()],
        "texts": [text_case(name, *case) for name, case in TEXTS.items()],
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
