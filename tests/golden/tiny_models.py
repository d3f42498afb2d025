"""Tiny Stable-Diffusion-1-like models whose weights are hashes of their names (fill.py), and a tiny CLIP tokenizer.

Gains are chosen so that pictures have contrast and that text, guidance and schedule all show in them; make_pipelines.py
asserts that they do.
"""

import json

import torch
from fill import fill

import references  # noqa: F401, before diffusers and transformers
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizerFast

CROSS, PLAIN, UP_CROSS, UP_PLAIN = "CrossAttnDownBlock2D", "DownBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"
MERGES = ["t h", "th e</w>", "r e", "re d</w>", "f o", "fo re", "s t</w>", "fore st</w>", "s u", "n s", "e t</w>",
          "b l", "u e</w>", "bl ue</w>", "i n", "in g</w>", "a n", "an d</w>", "o r", "t r", "tr e", "tre e</w>"]

TEXT_GAINS = [["embedding", 6.0], ["q_proj", 2.0], ["k_proj", 2.0], ["out_proj", 1.5], ["fc2", 1.5]]

MODELS = {
    "noise": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS]
        + [["attn2.to_q", 2.5], ["attn2.to_k", 2.5], ["attn2.to_v", 2.0], ["attn2.to_out", 2.0], ["unet/conv_out.weight", 1.2],
           ["decoder.conv_out.weight", 0.6]],
        "text_encoder": {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 3,
                         "hidden_act": "quick_gelu"},
        "unet": {"block_out_channels": [32, 48, 64], "down_block_types": [CROSS, CROSS, PLAIN],
                 "up_block_types": [UP_PLAIN, UP_CROSS, UP_CROSS], "cross_attention_dim": 32, "norm_num_groups": 8,
                 "attention_head_dim": 4, "layers_per_block": 1, "sample_size": 8},
        "vae": {"block_out_channels": [8, 16, 24, 24], "layers_per_block": 1, "norm_num_groups": 4, "latent_channels": 4,
                "scaling_factor": 0.18215, "sample_size": 64},
    },
    "velocity": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS]
        + [["attn2.to_q", 2.5], ["attn2.to_k", 2.5], ["attn2.to_v", 2.0], ["attn2.to_out", 2.0], ["unet/conv_out.weight", 1.2],
           ["decoder.conv_out.weight", 0.6]],
        "text_encoder": {"hidden_size": 24, "intermediate_size": 48, "num_attention_heads": 2, "num_hidden_layers": 2,
                         "hidden_act": "gelu"},
        "unet": {"block_out_channels": [24, 40], "down_block_types": [CROSS, CROSS], "up_block_types": [UP_CROSS, UP_CROSS],
                 "cross_attention_dim": 24, "norm_num_groups": 8, "attention_head_dim": [2, 4], "layers_per_block": 2,
                 "sample_size": 16, "in_channels": 8, "out_channels": 8, "use_linear_projection": True},
        "vae": {"block_out_channels": [8, 16, 16], "layers_per_block": 1, "norm_num_groups": 8, "latent_channels": 8,
                "scaling_factor": 0.6, "sample_size": 64},
    },
    "xl": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS]
        + [["text_encoder_2/" + part, gain] for part, gain in TEXT_GAINS] + [["text_projection", 3.0]]
        + [["attn2.to_q", 2.5], ["attn2.to_k", 2.5], ["attn2.to_v", 2.0], ["attn2.to_out", 2.0], ["add_embedding", 2.0],
           ["unet/conv_out.weight", 1.2], ["decoder.conv_out.weight", 0.6]],
        "text_encoder": {"hidden_size": 24, "intermediate_size": 48, "num_attention_heads": 2, "num_hidden_layers": 4,
                         "hidden_act": "quick_gelu"},
        "text_encoder_2": {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 5,
                           "hidden_act": "gelu", "projection_dim": 20},
        "unet": {"block_out_channels": [32, 48, 64], "down_block_types": [PLAIN, CROSS, CROSS],
                 "up_block_types": [UP_CROSS, UP_CROSS, UP_PLAIN], "cross_attention_dim": 56, "norm_num_groups": 8,
                 "attention_head_dim": [2, 3, 4], "transformer_layers_per_block": [1, 1, 2], "use_linear_projection": True,
                 "layers_per_block": 1, "sample_size": 16, "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
                 "projection_class_embeddings_input_dim": 68},
        "vae": {"block_out_channels": [8, 16, 24, 24], "layers_per_block": 1, "norm_num_groups": 4, "latent_channels": 4,
                "scaling_factor": 0.13025, "sample_size": 128},
    },
}
# Shapes of distilled models, each like one of the above but for its UNet: bk-sdm and tiny-sd have no middle and one residual block a
# level, SSD-1B a middle without a transformer and other transformers on the way up, latent consistency models are told the guidance.
for name, like, changes in (
        ("small", "noise", {"mid_block_type": None, "block_out_channels": [32, 48, 48], "down_block_types": [CROSS] * 3,
                            "up_block_types": [UP_CROSS] * 3}),
        ("trimmed xl", "xl", {"mid_block_type": "UNetMidBlock2D", "transformer_layers_per_block": [1, [2, 1], [1, 2]],
                              "reverse_transformer_layers_per_block": [[2, 1, 3], [1, 2, 1], 1], "layers_per_block": 2}),
        ("distilled", "noise", {"time_cond_proj_dim": 24})):
    MODELS[name] = {**MODELS[like], "unet": {**MODELS[like]["unet"], **changes},
                    "gains": [*MODELS[like]["gains"], ["cond_proj", 3.0]]}

# Of those that become single files (make_single_files.py), what no tensor shows is as published: 32 groups, heads 64 wide or
# 8 of them, activations, scaling factors.
UNET_GAINS = [["attn2.to_q", 2.5], ["attn2.to_k", 2.5], ["attn2.to_v", 2.0], ["attn2.to_out", 2.0], ["add_embedding", 2.0],
              ["unet/conv_out.weight", 1.2], ["decoder.conv_out.weight", 0.6]]
CHECKPOINTS = {
    "sd1 checkpoint": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS] + UNET_GAINS,
        "text_encoder": {"hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 1, "num_hidden_layers": 3,
                         "hidden_act": "quick_gelu"},
        "unet": {"block_out_channels": [32, 64, 96], "down_block_types": [CROSS, CROSS, PLAIN],
                 "up_block_types": [UP_PLAIN, UP_CROSS, UP_CROSS], "cross_attention_dim": 64, "attention_head_dim": 8,
                 "layers_per_block": 2, "sample_size": 64},
        "vae": {"block_out_channels": [32, 32, 64, 64], "layers_per_block": 2, "latent_channels": 4, "scaling_factor": 0.18215},
    },
    "sd2 checkpoint": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS] + UNET_GAINS,
        "text_encoder": {"hidden_size": 64, "intermediate_size": 64, "num_attention_heads": 1, "num_hidden_layers": 23,
                         "hidden_act": "gelu"},
        "unet": {"block_out_channels": [64, 128], "down_block_types": [CROSS, PLAIN], "up_block_types": [UP_PLAIN, UP_CROSS],
                 "cross_attention_dim": 64, "attention_head_dim": [1, 2], "layers_per_block": 1, "sample_size": 96,
                 "use_linear_projection": True},
        "vae": {"block_out_channels": [32, 32, 64, 64], "layers_per_block": 1, "latent_channels": 4, "scaling_factor": 0.18215},
    },
    "xl checkpoint": {
        "gains": [["text_encoder/" + part, gain] for part, gain in TEXT_GAINS]
        + [["text_encoder_2/" + part, gain] for part, gain in TEXT_GAINS] + [["text_projection", 3.0]] + UNET_GAINS,
        "text_encoder": {"hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 1, "num_hidden_layers": 4,
                         "hidden_act": "quick_gelu"},
        "text_encoder_2": {"hidden_size": 128, "intermediate_size": 160, "num_attention_heads": 2, "num_hidden_layers": 5,
                           "hidden_act": "gelu", "projection_dim": 128},
        "unet": {"block_out_channels": [32, 64, 128], "down_block_types": [PLAIN, CROSS, CROSS],
                 "up_block_types": [UP_CROSS, UP_CROSS, UP_PLAIN], "cross_attention_dim": 192, "attention_head_dim": [1, 1, 2],
                 "transformer_layers_per_block": [1, 1, 2], "use_linear_projection": True, "layers_per_block": 1,
                 "sample_size": 128, "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
                 "projection_class_embeddings_input_dim": 176},
        "vae": {"block_out_channels": [32, 32, 64, 64], "layers_per_block": 1, "latent_channels": 4, "scaling_factor": 0.13025},
    },
}


def _byte_letters():
    """The letters by which CLIP's tokenizers write the 256 bytes: what can be printed stands for itself (GPT-2's table)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in printable] + [chr(256 + i) for i in range(256 - len(printable))]


def write_tokenizer(folder, pad="<|endoftext|>"):
    """CLIP's format: bytes, bytes that end a word, merges, start, end."""
    letters = _byte_letters()
    pieces = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in MERGES]
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "vocab.json": {piece: number for number, piece in enumerate(pieces)},
        "special_tokens_map.json": {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>",
                                    "pad_token": pad, "unk_token": "<|endoftext|>"},
        "tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True,
                                  "add_prefix_space": False, "errors": "replace"},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(MERGES) + "\n")
    return CLIPTokenizerFast.from_pretrained(folder), len(pieces)


def vae_config(options):
    levels = len(options["block_out_channels"])
    return {**options, "down_block_types": ["DownEncoderBlock2D"] * levels, "up_block_types": ["UpDecoderBlock2D"] * levels}


def filled(module, component, gains):
    """The module with its weights, and the list of their names and shapes."""
    state = {key: value for key, value in module.state_dict().items() if value.is_floating_point()}
    weights = {key: torch.from_numpy(fill(f"{component}/{key}", tuple(value.shape), gains)) for key, value in state.items()}
    module.load_state_dict(weights, strict=False)
    return module.eval(), [[key, list(value.shape)] for key, value in state.items()]


def build(name, vocabulary):
    """({component: module}, {component: {"config", "tensors"}})"""
    model = {**MODELS, **CHECKPOINTS}[name]
    text = {**model["text_encoder"], "vocab_size": vocabulary, "max_position_embeddings": 77, "eos_token_id": vocabulary - 1,
            "bos_token_id": vocabulary - 2, "pad_token_id": vocabulary - 1}
    configs = {"text_encoder": {"model_type": "clip_text_model", **text}, "unet": model["unet"], "vae": vae_config(model["vae"])}
    modules = {"text_encoder": CLIPTextModel(CLIPTextConfig(**text)), "unet": UNet2DConditionModel(**configs["unet"]),
               "vae": AutoencoderKL(**configs["vae"])}
    if "text_encoder_2" in model:
        second = {**text, "pad_token_id": 0, **model["text_encoder_2"]}
        configs["text_encoder_2"] = {"model_type": "clip_text_model", "architectures": ["CLIPTextModelWithProjection"], **second}
        modules["text_encoder_2"] = CLIPTextModelWithProjection(CLIPTextConfig(**second))
    classes = {"unet": "UNet2DConditionModel", "vae": "AutoencoderKL"}
    parts = {}
    for component, module in modules.items():
        modules[component], tensors = filled(module, component, model["gains"])
        config = {"_class_name": classes[component], **configs[component]} if component in classes else configs[component]
        parts[component] = {"config": config, "tensors": tensors}
    return modules, parts
