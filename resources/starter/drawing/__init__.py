"""The drawing programme: `draw(random_scene(seed))` is a picture, `describe(scene, rng)` a caption for it."""

from .captions import describe
from .places import draw
from .scene import Scene, random_scene

__all__ = ["Scene", "describe", "draw", "random_scene"]
