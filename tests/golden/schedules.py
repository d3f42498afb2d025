"""The schedules of A1111's list, from the formulas in the repository's documents, in float32. Reference for goldens only."""

import numpy as np
import torch
from references import k_diffusion
from scipy import stats

from diffusers.schedulers.scheduling_utils import AysSchedules

kd = k_diffusion()


def published(name):
    """diffusers ends its lists in 0, k-diffusion's samplers in the smallest level and then 0."""
    return [*AysSchedules[name][:-1], 0.029]


def closed(values):
    return torch.tensor([*map(float, values), 0.0])


def sgm_uniform(model, n):
    return closed(model.t_to_sigma(torch.linspace(len(model.sigmas) - 1, 0, n + 1)[:-1]))


def kl_optimal(model, n):
    share = torch.arange(n + 1) / n
    return torch.tan(share * model.sigma_min.atan() + (1 - share) * model.sigma_max.atan())


def align_your_steps(name):
    levels = np.log(published(name))
    return lambda model, n: closed(np.exp(np.interp(np.linspace(0, 1, n), np.linspace(0, 1, 11), levels)))


def simple(model, n):
    return closed(model.sigmas[-1 - int(len(model.sigmas) * i / n)] for i in range(n))


def ddim(model, n):
    return closed(model.sigmas[1 :: max(len(model.sigmas) // n, 1)].flip(0))


def beta(model, n):
    low, high = model.sigma_min.item(), model.sigma_max.item()
    return closed(low + stats.beta.ppf(1 - i / max(n - 1, 1), 0.6, 0.6) * (high - low) for i in range(n))


def between_ends(function):
    return lambda model, n: function(n, model.sigma_min.item(), model.sigma_max.item())


SCHEDULES = {
    "Uniform": lambda model, n: model.get_sigmas(n),
    "Karras": between_ends(kd.sampling.get_sigmas_karras),
    "Exponential": between_ends(kd.sampling.get_sigmas_exponential),
    "Polyexponential": between_ends(kd.sampling.get_sigmas_polyexponential),
    "SGM Uniform": sgm_uniform,
    "KL Optimal": kl_optimal,
    "Align Your Steps": align_your_steps("StableDiffusionSigmas"),
    "Simple": simple,
    "Normal": lambda model, n: closed(model.t_to_sigma(torch.linspace(len(model.sigmas) - 1, 0, n))),
    "DDIM": ddim,
    "Beta": beta,
}
# What a name of the list means for Stable Diffusion XL, where it is something else.
XL_SCHEDULES = {"Align Your Steps": align_your_steps("StableDiffusionXLSigmas")}
