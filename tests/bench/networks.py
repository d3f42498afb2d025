"""Alternates Reverie's UNet step and VAE decode with those of diffusers eager fp32: SD 1.x shapes, random weights.

    python networks.py build/dev/bin/bench_networks [--size 512] [--rounds 5] [--clock wall|cpu]

Prints the median seconds of each, their ratio, and how busy the machine was with other things. Build the program first:
`cmake --build --preset release --target bench_networks`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "golden"))
import references  # noqa: F401, before diffusers
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel


class Ours:
    def __init__(self, program, clock):
        self.clock = clock
        self.process = subprocess.Popen([program, "random:sd1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.load = self.answer()

    def answer(self):
        return [float(number) for number in self.process.stdout.readline().split()]

    def run(self, what, size):
        self.process.stdin.write(f"{what} {size} {size}\n")
        self.process.stdin.flush()
        wall, cpu, _ = self.answer()
        return cpu if self.clock == "cpu" else wall


class Theirs:
    def __init__(self, clock):
        self.now = time.process_time if clock == "cpu" else time.perf_counter
        self.unet = UNet2DConditionModel(cross_attention_dim=768).eval()
        self.vae = AutoencoderKL(
            block_out_channels=[128, 256, 512, 512], layers_per_block=2,
            down_block_types=["DownEncoderBlock2D"] * 4, up_block_types=["UpDecoderBlock2D"] * 4).eval()

    @torch.no_grad()
    def run(self, what, size):
        latents = torch.randn(1, 4, size // 8, size // 8)
        text = torch.randn(2, 77, 768)
        start = self.now()
        if what == "unet":
            self.unet(latents.repeat(2, 1, 1, 1), 500, text)
        else:
            self.vae.decode(latents)
        return self.now() - start


def busy_cores(before, after):
    """Cores that everybody together kept busy between two looks at /proc/stat."""
    total = sum(after) - sum(before)
    idle = (after[3] - before[3]) + (after[4] - before[4])
    return os.cpu_count() * (total - idle) / max(total, 1)


def look():
    return [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--size", type=int, default=512)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--clock", choices=["wall", "cpu"], default="wall",
                           help="cpu: processor time, for a busy machine; only with OMP_NUM_THREADS=1")
    options = arguments.parse_args()
    programs = {"ours": Ours(options.program, options.clock), "diffusers": Theirs(options.clock)}
    times = {}
    for round_ in range(options.rounds + 1):
        for what in ("unet", "vae"):
            for name, program in programs.items():
                before = look()
                seconds = program.run(what, options.size)
                busy = busy_cores(before, look())
                print(f"round {round_} {what:5} {name:10} {seconds:8.3f} s, {busy:.2f} cores busy in all", flush=True)
                if round_ > 0:  # the first one warms up
                    times.setdefault((what, name), []).append(seconds)
    for what in ("unet", "vae"):
        ours, theirs = (statistics.median(times[what, name]) for name in programs)
        print(f"{what}: ours {ours:.3f} s, diffusers {theirs:.3f} s, ratio {ours / theirs:.3f}")


if __name__ == "__main__":
    main()
