"""Records what every scheduler of diffusers does to a toy model: tests/data/golden/schedulers.json.

The toy is a formula of input and timestep, the same in tests/unit/engine/tst_schedulers.cpp. Latents are two pictures of
[3, 2, 2], the noise of seeds 7 and 8. Each class runs with every prediction type and timestep spacing that it allows, and
with each of its options apart; the script fails where an option moves the latents by less than SENSITIVITY tolerances,
unless the case says why it cannot. Run from anywhere: `python make_schedulers.py`.
"""

import inspect
import itertools
import json
import warnings
from pathlib import Path

import references  # noqa: F401, before diffusers

import diffusers
import torch

warnings.filterwarnings("ignore")
diffusers.utils.logging.set_verbosity_error()
torch.set_num_threads(1)

OUT = Path(__file__).parent.parent / "data" / "golden" / "schedulers.json"
SHAPE = (3, 2, 2)
SEEDS = (7, 8)
TOLERANCE, SENSITIVITY = 1e-3, 20  # of the latents' deviation; tolerances
SD1 = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
ALL, NO_SAMPLE = ("epsilon", "v_prediction", "sample"), ("epsilon", "v_prediction")
SPACINGS = ("leading", "linspace", "trailing")
TRAINED = [round(0.001 + 0.00002 * i, 6) for i in range(500)]
UNREAD = "this class does not read it"

# class: prediction types, whether it reads timestep_spacing, options of every case
CLASSES = {
    "PNDMScheduler": (NO_SAMPLE, True, {"skip_prk_steps": True}),
    "DDIMScheduler": (ALL, True, {}),
    "DDPMScheduler": (ALL, True, {}),
    "EulerDiscreteScheduler": (ALL, True, {}),
    "EulerAncestralDiscreteScheduler": (NO_SAMPLE, True, {}),
    "HeunDiscreteScheduler": (ALL, True, {}),
    "KDPM2DiscreteScheduler": (NO_SAMPLE, True, {}),
    "KDPM2AncestralDiscreteScheduler": (NO_SAMPLE, True, {}),
    "LMSDiscreteScheduler": (ALL, True, {}),
    "DPMSolverSDEScheduler": (NO_SAMPLE, True, {"noise_sampler_seed": 5}),
    "DPMSolverMultistepScheduler": (ALL, True, {}),
    "DPMSolverSinglestepScheduler": (ALL, False, {}),
    "DEISMultistepScheduler": (ALL, True, {}),
    "UniPCMultistepScheduler": (ALL, True, {}),
    "LCMScheduler": (ALL, False, {}),
    "TCDScheduler": (ALL, False, {}),
}


def toy(x, t):
    """Bends its input, and the more the later the step."""
    return 0.6 * torch.sin(2.0 * x + 0.003 * t) + 0.25 * x


def scheduler_of(case):
    """As StableDiffusionPipeline leaves it, or as StableDiffusionXLPipeline does, which does not touch it."""
    scheduler = getattr(diffusers, case["config"]["_class_name"]).from_config(case["config"])
    if not case.get("untouched"):
        scheduler.register_to_config(steps_offset=1)
        if scheduler.config.get("clip_sample"):
            scheduler.register_to_config(clip_sample=False)
    return scheduler


def run(case):
    """Both pictures at once; one by one where diffusers gives a whole batch one Brownian tree."""
    if case["config"]["_class_name"] != "DPMSolverSDEScheduler":
        return run_pictures(case, SEEDS)
    runs = [run_pictures(case, (seed,)) for seed in SEEDS]
    return runs[0][0], torch.cat([x for _, x in runs])


def run_pictures(case, seeds):
    scheduler = scheduler_of(case)
    if case["config"].get("noise_sampler_seed", 0) is None:
        scheduler.noise_sampler_seed = seeds[0]  # which diffusers would draw
    scheduler.set_timesteps(case["steps"])
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)  # as StableDiffusionXLPipeline does; without it, two equal timesteps are an error
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    x = torch.stack([torch.randn(SHAPE, generator=generator) for generator in generators]) * scheduler.init_noise_sigma
    accepted = inspect.signature(scheduler.step).parameters
    extra = {name: value for name, value in (("eta", 0.0), ("generator", generators)) if name in accepted}
    for t in scheduler.timesteps:
        x = scheduler.step(toy(scheduler.scale_model_input(x, t), float(t)), t, x, return_dict=False, **extra)[0]
    assert torch.isfinite(x).all(), case
    return scheduler.timesteps.tolist(), x


def apart(a, b):
    """In tolerances."""
    return ((a - b).abs().max() / a.std()).item() / TOLERANCE


def options():
    """class, options, steps, and what else the case says; "same" = why the option changes nothing."""
    karras, exponential = {"use_karras_sigmas": True}, {"use_exponential_sigmas": True}
    velocity, zero_snr = {"prediction_type": "v_prediction"}, {"rescale_betas_zero_snr": True}
    trailing = {"timestep_spacing": "trailing"}
    threshold = {"thresholding": True, "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.9}
    for name in CLASSES:
        yield name, {"trained_betas": TRAINED, "num_train_timesteps": 500}, 10, {}
        if name != "KDPM2AncestralDiscreteScheduler":  # rounding makes NaN of it in diffusers
            yield name, {"beta_schedule": "squaredcos_cap_v2"}, 10, {}
        yield name, {"beta_schedule": "linear"}, 10, {}
        yield name, {}, 1, {}
        yield name, {}, 2, {}
        yield name, {}, 25, {}
        yield name, {"prediction_type": "v_prediction"}, 16, {}
        if CLASSES[name][1]:
            yield name, {"steps_offset": 7, "timestep_spacing": "leading"}, 10, {"same": "the pipeline sets it to 1"}
            yield name, {"steps_offset": 7, "timestep_spacing": "leading"}, 10, {"untouched": True}
        else:
            yield name, {"timestep_spacing": "trailing"}, 10, {"same": UNREAD}

    yield "PNDMScheduler", {"skip_prk_steps": False}, 4, {}
    yield "PNDMScheduler", {"skip_prk_steps": False, "timestep_spacing": "linspace"}, 13, {}
    yield "PNDMScheduler", {"skip_prk_steps": False, **velocity, **trailing}, 5, {}
    noisy = {"beta_start": 0.005}
    yield "PNDMScheduler", {**noisy, "set_alpha_to_one": True}, 10, {"plain": noisy}
    yield "PNDMScheduler", {"clip_sample": True}, 10, {"same": UNREAD}

    for name in ("DDIMScheduler", "DDPMScheduler"):
        yield name, {"clip_sample": True}, 10, {"same": "the pipeline sets it to false"}
        yield name, {}, 10, {"untouched": True, "plain": {"clip_sample": False}}
        yield name, {"clip_sample_range": 0.5}, 10, {"untouched": True}
        yield name, {"clip_sample": False}, 10, {"untouched": True}
        yield name, threshold, 10, {}
        yield name, {**threshold, "sample_max_value": 0.7}, 10, {}
        yield name, {**zero_snr, **velocity, **trailing}, 10, {}
        yield name, {**zero_snr, "prediction_type": "sample", **trailing}, 10, {}
        yield name, {**zero_snr, **trailing}, 10, {"untouched": True}
    yield "DDIMScheduler", {**noisy, "set_alpha_to_one": False}, 10, {"plain": noisy}
    yield "DDPMScheduler", {"variance_type": "fixed_large"}, 10, {}
    yield "DDPMScheduler", {"variance_type": "fixed_large", "timestep_spacing": "linspace"}, 10, {}
    yield "DDPMScheduler", {"variance_type": "fixed_small_log"}, 10, {"same": "the same number by way of its logarithm"}
    yield "DDPMScheduler", {"beta_schedule": "sigmoid"}, 10, {}
    yield "DDPMScheduler", {"beta_schedule": "laplace"}, 10, {}

    beta = {"use_beta_sigmas": True}
    for name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler",
                 "KDPM2AncestralDiscreteScheduler", "LMSDiscreteScheduler", "DPMSolverSDEScheduler"):
        yield name, karras, 12, {}
        yield name, {**exponential, **trailing}, 12, {}
        yield name, beta, 12, {}
        yield name, {**exponential, "sigma_min": 0.1, "sigma_max": 10.0}, 12, {}
        yield name, {**beta, "sigma_min": 0.1, "sigma_max": 10.0}, 12, {}
        yield name, zero_snr, 12, {} if name == "EulerDiscreteScheduler" else {"same": UNREAD}
    yield "HeunDiscreteScheduler", {"beta_schedule": "exp"}, 12, {}
    yield "HeunDiscreteScheduler", {"clip_sample": True}, 12, {"same": "the pipeline sets it to false"}
    yield "HeunDiscreteScheduler", {"clip_sample": True}, 12, {"untouched": True}
    yield "HeunDiscreteScheduler", {"clip_sample": True, "clip_sample_range": 0.5}, 12, {"untouched": True}
    yield "DPMSolverSDEScheduler", {"noise_sampler_seed": None}, 12, {}
    yield "DPMSolverSDEScheduler", {"noise_sampler_seed": 2**40 + 3}, 12, {}
    ends = {**karras, "sigma_min": 0.1, "sigma_max": 10.0}
    for name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler"):
        yield name, ends, 12, {}
    for name in ("LMSDiscreteScheduler", "DPMSolverSDEScheduler"):
        yield name, ends, 12, {"same": "Karras's spacing ignores the ends here", "plain": karras}
    yield "EulerDiscreteScheduler", {"interpolation_type": "log_linear"}, 12, {}
    yield "EulerDiscreteScheduler", {"interpolation_type": "log_linear", **karras}, 12, {}
    yield "EulerDiscreteScheduler", {**noisy, "final_sigmas_type": "sigma_min"}, 12, {"plain": noisy}
    yield "EulerDiscreteScheduler", {**zero_snr, **velocity, **trailing}, 12, {}
    yield "EulerDiscreteScheduler", {"timestep_type": "continuous", **velocity}, 12, {}
    yield "EulerDiscreteScheduler", {"timestep_type": "continuous"}, 12, {"same": "it holds for v_prediction alone"}
    yield "EulerAncestralDiscreteScheduler", {**zero_snr, **velocity, **trailing}, 12, {}
    yield "EulerAncestralDiscreteScheduler", karras, 12, {"same": UNREAD}

    yield from solver_options(karras, exponential, velocity, {**zero_snr, **trailing}, threshold)
    yield from unipc_options(karras, exponential, velocity)

    for name in ("LCMScheduler", "TCDScheduler"):
        yield name, {"original_inference_steps": 25}, 4, {}
        yield name, {**zero_snr, **velocity}, 4, {}
        yield name, {"steps_offset": 7}, 4, {"same": UNREAD}
        yield name, {"set_alpha_to_one": False}, 4, {"same": "no step goes before the first timestep"}
        yield name, {}, 50, {}
    yield "LCMScheduler", {"timestep_scaling": 0.0005}, 4, {}
    yield "LCMScheduler", threshold, 4, {}
    yield "LCMScheduler", {"clip_sample": True, "clip_sample_range": 0.5}, 4, {"untouched": True}
    yield "LCMScheduler", {"clip_sample": True, "clip_sample_range": 0.5}, 4, {"same": "the pipeline sets it to false"}
    yield "TCDScheduler", {**threshold, "clip_sample": True}, 4, {"same": UNREAD, "untouched": True}
    yield "TCDScheduler", {"timestep_scaling": 0.0005}, 4, {"same": UNREAD}


def solver_options(karras, exponential, velocity, zero_snr, threshold):
    name, single, deis = "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "DEISMultistepScheduler"
    smallest = {"final_sigmas_type": "sigma_min"}
    for algorithm, solver, order in itertools.product(
            ("dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++"), ("midpoint", "heun"), (1, 2, 3)):
        chosen = {"algorithm_type": algorithm, "solver_type": solver, "solver_order": order, **smallest}
        if (algorithm, order) == ("dpmsolver++", 1):
            continue  # the same as dpmsolver
        if (algorithm, order) != ("sde-dpmsolver", 3) and (solver, order) not in (("heun", 1), ("heun", 3)):
            yield name, {**chosen, "lower_order_final": False}, 5, {"group": True}
        if algorithm != "sde-dpmsolver" and (solver, order) != ("heun", 1):
            yield single, chosen, 6, {"group": True}
    for algorithm in ("dpmsolver++", "sde-dpmsolver++"):
        yield name, {"algorithm_type": algorithm, "solver_order": 3}, 20, {}
        yield single, {"algorithm_type": algorithm, "solver_order": 3}, 13, {}
        yield single, {"algorithm_type": algorithm, "solver_order": 3}, 14, {}
        yield name, {"algorithm_type": algorithm, **zero_snr, **velocity}, 10, {}
    yield name, {"algorithm_type": "sde-dpmsolver++", "prediction_type": "sample"}, 10, {}
    for prediction in ("v_prediction", "sample"):
        for each in (name, single):
            yield each, {"algorithm_type": "dpmsolver", **smallest, "prediction_type": prediction}, 10, {}
    for each in (name, single, deis):
        yield each, karras, 10, {}
        yield each, {**karras, "sigma_min": 0.1, "sigma_max": 10.0}, 10, {}
        yield each, exponential, 10, {}
        yield each, {"use_beta_sigmas": True}, 10, {}
        yield each, {**karras, "beta_schedule": "squaredcos_cap_v2"}, 10, {}
        yield each, threshold, 10, {}
        yield each, {"flow_shift": 3.0, "time_shift_type": "exponential", "use_flow_sigmas": False}, 10, {
            "same": "only flow sigmas read it"}
    for each in (name, single):
        yield each, {"beta_start": 0.005, **smallest}, 10, {"plain": {"beta_start": 0.005}}
        yield each, {"lambda_min_clipped": -1.0}, 10, {}
        yield each, {**karras, "lambda_min_clipped": -1.0}, 10, {"same": "sigmas are spread anew", "plain": karras}
        yield each, {"variance_type": "learned_range", **velocity}, 10, {"same": "it holds for epsilon alone"}
        yield each, {"algorithm_type": "deis", **smallest}, 10, {"same": "it stands for dpmsolver++", "plain": smallest}
        yield each, {"solver_type": "bh2"}, 10, {"same": "it stands for midpoint"}
    yield name, {"algorithm_type": "dpmsolver", **smallest, **threshold}, 10, {}
    yield name, {"lambda_min_clipped": -1.0, "timestep_spacing": "leading"}, 10, {}
    yield name, {"lambda_min_clipped": -1.0, "timestep_spacing": "trailing"}, 10, {}
    yield name, {"use_lu_lambdas": True}, 10, {}
    yield name, {"use_lu_lambdas": True, **exponential}, 10, {"same": "Lu's spacing goes first", "plain": {"use_lu_lambdas": True}}
    yield name, {"use_lu_lambdas": True, **karras}, 10, {"same": "Karras's spacing goes first", "plain": karras}
    yield name, {**karras, **smallest}, 16, {}
    yield name, {**smallest, "lower_order_final": False}, 10, {"plain": smallest}
    yield name, {**smallest, "lower_order_final": False, "solver_order": 3}, 10, {"plain": {**smallest, "solver_order": 3}}
    yield name, {"lower_order_final": False, "solver_order": 3}, 10, {"plain": {"solver_order": 3}}
    yield name, {**smallest, "euler_at_final": True}, 16, {"plain": smallest}
    yield name, {"euler_at_final": True}, 16, {"same": "the last step to sigma 0 is of first order anyway"}
    yield single, {**smallest, "lower_order_final": True}, 10, {"plain": smallest}
    yield single, {**smallest, "solver_order": 3}, 9, {}
    yield single, {**smallest, "solver_order": 3}, 10, {}
    yield single, zero_snr, 10, {"same": UNREAD}
    for order in (1, 3):
        yield deis, {"solver_order": order}, 10, {}
        yield deis, {"solver_order": order}, 20, {}
    yield deis, {"solver_order": 3, "lower_order_final": False}, 10, {"plain": {"solver_order": 3}}
    yield deis, {"lower_order_final": False}, 10, {}
    yield deis, {**karras, "solver_order": 3}, 20, {}
    yield deis, {"algorithm_type": "dpmsolver++", "solver_type": "midpoint"}, 10, {"same": "they stand for its own"}
    yield deis, smallest, 10, {"same": UNREAD}


def unipc_options(karras, exponential, velocity):
    name, smallest = "UniPCMultistepScheduler", {"final_sigmas_type": "sigma_min"}
    for solver, order, picture in itertools.product(("bh1", "bh2"), (1, 2, 3, 4), (True, False)):
        chosen = {"solver_type": solver, "solver_order": order, "predict_x0": picture, **smallest}
        yield name, {**chosen, "lower_order_final": False}, 5, {"group": True}
    for prediction in ("v_prediction", "sample"):
        yield name, {"predict_x0": False, **smallest, "prediction_type": prediction}, 10, {}
    yield name, {"solver_order": 3}, 20, {}
    yield name, {"disable_corrector": [0, 1, 2]}, 10, {}
    yield name, {"disable_corrector": [4, 5]}, 10, {}
    yield name, {**smallest, "lower_order_final": False, "solver_order": 3}, 10, {"plain": {**smallest, "solver_order": 3}}
    yield name, karras, 10, {}
    yield name, {**karras, **smallest, "beta_start": 0.005}, 10, {"plain": {**karras, "beta_start": 0.005}}
    yield name, {**karras, "sigma_min": 0.1, "sigma_max": 10.0}, 10, {}
    yield name, exponential, 10, {}
    yield name, {"use_beta_sigmas": True}, 10, {}
    yield name, {**exponential, "beta_schedule": "squaredcos_cap_v2"}, 10, {}
    yield name, {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing", **velocity}, 10, {}
    yield name, {"thresholding": True, "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.9}, 10, {}
    yield name, {"thresholding": True, "predict_x0": False, **smallest}, 10, {
        "same": "it holds for pictures alone", "plain": {"predict_x0": False, **smallest}}
    yield name, {"solver_type": "midpoint"}, 10, {"same": "it stands for bh2"}
    yield name, {"solver_p": None, "shift_terminal": None, "use_dynamic_shifting": False}, 10, {"same": "their defaults"}


def case_of(name, chosen, steps, **fields):
    return {"config": {"_class_name": name, **SD1, **CLASSES[name][2], **chosen}, "steps": steps, **fields}


def record(case, timesteps, x):
    def short(values):
        return [float(f"{value:.7g}") for value in values]

    return {**case, "timesteps": short(timesteps), "latents": short(x.flatten().tolist())}


def matrix_cases():
    """Every class with every prediction type and spacing; any two of them are far apart, or one of the whole timesteps,
    which the test compares too, tells them apart: the solvers' linspace and trailing go side by side."""
    for name, (predictions, is_spaced, _) in CLASSES.items():
        results = []
        for prediction in predictions:
            for spacing in SPACINGS if is_spaced else (None,):
                chosen = {"prediction_type": prediction, **({"timestep_spacing": spacing} if spacing else {})}
                case = case_of(name, chosen, 10)
                timesteps, x = run(case)
                for times, other in results:
                    differs = max(abs(a - b) for a, b in zip(times, timesteps)) >= 1
                    assert differs or apart(x, other) > SENSITIVITY, (case, apart(x, other))
                results.append((timesteps, x))
                yield record(case, timesteps, x)


def option_cases():
    groups = {}
    for name, chosen, steps, fields in options():
        case = case_of(name, chosen, steps, **{key: fields[key] for key in ("same", "untouched") if key in fields})
        timesteps, x = run(case)
        if "group" in fields:
            check_group(case, x, groups.setdefault(name, []))
        elif chosen or "plain" in fields:
            check_option(case, x, chosen, fields)
        yield record(case, timesteps, x)


def check_group(case, x, others):
    """All cases of a group show: any two are apart."""
    for other in others:
        complain(apart(x, other) > SENSITIVITY, case, "is too near another", apart(x, other))
    others.append(x)


def check_option(case, x, chosen, fields):
    """The case is apart from the same without its options, prediction type and spacing excepted where there are more."""
    frame = {key: chosen[key] for key in ("prediction_type", "timestep_spacing") if key in chosen and len(chosen) > 1}
    if fields.get("same") == UNREAD:
        frame.pop("timestep_spacing", None)
    flags = {key: fields[key] for key in ("untouched",) if key in fields}
    moved = apart(x, run(case_of(case["config"]["_class_name"], {**frame, **fields.get("plain", {})}, case["steps"], **flags))[1])
    if "same" in fields:
        complain(moved < 0.2, case, "is not the same", moved)
    else:
        complain(moved > SENSITIVITY, case, "does not show", moved)


def complain(is_right, case, what, moved):
    if not is_right:
        print(case["config"]["_class_name"], {k: v for k, v in case["config"].items() if k not in SD1}, case["steps"], what, moved)


def main():
    cases = [*matrix_cases(), *option_cases()]
    recorded = {"by": "tests/golden/make_schedulers.py", "torch": torch.__version__, "diffusers": diffusers.__version__}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    OUT.write_text(json.dumps(recorded)[:-1] + ', "cases": [\n' + lines + "\n]}\n")
    print(len(cases), "cases,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
