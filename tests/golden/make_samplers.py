"""Records what k-diffusion's samplers and diffusers' schedulers do to a toy model: tests/data/golden/samplers.json.

The toy is a formula of input and timestep, the same in tests/unit/engine/tst_samplers.cpp. Latents are two pictures of
[3, 4, 2], the noise of seeds 7 and 8. Run from anywhere: `python make_samplers.py`.
"""

import json
from pathlib import Path

from references import k_diffusion

import diffusers
import torch
from diffusers import DDIMScheduler, EulerDiscreteScheduler, LMSDiscreteScheduler, PNDMScheduler

kd = k_diffusion()
OUT = Path(__file__).parent.parent / "data" / "golden" / "samplers.json"
SHAPE = (3, 4, 2)
SEEDS = (7, 8)
SD1 = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


def toy(x, t):
    """Bends its input, and the more the later the step."""
    return 0.6 * torch.sin(2.0 * x + 0.003 * t) + 0.25 * x


def noises():
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in SEEDS]
    return lambda *args: torch.stack([torch.randn(SHAPE, generator=generator) for generator in generators])


def run_k(function, schedule, steps, prediction):
    alphas = DDIMScheduler(**SD1).alphas_cumprod
    wrap = {"epsilon": kd.external.DiscreteEpsDDPMDenoiser, "v_prediction": kd.external.DiscreteVDDPMDenoiser}
    model = wrap[prediction](lambda x, t: toy(x, t[:, None, None, None]), alphas, quantize=False)
    if schedule == "Karras":
        sigmas = kd.sampling.get_sigmas_karras(steps, model.sigma_min.item(), model.sigma_max.item())
    else:
        sigmas = model.get_sigmas(steps)
    draw = noises()
    extra = {"noise_sampler": draw} if "ancestral" in function else {}
    x = getattr(kd.sampling, function)(model, draw() * sigmas[0], sigmas, disable=True, **extra)
    return sigmas, x


def k_cases():
    names = {"Euler": "sample_euler", "Euler a": "sample_euler_ancestral", "DPM++ 2M": "sample_dpmpp_2m", "LMS": "sample_lms"}
    for name, function in names.items():
        for schedule in ("Uniform", "Karras"):
            for steps, prediction in ((1, "epsilon"), (2, "epsilon"), (7, "v_prediction"), (25, "epsilon")):
                sigmas, x = run_k(function, schedule, steps, prediction)
                yield {"sampler": name, "schedule": schedule, "steps": steps, "prediction": prediction,
                       "sigmas": sigmas.tolist(), "latents": x.flatten().tolist()}


def run_diffusers(config, steps):
    scheduler = getattr(diffusers, config["_class_name"]).from_config(config)
    # As StableDiffusionPipeline does to whatever scheduler it is given.
    scheduler.register_to_config(steps_offset=1)
    if scheduler.config.get("clip_sample"):
        scheduler.register_to_config(clip_sample=False)
    scheduler.set_timesteps(steps)
    x = noises()() * scheduler.init_noise_sigma
    for t in scheduler.timesteps:
        x = scheduler.step(toy(scheduler.scale_model_input(x, t), float(t)), t, x, return_dict=False)[0]
    return scheduler.timesteps, x


def diffusers_configs():
    spacings = ("leading", "linspace", "trailing")
    predictions = {PNDMScheduler: ("epsilon", "v_prediction")}
    for kind in (PNDMScheduler, DDIMScheduler, EulerDiscreteScheduler, LMSDiscreteScheduler):
        for spacing in spacings:
            for prediction in predictions.get(kind, ("epsilon", "v_prediction", "sample")):
                yield kind, {"timestep_spacing": spacing, "prediction_type": prediction, "skip_prk_steps": True}, 10
    trained = [0.001 + 0.00002 * i for i in range(500)]
    for kind, options, steps in (
        (PNDMScheduler, {"skip_prk_steps": False}, 4),
        (PNDMScheduler, {"skip_prk_steps": False, "timestep_spacing": "linspace"}, 13),
        (PNDMScheduler, {"skip_prk_steps": False, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}, 9),
        (PNDMScheduler, {"skip_prk_steps": True}, 1),
        (PNDMScheduler, {"skip_prk_steps": True}, 2),
        (PNDMScheduler, {"skip_prk_steps": True, "set_alpha_to_one": True, "clip_sample": False}, 50),
        (PNDMScheduler, {"skip_prk_steps": True, "beta_schedule": "squaredcos_cap_v2"}, 20),
        (PNDMScheduler, {"skip_prk_steps": True, "trained_betas": trained, "num_train_timesteps": 500}, 20),
        (DDIMScheduler, {}, 1),
        (DDIMScheduler, {"set_alpha_to_one": False, "clip_sample": True}, 50),
        (DDIMScheduler, {"thresholding": True, "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.9}, 12),
        (DDIMScheduler, {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}, 12),
        (DDIMScheduler, {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02}, 12),
        (EulerDiscreteScheduler, {}, 1),
        (EulerDiscreteScheduler, {"timestep_spacing": "leading"}, 50),
        (EulerDiscreteScheduler, {"use_karras_sigmas": True}, 12),
        (EulerDiscreteScheduler, {"use_karras_sigmas": True, "sigma_min": 0.1, "sigma_max": 10.0}, 12),
        (EulerDiscreteScheduler, {"use_exponential_sigmas": True, "timestep_spacing": "trailing"}, 12),
        (EulerDiscreteScheduler, {"interpolation_type": "log_linear"}, 12),
        (EulerDiscreteScheduler, {"final_sigmas_type": "sigma_min"}, 12),
        (EulerDiscreteScheduler, {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}, 12),
        (EulerDiscreteScheduler, {"timestep_type": "continuous", "prediction_type": "v_prediction"}, 12),
        (LMSDiscreteScheduler, {}, 1),
        (LMSDiscreteScheduler, {}, 50),
        (LMSDiscreteScheduler, {"use_karras_sigmas": True}, 12),
        (LMSDiscreteScheduler, {"use_exponential_sigmas": True, "timestep_spacing": "leading"}, 12),
        (LMSDiscreteScheduler, {"rescale_betas_zero_snr": True}, 12),
    ):
        yield kind, options, steps


def diffusers_cases():
    for kind, options, steps in diffusers_configs():
        config = {"_class_name": kind.__name__, **SD1, **options}
        timesteps, x = run_diffusers(config, steps)
        assert torch.isfinite(x).all(), config
        yield {"config": config, "steps": steps, "calls": len(timesteps), "latents": x.flatten().tolist()}


def main():
    k, d = list(k_cases()), list(diffusers_cases())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    recorded = {"by": "tests/golden/make_samplers.py", "torch": torch.__version__, "diffusers": diffusers.__version__,
                "k_diffusion": k, "diffusers_cases": d}
    OUT.write_text(json.dumps(recorded, separators=(",", ":")) + "\n")
    print(len(k), "cases of k-diffusion,", len(d), "of diffusers,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
