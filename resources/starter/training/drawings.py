"""Stage 0: the training set, drawn once and shared by the stages that read pictures.

    python -m training.drawings --count 12000

Two memory-mapped arrays, uint8: `drawings.npy` [N,256,256,3] and `small.npy` [N,64,64,3], its exact average over 4x4 pixels.
"""

import argparse

import numpy as np
import torch

from drawing import draw, random_scene

from . import run

FIRST_SEED = 30_000_000
_FULL, _SMALL = run.WORK / "drawings.npy", run.WORK / "small.npy"
_BLOCK = 50


def open_full():
    return np.load(_FULL, mmap_mode="r")


def open_small():
    return np.load(_SMALL, mmap_mode="r")


def to_tensor(pictures):
    """uint8 [N,h,w,3] to float [N,3,h,w] in -1..1, NHWC in memory, where the training runs."""
    return torch.tensor(pictures).to(run.DEVICE).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


class Rows:
    """Random rows of the training set, every second one in a style: sharp edges are what an autoencoder learns last."""

    def __init__(self, seed, count):
        self._rng, self._count = np.random.default_rng(seed), count
        self._styled = np.array([i for i in range(count) if random_scene(FIRST_SEED + i).style], dtype=int)

    def next(self, size):
        styled = size // 2 if len(self._styled) else 0
        return np.sort(np.concatenate((self._rng.integers(self._count, size=size - styled), self._rng.choice(self._styled, styled))))


def shrink(pictures):
    """uint8 [...,height,width,3] averaged over 4x4 pixels."""
    *lead, height, width, channels = pictures.shape
    means = pictures.reshape(*lead, height // 4, 4, width // 4, 4, channels).mean((-4, -2), dtype=np.float32)
    return np.round(means).astype(np.uint8)


def _draw(rank, count):
    full, small = np.load(_FULL, mmap_mode="r+"), np.load(_SMALL, mmap_mode="r+")
    for start in range(rank * _BLOCK, count, run.PROCESSES * _BLOCK):
        for row in range(start, min(start + _BLOCK, count)):
            full[row] = draw(random_scene(FIRST_SEED + row))
        small[start:start + _BLOCK] = shrink(full[start:start + _BLOCK])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12_000)
    wanted = parser.parse_args().count
    run.WORK.mkdir(parents=True, exist_ok=True)
    np.lib.format.open_memmap(_FULL, "w+", np.uint8, (wanted, 256, 256, 3))
    np.lib.format.open_memmap(_SMALL, "w+", np.uint8, (wanted, 64, 64, 3))
    run.launch("drawings", _draw, wanted)
