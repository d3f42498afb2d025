"""Records pictures of single-file checkpoints: tests/data/golden/single_files.json and .safetensors, held by tst_pipelines.cpp
beside those of make_pipelines.py, with its checks.

Tiny models (tiny_models.py) are written in the layout of CompVis' and Stability's programs. diffusers' own from_single_file
reads these bytes, must find the very tensors that went in, and makes the pictures. The manifest says under which name each
tensor stands there, so that the C++ test writes the same file; its SHA-256 is recorded too.
Run from anywhere: `python make_single_files.py`.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import make_pipelines
import numpy as np
from fill import fill
from make_pipelines import LONG, SCHEDULERS, SD1, Studio, case
from tiny_models import CHECKPOINTS, build

from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline

# As stabilityai published them; Stable Diffusion 1's is "pndm".
SCHEDULERS["sd2"] = {"_class_name": "DDIMScheduler", **SD1, "clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1,
                     "prediction_type": "v_prediction"}
SCHEDULERS["sdxl"] = {"_class_name": "EulerDiscreteScheduler", **SD1, "steps_offset": 1, "timestep_spacing": "leading"}
SCHEDULER_OF = {"sd1 checkpoint": "pndm", "sd2 checkpoint": "sd2", "xl checkpoint": "sdxl"}

RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
          "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
VAE_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
OPEN_CLIP = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj",
             "self_attn.out_proj": "attn.out_proj"}


def unet_blocks(config):
    """[(beginning of the diffusers name, of the original name, names of what follows)], block by block as the original
    program appends them to its lists."""
    levels = len(config["block_out_channels"])
    layers = config["layers_per_block"]
    yield from (("time_embedding.linear_1", "time_embed.0", {}), ("time_embedding.linear_2", "time_embed.2", {}),
                ("add_embedding.linear_1", "label_emb.0.0", {}), ("add_embedding.linear_2", "label_emb.0.2", {}),
                ("conv_in", "input_blocks.0.0", {}), ("conv_norm_out", "out.0", {}), ("conv_out", "out.2", {}),
                ("mid_block.resnets.0", "middle_block.0", RESNET), ("mid_block.attentions.0", "middle_block.1", {}),
                ("mid_block.resnets.1", "middle_block.2", RESNET))
    number = 1
    for level in range(levels):
        for layer in range(layers):
            yield f"down_blocks.{level}.resnets.{layer}", f"input_blocks.{number}.0", RESNET
            yield f"down_blocks.{level}.attentions.{layer}", f"input_blocks.{number}.1", {}
            number += 1
        if level != levels - 1:
            yield f"down_blocks.{level}.downsamplers.0.conv", f"input_blocks.{number}.0.op", {}
            number += 1
    number = 0
    for level in range(levels):
        has_attention = "CrossAttn" in config["up_block_types"][level]
        for layer in range(layers + 1):
            yield f"up_blocks.{level}.resnets.{layer}", f"output_blocks.{number}.0", RESNET
            yield f"up_blocks.{level}.attentions.{layer}", f"output_blocks.{number}.1", {}
            if layer == layers and level != levels - 1:
                yield f"up_blocks.{level}.upsamplers.0.conv", f"output_blocks.{number}.{2 if has_attention else 1}.conv", {}
            number += 1


def vae_blocks(config):
    levels = len(config["block_out_channels"])
    shortcut = {"conv_shortcut": "nin_shortcut"}
    for side in ("encoder", "decoder"):
        yield f"{side}.mid_block.resnets.0", f"{side}.mid.block_1", shortcut
        yield f"{side}.mid_block.attentions.0", f"{side}.mid.attn_1", VAE_ATTENTION
        yield f"{side}.mid_block.resnets.1", f"{side}.mid.block_2", shortcut
        yield f"{side}.conv_norm_out", f"{side}.norm_out", {}
    for level in range(levels):
        finest_first = levels - 1 - level
        for layer in range(config["layers_per_block"] + 1):
            yield f"encoder.down_blocks.{level}.resnets.{layer}", f"encoder.down.{level}.block.{layer}", shortcut
            yield f"decoder.up_blocks.{level}.resnets.{layer}", f"decoder.up.{finest_first}.block.{layer}", shortcut
        yield f"encoder.down_blocks.{level}.downsamplers.0", f"encoder.down.{level}.downsample", {}
        yield f"decoder.up_blocks.{level}.upsamplers.0", f"decoder.up.{finest_first}.upsample", {}


def renamed(name, blocks):
    for beginning, original, parts in blocks:
        if name.startswith(beginning + "."):
            rest = name[len(beginning) + 1:]
            part = next((p for p in parts if rest.startswith(p + ".")), None)
            return original + "." + (parts[part] + rest[len(part):] if part else rest)
    return name


def open_clip_rows(tensors):
    """Queries, keys and values of a layer follow each other, so that they can lie fused."""
    rows = []
    for name, shape in tensors:
        layer = name.removeprefix("text_model.encoder.layers.").split(".")[0]
        if name.endswith(("k_proj.weight", "k_proj.bias", "v_proj.weight", "v_proj.bias")):
            continue
        if name.endswith(("q_proj.weight", "q_proj.bias")):
            kind = name.rsplit(".", 1)[1]
            rows += [[name.replace("q_proj", f"{one}_proj"), shape, f"transformer.resblocks.{layer}.attn.in_proj_{kind}"]
                     for one in "qkv"]
        elif name == "text_projection.weight":
            rows.append([name, shape, "text_projection", "transposed"])
        elif name.startswith("text_model.encoder.layers."):
            part = name.removeprefix(f"text_model.encoder.layers.{layer}.")
            module, kind = part.rsplit(".", 1)
            rows.append([name, shape, f"transformer.resblocks.{layer}.{OPEN_CLIP[module]}.{kind}"])
        else:
            rows.append([name, shape, {"text_model.embeddings.token_embedding.weight": "token_embedding.weight",
                                       "text_model.embeddings.position_embedding.weight": "positional_embedding",
                                       "text_model.final_layer_norm.weight": "ln_final.weight",
                                       "text_model.final_layer_norm.bias": "ln_final.bias"}[name]])
    return rows


def with_original_names(component, part, family):
    """The component's rows [name, shape, original name, form]; form: "transposed", or "1x1" for a matrix that lies there as a
    convolution."""
    prefix, is_open_clip = {
        ("text_encoder", "sd1"): ("cond_stage_model.transformer.", False),
        ("text_encoder", "sd2"): ("cond_stage_model.model.", True),
        ("text_encoder", "xl"): ("conditioner.embedders.0.transformer.", False),
        ("text_encoder_2", "xl"): ("conditioner.embedders.1.model.", True),
        ("unet", family): ("model.diffusion_model.", False),
        ("vae", family): ("first_stage_model.", False),
    }[component, family]
    if is_open_clip:
        rows = open_clip_rows(part["tensors"])
    elif component == "unet":
        blocks = list(unet_blocks(part["config"]))
        rows = [[name, shape, renamed(name, blocks)] for name, shape in part["tensors"]]
    elif component == "vae":
        blocks = list(vae_blocks(part["config"]))
        rows = [[name, shape, renamed(name, blocks)] + (["1x1"] if "attentions" in name and len(shape) == 2 else [])
                for name, shape in part["tensors"]]
    else:
        rows = [[name, shape, name] for name, shape in part["tensors"]]
    return [[name, shape, prefix + original, *form] for name, shape, original, *form in rows]


def extras(family, unet_rows):
    """[name, shape, type] of what trainers leave in their files, and nobody reads."""
    if family == "sd1":
        yield from (["alphas_cumprod", [1000], "F32"], ["betas", [1000], "F32"], ["logvar", [1000], "F32"],
                    ["global_step", [], "I64"], ["model_ema.decay", [], "F32"], ["model_ema.num_updates", [], "I32"],
                    ["optimizer.state.0.exp_avg", [4, 4], "F32"], ["first_stage_model.loss.logvar", [], "F32"],
                    ["cond_stage_model.transformer.text_model.embeddings.position_ids", [1, 77], "I64"])
        for _, shape, original in unet_rows[:20]:
            yield ["model_ema." + original.removeprefix("model.").replace(".", ""), shape, "F32"]
    elif family == "sd2":
        last = "cond_stage_model.model.transformer.resblocks.23."
        yield from ([last + "attn.in_proj_weight", [192, 64], "F32"], [last + "attn.in_proj_bias", [192], "F32"],
                    [last + "attn.out_proj.weight", [64, 64], "F32"], [last + "attn.out_proj.bias", [64], "F32"],
                    [last + "ln_1.weight", [64], "F32"], [last + "ln_1.bias", [64], "F32"], [last + "ln_2.weight", [64], "F32"],
                    [last + "ln_2.bias", [64], "F32"], [last + "mlp.c_fc.weight", [64, 64], "F32"],
                    [last + "mlp.c_fc.bias", [64], "F32"], [last + "mlp.c_proj.weight", [64, 64], "F32"],
                    [last + "mlp.c_proj.bias", [64], "F32"], ["cond_stage_model.model.text_projection", [64, 64], "F32"],
                    ["cond_stage_model.model.logit_scale", [], "F32"])
    else:
        yield from (["conditioner.embedders.1.model.logit_scale", [], "F32"], ["denoiser.sigmas", [1000], "F32"])


def original_bytes(parts, gains, extra):
    """A safetensors file: rows in order, fused where neighbours share their original name."""
    header, data = {}, b""
    for component, part in parts.items():
        for name, shape, original, *form in part["tensors"]:
            values = fill(f"{component}/{name}", tuple(shape), gains)
            lies = shape + [1, 1] if form == ["1x1"] else shape[::-1] if form == ["transposed"] else shape
            data += (values.T if form == ["transposed"] else values).astype("<f4").tobytes()
            if original in header:
                header[original]["shape"][0] += lies[0]
                header[original]["data_offsets"][1] = len(data)
            else:
                header[original] = {"dtype": "F32", "shape": list(lies), "data_offsets": [len(data) - values.nbytes, len(data)]}
    for name, shape, kind in extra:
        values = fill(name, tuple(shape)) if kind == "F32" else np.zeros(shape, {"I64": "<i8", "I32": "<i4"}[kind])
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + values.nbytes]}
        data += values.tobytes()
    text = json.dumps(header, sort_keys=True, separators=(",", ":"))
    text += " " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text.encode() + data


class CheckpointStudio(Studio):
    """Its modules are those that diffusers reads from the single files."""

    def __init__(self):
        super().__init__()
        vocabulary = len(self.tokenizer)
        self.models = {name: self.through_single_file(name, *build(name, vocabulary)) for name in CHECKPOINTS}

    def through_single_file(self, name, modules, parts):
        family = name.split()[0]
        for component, part in parts.items():
            part["tensors"] = with_original_names(component, part, family)
        extra = list(extras(family, parts["unet"]["tensors"]))
        content = original_bytes(parts, CHECKPOINTS[name]["gains"], extra)
        self.facts[name] = {"extras": extra, "sha256": hashlib.sha256(content).hexdigest()}
        with tempfile.TemporaryDirectory() as folder:
            scheduler = make_pipelines.diffusers.DDIMScheduler.from_config(SCHEDULERS[SCHEDULER_OF[name]])
            self.pipeline(modules, scheduler).save_pretrained(folder)
            path = Path(folder) / "model.safetensors"
            path.write_bytes(content)
            kind = StableDiffusionXLPipeline if family == "xl" else StableDiffusionPipeline
            pipe = kind.from_single_file(str(path), config=folder, local_files_only=True)
        loaded = {component: getattr(pipe, component).eval() for component in modules}
        for component, module in modules.items():
            found = loaded[component].state_dict()
            for key, value in module.state_dict().items():
                assert (found[key] == value).all(), (name, component, key)
        print(name, len(content), "bytes")
        return loaded, parts


def cases():
    def own(model, name, **fields):
        return case(f"{model}: {name}", model=model, scheduler=SCHEDULER_OF[model], sampler="Model default", emphasis="none", **fields)

    for model in CHECKPOINTS:
        yield own(model, "its own scheduler", negative="blue", steps=8, cfg=3.0)
        yield case(f"{model}: DPM++ 2M", model=model, scheduler=SCHEDULER_OF[model], negative="blue tree", steps=8, cfg=3.0)
    yield case("sd2 checkpoint: clip skip 2, several chunks", model="sd2 checkpoint", scheduler="sd2", prompt=LONG, clip_skip=2,
               steps=6, cfg=3.0, sampler="Euler")


def bases():
    return (case("check", model=model, scheduler=SCHEDULER_OF[model], cfg=3.0) for model in CHECKPOINTS)


if __name__ == "__main__":
    make_pipelines.record("single_files", cases, by="tests/golden/make_single_files.py", studio=CheckpointStudio(), bases=bases)
