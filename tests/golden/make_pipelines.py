"""Records whole pictures: tests/data/golden/pipelines.json and pipelines.safetensors, held by tst_pipelines.cpp.

"Model default" cases are diffusers' StableDiffusionPipeline, all others k-diffusion as A1111 drives it (a1111.py).
Models are tiny and their weights hashes (tiny_models.py). The script fails when a model could hide an error: when its
pictures are flat, or when a changed token, guidance or schedule hardly shows; and when rounding alone would move it.
Run from anywhere: `python make_pipelines.py`; with --tune it only prints how much the models show.
"""

import json
import sys
import warnings
from pathlib import Path

import a1111
import numpy as np
import torch
from safetensors.torch import save_file
from tiny_models import CHECKPOINTS, MODELS, build, write_tokenizer

import diffusers
import transformers
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline

# Old scheduler configs are used on purpose; diffusers says so at length.
warnings.filterwarnings("ignore")
diffusers.utils.logging.set_verbosity_error()
transformers.utils.logging.set_verbosity_error()

torch.set_num_threads(1)  # the same sums on every machine, and faster for models this small

DATA = Path(__file__).parent.parent / "data" / "golden"
LEVELS, SHARE = 1, 1e-3  # tolerances: levels of 255 in any pixel; largest latent error over the latents' deviation
SENSITIVITY = 20
GAINS = {name: model["gains"] for name, model in {**MODELS, **CHECKPOINTS}.items()}
SD1 = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
SCHEDULERS = {
    "pndm": {"_class_name": "PNDMScheduler", **SD1, "skip_prk_steps": True, "set_alpha_to_one": False, "steps_offset": 1,
             "clip_sample": False, "trained_betas": None},
    "pndm old": {"_class_name": "PNDMScheduler", **SD1, "skip_prk_steps": True},
    "pndm runge-kutta": {"_class_name": "PNDMScheduler", **SD1, "timestep_spacing": "linspace"},
    "pndm velocity": {"_class_name": "PNDMScheduler", **SD1, "skip_prk_steps": True, "prediction_type": "v_prediction"},
    "ddim": {"_class_name": "DDIMScheduler", **SD1, "clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1},
    "ddim old": {"_class_name": "DDIMScheduler", **SD1},
    "ddim zero snr": {"_class_name": "DDIMScheduler", **SD1, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing",
                      "prediction_type": "v_prediction", "clip_sample": False},
    "ddim thresholding": {"_class_name": "DDIMScheduler", **SD1, "thresholding": True, "sample_max_value": 2.0,
                          "clip_sample": False, "timestep_spacing": "linspace"},
    "euler": {"_class_name": "EulerDiscreteScheduler", **SD1},
    "euler karras": {"_class_name": "EulerDiscreteScheduler", **SD1, "use_karras_sigmas": True, "timestep_spacing": "leading"},
    "euler velocity": {"_class_name": "EulerDiscreteScheduler", **SD1, "prediction_type": "v_prediction",
                       "timestep_spacing": "trailing", "rescale_betas_zero_snr": True},
    "lcm": {"_class_name": "LCMScheduler", **SD1, "original_inference_steps": 50, "set_alpha_to_one": True},
    "lms": {"_class_name": "LMSDiscreteScheduler", **SD1},
    "lms velocity": {"_class_name": "LMSDiscreteScheduler", **SD1, "prediction_type": "v_prediction", "use_karras_sigmas": True},
}
LONG = " ".join(["red forest and blue trees in the sunset"] * 12)


def case(name, **fields):
    plain = {"name": name, "model": "noise", "scheduler": "pndm", "sampler": "DPM++ 2M", "prompt": "red forest", "steps": 10,
             "cfg": 7.5, "seed": 42, "width": 64, "height": 64}
    filled = {**plain, **fields}
    filled.setdefault("parts", [[filled["prompt"], 1.0]])
    if "negative" in filled:
        filled.setdefault("negative_parts", [[filled["negative"], 1.0]])
    return filled


def own(name, scheduler, **fields):
    velocity = "velocity" in scheduler or "zero snr" in scheduler
    return case(name, sampler="Model default", scheduler=scheduler, emphasis="none", model="velocity" if velocity else "noise", **fields)


def cases():
    yield own("PNDM", "pndm", negative="blue")
    yield own("PNDM, 50 steps, tall", "pndm", steps=50, height=96)
    yield own("PNDM, 1 step", "pndm", steps=1)
    yield own("PNDM, 2 steps, largest seed", "pndm", steps=2, seed=2**64 - 1)
    yield own("PNDM, guidance 0", "pndm", cfg=0.0)
    yield own("PNDM, guidance 1", "pndm", cfg=1.0, negative="does not matter")
    yield own("PNDM, guidance 14, cut at 77 tokens", "pndm", cfg=14.0, prompt=LONG)
    yield own("PNDM of an old config, three pictures", "pndm old", count=3, steps=8)
    yield own("PNDM with Runge-Kutta steps", "pndm runge-kutta", steps=12)
    yield own("PNDM, literal brackets, clip skip 2", "pndm", prompt="((red:1.3) forest) [sunset], BREAK tree", clip_skip=2)
    yield own("PNDM, velocity", "pndm velocity", steps=12, width=96)
    yield own("DDIM", "ddim", steps=20)
    yield own("DDIM of an old config", "ddim old", seed=2**32 + 7)
    yield own("DDIM, 50 steps", "ddim", steps=50, cfg=2.0)
    yield own("DDIM, zero terminal SNR", "ddim zero snr", steps=12)
    yield own("DDIM, thresholding", "ddim thresholding", steps=3)
    yield own("Euler, odd size", "euler", width=72, height=88)
    yield own("Euler, Karras, two pictures", "euler karras", count=2)
    yield own("Euler, velocity, zero terminal SNR", "euler velocity", steps=12)
    yield own("LMS", "lms", steps=15)
    yield own("LMS, velocity, Karras", "lms velocity", steps=15)

    for sampler in ("Euler", "Euler a", "DPM++ 2M", "LMS"):
        for schedule in ("Automatic", "Uniform", "Karras"):
            yield case(f"{sampler}, {schedule}", sampler=sampler, schedule=schedule, negative="blue tree", steps=12)
        yield case(f"{sampler}, velocity", sampler=sampler, model="velocity", scheduler="pndm velocity", steps=12, seed=7)
    yield case("DPM++ 2M, 1 step", steps=1)
    yield case("DPM++ 2M, 50 steps, odd size", steps=50, width=88, height=72)
    yield case("Euler, guidance 0", sampler="Euler", cfg=0.0, negative="blue")
    yield case("Euler, guidance 1", sampler="Euler", cfg=1.0)
    yield case("Euler, guidance 0.5", sampler="Euler", cfg=0.5)
    yield case("DPM++ 2M, guidance 14", cfg=14.0)
    yield case("Euler a, four pictures, seeds around 2^64", sampler="Euler a", count=4, seed=2**64 - 2, steps=8)
    yield case("Euler a, noise of a card", sampler="Euler a", rng="nv", count=2, seed=2**40 + 3, steps=8)
    weighted = [["red ", 1.3], ["forest, ", 1.0], ["sunset", 1.1], [" and ", 1.0], ["tree", 1 / 1.1]]
    for emphasis in ("original", "no-norm", "ignore"):
        yield case(f"emphasis {emphasis}", prompt="(red :1.3)forest, (sunset) and [tree]", parts=weighted, emphasis=emphasis)
    yield case("two chunks by BREAK, clip skip 2", prompt="red forest BREAK blue sunset", clip_skip=2,
               parts=[["red forest", 1.0], None, ["blue sunset", 1.0]])
    yield case("several chunks, negative of one", prompt=LONG, negative="tree")
    yield case("several chunks in both", prompt=LONG, negative=LONG.replace("red", "blue"), count=2, steps=6)
    yield case("empty prompt", prompt="", cfg=4.0)


class Studio:
    """The models and their references."""

    def __init__(self):
        self.tokenizer, vocabulary = write_tokenizer(DATA / "tokenizer")
        self.tokenizer_2, _ = write_tokenizer(DATA / "tokenizer_2", pad="!")
        self.models = {name: build(name, vocabulary) for name in MODELS}
        self.facts = {}  # what else to record of a model, by its name

    def latents(self, case, nudge=1.0):
        """\param nudge a factor for the starting noise"""
        modules = self.models[case["model"]][0]
        config = SCHEDULERS[case["scheduler"]]
        scheduler = getattr(diffusers, config["_class_name"]).from_config(config)
        if case["sampler"] != "Model default":
            return a1111.sample(modules, [self.tokenizer, self.tokenizer_2], scheduler, case, nudge)
        pipe = self.pipeline(modules, scheduler)
        pipe.set_progress_bar_config(disable=True)
        generators = [torch.Generator("cpu").manual_seed((case["seed"] + i) % 2**64) for i in range(case.get("count", 1))]
        factor = 2 ** (len(modules["vae"].config.block_out_channels) - 1)
        shape = (modules["unet"].config.in_channels, case["height"] // factor, case["width"] // factor)
        # The generators must have drawn the start, whoever does it: they go on to a scheduler's own noise.
        start = torch.stack([torch.randn(shape, generator=generator) for generator in generators]) * nudge if nudge != 1 else None
        return pipe(case.get("text_course", [[0, case["prompt"]]])[0][1], latents=start, negative_prompt=case.get("negative"), num_inference_steps=case["steps"],
                    guidance_scale=case["cfg"], generator=generators if len(generators) > 1 else generators[0],
                    num_images_per_prompt=len(generators), width=case["width"], height=case["height"], output_type="latent",
                    **self.changes(pipe, case),
                    clip_skip=case["clip_skip"] - (2 if "text_encoder_2" in modules else 1) if "clip_skip" in case else None).images

    @staticmethod
    def changes(pipe, case):
        """For a case of one "text_course", [[last step, prompt], ...]: diffusers' way to change a prompt between two steps."""
        course = case.get("text_course", [])
        texts = [pipe.encode_prompt(text, "cpu", 1, False)[0] for _, text in course]

        def step_ends(pipe, step, timestep, tensors):
            now = a1111.at_call([[last, text] for (last, _), text in zip(course, texts)], step + 1)
            tensors["prompt_embeds"][-len(now):] = now
            return tensors

        return {"callback_on_step_end": step_ends, "callback_on_step_end_tensor_inputs": ["prompt_embeds"]} if course else {}

    def pipeline(self, modules, scheduler):
        if "text_encoder_2" in modules:
            return StableDiffusionXLPipeline(**modules, tokenizer=self.tokenizer, tokenizer_2=self.tokenizer_2, scheduler=scheduler,
                                             force_zeros_for_empty_prompt=True, add_watermarker=False)
        return StableDiffusionPipeline(**modules, tokenizer=self.tokenizer, scheduler=scheduler, safety_checker=None,
                                       feature_extractor=None, requires_safety_checker=False)

    def pictures(self, case, latents):
        vae = self.models[case["model"]][0]["vae"]
        decoded = torch.cat([vae.decode(one[None] / vae.config.scaling_factor).sample for one in latents])
        processor = diffusers.image_processor.VaeImageProcessor()
        return [torch.from_numpy(np.array(picture)) for picture in processor.postprocess(decoded, output_type="pil")]

    def run(self, case):
        latents = self.latents(case)
        return latents, self.pictures(case, latents)


def change(a, b):
    """How far two runs are apart, in tolerances."""
    levels = max((x.int() - y.int()).abs().max().item() for x, y in zip(a[1], b[1]))
    share = ((a[0] - b[0]).abs().max() / a[0].std()).item()
    return levels / LEVELS, share / SHARE


def bases():
    return (case("check"), case("check", model="velocity", scheduler="pndm velocity"), own("check", "pndm"),
            own("check", "ddim"), own("check", "euler"), own("check", "lms"), own("check", "pndm velocity"),
            case("check", model="xl", scheduler="euler", cfg=2.5), {**own("check", "euler", cfg=2.5), "model": "xl"})


def check_sensitivity(studio, bases):
    for base in bases:
        result = studio.run(base)
        other = "Karras" if base["sampler"] == "Model default" else "Uniform"
        changes = {"token": {"prompt": "red sunset", "parts": [["red sunset", 1.0]]}, "cfg": {"cfg": base["cfg"] + 1}}
        if base["sampler"] == "Model default":
            changes["schedule"] = {"scheduler": "lms velocity" if base["model"] == "velocity" else "euler karras"}
        else:
            changes["schedule"] = {"schedule": other}
        contrast = min(picture.float().std().item() for picture in result[1])
        clipped = max(((picture == 0) | (picture == 255)).float().mean().item() for picture in result[1])
        factors = {name: change(result, studio.run({**base, **fields})) for name, fields in changes.items()}
        print(f"{base['model']:9} {base['sampler']:14} {base['scheduler']:14} deviation {contrast:.0f}, clipped {clipped:.0%},",
              {name: f"{levels:.0f}x {share:.0f}x" for name, (levels, share) in factors.items()})
        if "--tune" not in sys.argv:
            assert contrast >= 30, base
            assert all(min(factor) > SENSITIVITY for factor in factors.values()), factors


@torch.no_grad()
def record(stem, cases, by, studio=None, bases=bases):
    """Writes the pictures of the cases as `stem`.json and `stem`.safetensors, once it is sure that they could fail."""
    studio = studio or Studio()
    check_sensitivity(studio, bases())
    if "--tune" in sys.argv:
        return
    listed, tensors = [], {}
    for number, golden in enumerate(cases()):
        latents, pictures = studio.run(golden)
        assert torch.isfinite(latents).all(), golden
        deviation = min(picture.float().std().item() for picture in pictures)
        assert deviation >= 30, (golden["name"], deviation)
        unrest = ((studio.latents(golden, 1 + 1e-6) - latents).abs().max() / latents.std()).item()
        assert unrest < SHARE, (golden["name"], "a millionth more noise moves it by", unrest)
        tensors[f"{number}.latents"] = latents.contiguous()
        tensors[f"{number}.pictures"] = torch.stack(pictures).contiguous()
        listed.append({key: value for key, value in golden.items() if not key.endswith(("parts", "course", "courses"))})
    save_file(tensors, DATA / f"{stem}.safetensors")
    used = {golden["model"] for golden in listed}
    models = {name: {"gains": GAINS[name], "components": parts, **studio.facts.get(name, {})}
              for name, (_, parts) in studio.models.items() if name in used}
    recorded = {"by": by, "torch": torch.__version__, "diffusers": diffusers.__version__,
                "transformers": transformers.__version__, "tolerance": {"levels": LEVELS, "share": SHARE},
                "models": models, "schedulers": SCHEDULERS, "cases": listed}
    (DATA / f"{stem}.json").write_text(json.dumps(recorded, separators=(",", ":"), ensure_ascii=False) + "\n")
    print(len(listed), "cases,", sum(path.stat().st_size for path in DATA.glob(f"{stem}.*")), "bytes")


if __name__ == "__main__":
    record("pipelines", cases, by="tests/golden/make_pipelines.py")
