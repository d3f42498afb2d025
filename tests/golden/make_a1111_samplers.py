"""Records what the samplers and schedules of A1111's list do to a toy model: tests/data/golden/a1111_samplers.json.

Who says so: witnesses.py and schedules.py; torchsde for the Brownian tree. The toy is a formula of input and timestep, the
same in tests/unit/engine/tst_a1111_samplers.cpp. Latents are two pictures of [3, 4, 2], the noise of seeds 7 and 8.
Run from anywhere: `python make_a1111_samplers.py`.
"""

import json
import warnings
from pathlib import Path

import torch
import torchsde
import witnesses
from schedules import SCHEDULES

import diffusers

warnings.filterwarnings("ignore", message="Should have t")  # k-diffusion asks a millionth beyond the tree's ends
OUT = Path(__file__).parent.parent / "data" / "golden" / "a1111_samplers.json"
SHAPE = (3, 4, 2)
SEEDS = (7, 8)
CFG = 7.0
ALPHAS = diffusers.DDIMScheduler(**witnesses.SD1).alphas_cumprod


def toy(x, t, depth=0.6):
    """Bends its input, and the more the later the step."""
    return depth * torch.sin(2.0 * x + 0.003 * t[:, None, None, None]) + 0.25 * x


def both(x, t):
    return toy(x, t, 0.5), toy(x, t)


def rounded(values, digits):
    return [float(f"{value:.{digits}g}") for value in values.flatten().tolist()]


def toy_run(seeds, prediction):
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    draw = lambda *args: torch.stack([torch.randn(SHAPE, generator=generator) for generator in generators])
    return witnesses.Run(toy, ALPHAS, prediction, draw, list(seeds), both, CFG), generators


def latents(name, schedule, steps, prediction):
    if name == "LCM by diffusers":
        run, generators = toy_run(SEEDS, prediction)
        return witnesses.lcm_by_diffusers(run, steps, run.draw(), generators)
    # The pictures of DPM adaptive must not share their steps.
    groups = [[seed] for seed in SEEDS] if name == "DPM adaptive" else [SEEDS]
    runs = [toy_run(group, prediction)[0] for group in groups]
    return torch.cat([witnesses.sample(name, run, schedule, steps, run.draw()) for run in runs])


def sampler_cases():
    for name in witnesses.SAMPLERS:
        reads_none = name in witnesses.READ_NO_SCHEDULE
        for schedule in ["Automatic"] if reads_none else ["Uniform", "Karras", "Exponential"]:
            yield name, schedule, 12, "epsilon"
        for steps, prediction in ((1, "epsilon"), (2, "epsilon"), (7, "v_prediction"), (25, "epsilon"), (40, "epsilon")):
            if steps == 1 and name.startswith(("DPM++ 2M SDE", "DPM++ 3M SDE")):
                continue  # k-diffusion fails there
            yield name, "Automatic", steps, prediction
    for schedule in SCHEDULES:
        yield "DPM++ 2M SDE", schedule, 15, "v_prediction"
        yield "DPM2 a", schedule, 15, "epsilon"
    for steps in (2, 8, 50):
        yield "LCM by diffusers", "Automatic", steps, "epsilon"
    yield "LCM by diffusers", "Automatic", 8, "v_prediction"


def schedule_cases():
    model = witnesses.WRAPPERS["epsilon"](toy, ALPHAS, quantize=False)
    for name, schedule in SCHEDULES.items():
        for steps in (2, 7, 20, 64):
            yield {"schedule": name, "steps": steps, "sigmas": rounded(schedule(model, steps), 9)}
        if name != "Align Your Steps":
            yield {"schedule": name, "steps": 1, "sigmas": rounded(schedule(model, 1), 9)}


def tree_cases():
    """Increments between times that halve evenly, that do not, that lie a millionth apart and beyond the ends."""
    for seed in (0, 1, 42, 2**32 - 1, 2**32, 2**64 - 1):
        for low, high in ((0.0291675, 14.6146412), (0.0, 1.0), (0.0413, 4096.0)):
            tree = torchsde.BrownianTree(low, torch.zeros(SHAPE), high, entropy=seed)
            length = high - low
            times = [(low, high), (low + length / 4, low + length / 2), (low + 0.3 * length, low + 0.7 * length),
                     (low + 0.1234567, low + 0.1234567 + 2e-6), (low - 1e-6, low + 0.01 * length), (low + 0.9 * length, high + 1e-6)]
            for begin, end in times:
                yield {"seed": seed, "low": low, "high": high, "from": begin, "to": end,
                       "increment": rounded(tree(max(begin, low), min(end, high))[0, 0], 7)}


@torch.no_grad()
def main():
    recorded = {"by": "tests/golden/make_a1111_samplers.py", "torch": torch.__version__, "diffusers": diffusers.__version__,
                "schedules": list(schedule_cases()), "trees": list(tree_cases()), "samplers": []}
    for name, schedule, steps, prediction in sampler_cases():
        x = latents(name, schedule, steps, prediction)
        assert torch.isfinite(x).all(), (name, schedule, steps)
        recorded["samplers"].append({"sampler": name.removesuffix(" by diffusers"), "schedule": schedule, "steps": steps,
                                     "prediction": prediction, "latents": rounded(x, 7)})
    OUT.write_text(json.dumps(recorded, separators=(",", ":")) + "\n")
    print(*(f"{len(recorded[key])} {key}," for key in ("samplers", "schedules", "trees")), OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
