"""One of the programs that cpu_peers.py compares, speaking bench_networks' protocol: lines "unet WIDTH HEIGHT", "vae WIDTH HEIGHT",
"text" or "picture WIDTH HEIGHT STEPS" on standard input, each answered by "WALL CPU PEAK" (seconds, seconds, MiB).

    python peer.py diffusers|openvino FOLDER
"""

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "golden"))
import references  # noqa: F401, before diffusers
import torch
from diffusers import AutoencoderKL, DPMSolverMultistepScheduler, UNet2DConditionModel
from transformers import CLIPTextModel

_TOKENS = 77


class Diffusers:
    """diffusers eager in fp32, as its users run it on a CPU."""

    def __init__(self, folder, _size):
        self.unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet", torch_dtype=torch.float32).eval()
        self.vae = AutoencoderKL.from_pretrained(folder, subfolder="vae", torch_dtype=torch.float32).eval()
        self.text = CLIPTextModel.from_pretrained(folder, subfolder="text_encoder", torch_dtype=torch.float32).eval()

    def encode(self, ids):
        return self.text(ids)[0]

    def denoise(self, latents, timestep, states):
        return self.unet(latents, timestep, states).sample

    def decode(self, latents):
        return self.vae.decode(latents).sample


class OpenVino(Diffusers):
    """The same networks converted to OpenVINO in f32 at a fixed size, which is where it is fastest."""

    def __init__(self, folder, size):
        import openvino

        super().__init__(folder, size)
        height, width = size[1] // 8, size[0] // 8
        core = openvino.Core()
        core.set_property("CPU", {"INFERENCE_PRECISION_HINT": "f32"})

        def compiled(module, *example):
            model = openvino.convert_model(module, example_input=example, input=[tuple(each.shape) for each in example])
            return core.compile_model(model, "CPU")

        states = torch.zeros(2, _TOKENS, self.unet.config.cross_attention_dim)
        self._unet = compiled(_Sample(self.unet), torch.zeros(2, 4, height, width), torch.tensor(500.), states)
        self.unet = None
        self._vae = compiled(_Decode(self.vae), torch.zeros(1, 4, height, width))
        self.vae = None
        self._text = compiled(_Encode(self.text), torch.zeros(2, _TOKENS, dtype=torch.int64))
        self.text = None

    def encode(self, ids):
        return torch.from_numpy(self._text([ids.numpy()])[0])

    def denoise(self, latents, timestep, states):
        return torch.from_numpy(self._unet([latents.numpy(), torch.as_tensor(float(timestep)).numpy(), states.numpy()])[0])

    def decode(self, latents):
        return torch.from_numpy(self._vae([latents.numpy()])[0])


class _Sample(torch.nn.Module):
    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, latents, timestep, states):
        return self.unet(latents, timestep, states, return_dict=False)[0]


class _Decode(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latents):
        return self.vae.decode(latents, return_dict=False)[0]


class _Encode(torch.nn.Module):
    def __init__(self, text):
        super().__init__()
        self.text = text

    def forward(self, ids):
        return self.text(ids, return_dict=False)[0]


def _picture(peer, latents, steps):
    """What StableDiffusionPipeline does: text, steps of DPM++ 2M at CFG 7, decoding, bytes."""
    scheduler = DPMSolverMultistepScheduler(beta_schedule="scaled_linear", beta_start=.00085, beta_end=.012, use_karras_sigmas=True)
    scheduler.set_timesteps(steps)
    states = peer.encode(torch.zeros(2, _TOKENS, dtype=torch.int64))
    latents = latents * scheduler.init_noise_sigma
    for timestep in scheduler.timesteps:
        without, with_text = peer.denoise(latents.repeat(2, 1, 1, 1), timestep, states).chunk(2)
        latents = scheduler.step(without + 7 * (with_text - without), timestep, latents).prev_sample
    picture = peer.decode(latents / .18215)
    return (picture.clamp(-1, 1) * 127.5 + 127.5).to(torch.uint8)


def _work(peer, what, width, height, steps):
    latents = torch.randn(1, 4, height // 8, width // 8)
    if what == "unet":
        peer.denoise(latents.repeat(2, 1, 1, 1), 500, torch.zeros(2, _TOKENS, 768))
    elif what == "vae":
        peer.decode(latents)
    elif what == "text":
        peer.encode(torch.zeros(2, _TOKENS, dtype=torch.int64))
    else:
        _picture(peer, latents, steps)


def _measured(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - wall:.4f} {time.process_time() - cpu:.4f} {peak:.0f}", flush=True)


@torch.no_grad()
def main():
    kind, folder, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    peers = []
    _measured(lambda: peers.append({"diffusers": Diffusers, "openvino": OpenVino}[kind](folder, (width, height))))
    for line in sys.stdin:
        what, *numbers = line.split()
        width, height, steps = (list(map(int, numbers)) + [width, height, 25][len(numbers):])[:3]
        _measured(lambda: _work(peers[0], what, width, height, steps))


if __name__ == "__main__":
    main()
