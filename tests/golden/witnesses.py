"""The samplers of A1111's list on any network: k-diffusion's own where it has them, diffusers' schedulers for DDIM, PLMS,
UniPC and LCM, and the papers in a few lines for DDIM CFG++ and Restart. Reference for goldens only.

A network is a function of (x / sqrt(sigma^2 + 1), timesteps [B]) that answers as its prediction type says.
"""

import torch
from references import k_diffusion
from schedules import SCHEDULES, XL_SCHEDULES

import diffusers

kd = k_diffusion()
K_DIFFUSION = {
    "Euler": "sample_euler", "Euler a": "sample_euler_ancestral", "Heun": "sample_heun", "LMS": "sample_lms", "DPM2": "sample_dpm_2",
    "DPM2 a": "sample_dpm_2_ancestral", "DPM++ 2S a": "sample_dpmpp_2s_ancestral", "DPM++ 2M": "sample_dpmpp_2m",
    "DPM++ SDE": "sample_dpmpp_sde", "DPM++ 2M SDE": "sample_dpmpp_2m_sde", "DPM++ 2M SDE Heun": "sample_dpmpp_2m_sde",
    "DPM++ 3M SDE": "sample_dpmpp_3m_sde", "DPM fast": "sample_dpm_fast", "DPM adaptive": "sample_dpm_adaptive"}
TIMESTEPS = ("DDIM", "DDIM CFG++", "PLMS", "UniPC")
SAMPLERS = (*K_DIFFUSION, "Restart", *TIMESTEPS, "LCM")
READ_NO_SCHEDULE = (*TIMESTEPS, "DPM fast", "DPM adaptive")
STOCHASTIC = ("Euler a", "DPM2 a", "DPM++ 2S a", "DPM fast", "DPM adaptive")
DROP_NEXT_TO_LAST = ("DPM2", "DPM2 a", "DPM++ 3M SDE")
AUTOMATIC = {**dict.fromkeys(("DPM++ 2M", "DPM++ SDE", "DPM++ 2S a", "DPM2", "DPM2 a", "Restart"), "Karras"),
             **dict.fromkeys(("DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 3M SDE"), "Exponential")}
WRAPPERS = {"epsilon": kd.external.DiscreteEpsDDPMDenoiser, "v_prediction": kd.external.DiscreteVDDPMDenoiser}
SD1 = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


class Run:
    """What a sampler is run on. draw: the next noise of every picture; seeds: one a picture; pair: a network that answers
    with (negative, positive), and cfg, for DDIM CFG++ alone."""

    def __init__(self, network, alphas, prediction, draw, seeds, pair=None, cfg=None, is_xl=False):
        self.network, self.alphas, self.prediction, self.draw, self.seeds = network, alphas, prediction, draw, seeds
        self.pair, self.cfg = pair, cfg
        self.model = WRAPPERS[prediction](network, alphas, quantize=False)
        self.model.is_xl = is_xl

    def noise(self, x, t, network=None):
        """What the network takes for noise in x = sqrt(a) x0 + sqrt(1 - a) noise."""
        return self.as_noise((network or self.network)(x, torch.full([len(x)], float(t))), x, t)

    def as_noise(self, output, x, t):
        a = self.alphas[t]
        return a.sqrt() * output + (1 - a).sqrt() * x if self.prediction == "v_prediction" else output


def sigmas_of(name, schedule, steps, model):
    if schedule == "Automatic":
        schedule = AUTOMATIC.get(name, "Uniform")
    table = {**SCHEDULES, **XL_SCHEDULES} if getattr(model, "is_xl", False) else SCHEDULES
    sigmas = table[schedule](model, steps + (name in DROP_NEXT_TO_LAST))
    return torch.cat([sigmas[:-2], sigmas[-1:]]) if name in DROP_NEXT_TO_LAST else sigmas


def by_k_diffusion(name, run, schedule, steps, start):
    function, extra = getattr(kd.sampling, K_DIFFUSION[name]), {}
    ends = run.model.sigma_min.item(), run.model.sigma_max.item()
    if name in STOCHASTIC:
        extra["noise_sampler"] = run.draw
    if name == "DPM fast":
        return function(run.model, start * ends[1], *ends, steps, eta=1.0, disable=True, **extra)
    if name == "DPM adaptive":
        return function(run.model, start * ends[1], *ends, eta=1.0, disable=True, **extra)
    sigmas = sigmas_of(name, schedule, steps, run.model)
    if "SDE" in name:
        extra["noise_sampler"] = kd.sampling.BrownianTreeNoiseSampler(start, sigmas[sigmas > 0].min(), sigmas.max(), seed=run.seeds)
    if name == "DPM++ 2M SDE Heun":
        extra["solver_type"] = "heun"
    return function(run.model, start * sigmas[0], sigmas, disable=True, **extra)


def heun(model, x, sigma, following):
    """Karras et al. 2022, algorithm 2."""
    d = (x - model(x, sigma.expand(len(x)))) / sigma
    ahead = x + (following - sigma) * d
    if following == 0:
        return ahead
    return x + (following - sigma) * (d + (ahead - model(ahead, following.expand(len(x)))) / following) / 2


def restart(run, schedule, steps, start):
    """Xu et al. 2023: Heun, and from 20 steps on back from 0.1 to 2: once in 9 steps, from 36 on twice in steps // 4."""
    sigmas = sigmas_of("Restart", schedule, steps, run.model)
    x = start * sigmas[0]
    loops, length = (0, 0) if steps < 20 else (1, 9) if steps < 36 else (2, steps // 4)
    loop = sigmas[:0]
    if loops:
        sigmas = kd.sampling.get_sigmas_karras(steps - loops * length, sigmas[-2].item(), sigmas[0].item())
        low, high = (sigmas[(sigmas - level).abs().argmin()] for level in (0.1, 2))
        loop = kd.sampling.get_sigmas_karras(length + 1, low.item(), high.item())[:-1]
    for i in range(len(sigmas) - 1):
        x = heun(run.model, x, sigmas[i], sigmas[i + 1])
        if not loops or sigmas[i + 1] != low:
            continue
        for _ in range(loops):
            x = x + run.draw() * (high**2 - low**2).sqrt()
            for j in range(length):
                x = heun(run.model, x, loop[j], loop[j + 1])
    return x


def timesteps_of(steps):
    return sorted({min(t + 1, 999) for t in range(0, 1000, 1000 // steps)}, reverse=True)


def ddim_cfgpp(run, steps, x):
    """Chung et al. 2024, algorithm 2; lambda is CFG / 12.5."""
    timesteps = timesteps_of(steps)
    for t, following in zip(timesteps, [*timesteps[1:], 0]):
        a, b = run.alphas[t], run.alphas[following]
        blind, guided = (run.as_noise(output, x, t) for output in run.pair(x, torch.full([len(x)], float(t))))
        guided = blind + run.cfg / 12.5 * (guided - blind)
        x = b.sqrt() * (x - (1 - a).sqrt() * guided) / a.sqrt() + (1 - b).sqrt() * blind
    return x


def by_diffusers(name, run, steps, x):
    """On the same timesteps; velocities are turned into noise first, since PNDM would average them otherwise."""
    timesteps = torch.tensor(timesteps_of(steps))
    if name == "DDIM":
        scheduler = diffusers.DDIMScheduler(**SD1, clip_sample=False, set_alpha_to_one=False)
    elif name == "PLMS":
        scheduler = diffusers.PNDMScheduler(**SD1, skip_prk_steps=True, set_alpha_to_one=False)
    else:
        scheduler = diffusers.UniPCMultistepScheduler(**SD1, solver_order=3, solver_type="bh1", final_sigmas_type="sigma_min")
    scheduler.set_timesteps(steps)
    if name == "UniPC":
        scheduler.sigmas = torch.cat([run.model.sigmas[timesteps], run.model.sigmas[:1]])
        scheduler.num_inference_steps = len(timesteps)
    scheduler.timesteps = timesteps
    if name == "PLMS" and len(timesteps) > 1:
        scheduler.timesteps = torch.cat([timesteps[:2], timesteps[1:]])
    for t in scheduler.timesteps:
        x = scheduler.step(run.noise(x, t), t, x, return_dict=False)[0]
    return x


class Distilled(torch.nn.Module):
    """The 50 levels that latent consistency models know; the network hears of the nearest."""

    def __init__(self, run):
        super().__init__()
        self.known = kd.external.DiscreteSchedule(run.model.sigmas[19::20], quantize=True)
        self.run = run

    def __getattr__(self, name):
        return super().__getattr__(name) if name in ("known", "run") else getattr(self.known, name)

    def forward(self, x, sigma):
        t = self.known.sigma_to_t(sigma) * 20 + 19
        output = self.run.network(x / (sigma**2 + 1).sqrt(), t.float().expand(len(x)))
        if self.run.prediction == "v_prediction":
            return x / (sigma**2 + 1) - output * sigma / (sigma**2 + 1).sqrt()
        return x - sigma * output


def lcm(run, schedule, steps, start):
    """Luo et al. 2023, algorithm 3."""
    model = Distilled(run)
    sigmas = sigmas_of("LCM", schedule, steps, model)
    x = start * sigmas[0]
    for i in range(len(sigmas) - 1):
        x = model(x, sigmas[i : i + 1])
        x = x + run.draw() * sigmas[i + 1] if sigmas[i + 1] > 0 else x
    return x


def lcm_by_diffusers(run, steps, start, generators):
    """On timesteps 19 + 20 k; steps that spread evenly over the 50 alone."""
    assert 49 % (steps - 1) == 0
    timesteps = list(range(999, 0, -20 * 49 // (steps - 1)))
    scheduler = diffusers.LCMScheduler(**SD1, original_inference_steps=50, prediction_type=run.prediction)
    scheduler.set_timesteps(timesteps=timesteps)
    sigma = run.model.sigma_max
    x = start * sigma / (sigma**2 + 1).sqrt()
    for t in scheduler.timesteps:
        output = run.network(x, torch.full([len(x)], float(t)))
        x, _ = scheduler.step(output, t, x, generator=generators, return_dict=False)
    return x


def sample(name, run, schedule, steps, start):
    """start: the first noise of every picture, of deviation 1."""
    if name in K_DIFFUSION:
        return by_k_diffusion(name, run, schedule, steps, start)
    if name == "Restart":
        return restart(run, schedule, steps, start)
    if name == "LCM":
        return lcm(run, schedule, steps, start)
    if name == "DDIM CFG++":
        return ddim_cfgpp(run, steps, start)
    return by_diffusers(name, run, steps, start)
