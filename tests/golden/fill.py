"""Weights from nothing: every number is a hash of the tensor's name and its own place.

The same numbers come from tests/support/hash_fill.h, so that a golden test needs no committed weights: a manifest of
names and shapes is enough. All arithmetic is integer or IEEE double in a fixed order; the last step rounds to float32.
"""

import math

import numpy as np

GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)


def hash_name(name):
    """FNV-1a, 64 bits, over the UTF-8 bytes of the name."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def uniform(name, count):
    """`count` doubles in [-1, 1): the top 53 bits of SplitMix64 started at the name's hash."""
    with np.errstate(over="ignore"):
        z = np.uint64(hash_name(name)) + np.arange(1, count + 1, dtype=np.uint64) * GOLDEN_RATIO
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


def gain_of(name, gains):
    """The gain of the first [part, gain] whose part occurs in the name, else 1."""
    return next((gain for part, gain in gains if part in name), 1.0)


def fill(name, shape, gains=()):
    """The float32 tensor called `name`: matrices and kernels of variance gain^2 / fan-in, scales of norms around
    `gain`, everything else (biases) within 0.1 * gain."""
    u = uniform(name, math.prod(shape))
    gain = gain_of(name, gains)
    if len(shape) >= 2:
        values = u * (gain * math.sqrt(3.0 / math.prod(shape[1:])))
    elif name.endswith(".weight"):
        values = (u * 0.2 + 1.0) * gain
    else:
        values = u * (0.1 * gain)
    return values.astype(np.float32).reshape(shape)
