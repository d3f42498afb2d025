"""Records what k-diffusion's samplers do to a toy model: tests/data/golden/samplers.json.

The toy is a formula of input and timestep, the same in tests/unit/engine/tst_samplers.cpp. Latents are two pictures of
[3, 4, 2], the noise of seeds 7 and 8. Run from anywhere: `python make_samplers.py`.
"""

import json
from pathlib import Path

from references import k_diffusion

import diffusers
import torch
from diffusers import DDIMScheduler

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


def main():
    k = list(k_cases())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    recorded = {"by": "tests/golden/make_samplers.py", "torch": torch.__version__, "diffusers": diffusers.__version__,
                "k_diffusion": k}
    OUT.write_text(json.dumps(recorded, separators=(",", ":")) + "\n")
    print(len(k), "cases,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
