"""The drawing programme: `draw(random_scene(seed))` is a picture, `describe(scene, rng)` a caption for it."""

from .captions import compose, describe
from .places import draw
from .scene import Scene, random_scene

__all__ = ["Scene", "compose", "describe", "draw", "random_scene"]
