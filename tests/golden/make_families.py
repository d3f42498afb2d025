"""Records whole pictures of other families and shapes than those of Stable Diffusion 1: tests/data/golden/families.json and .safetensors, held by
tst_pipelines.cpp beside those of make_pipelines.py, with its checks.
Run from anywhere: `python make_families.py`.
"""

import make_pipelines
import witnesses
from make_a1111_pipelines import CHAOTIC
from make_pipelines import LONG, case


def xl(name, **fields):
    return case(name, model="xl", scheduler="euler", **fields)


def own(name, scheduler="euler", **fields):
    return case(name, model="xl", scheduler=scheduler, sampler="Model default", emphasis="none", **fields)


def distilled(name, scheduler="lcm", **fields):
    return case(name, model="distilled", scheduler=scheduler, sampler="Model default", emphasis="none", **fields)


def cases():
    yield own("XL", negative="blue")
    yield own("XL, blank negative is zeros", width=96)
    yield own("XL, guidance 1", cfg=1.0)
    yield own("XL, clip skip 3, wide", clip_skip=3, width=80, negative="tree")
    yield own("XL, DDIM keeps its own steps offset", "ddim old", steps=5, cfg=3.0, negative="blue")
    yield own("XL, two pictures", count=2, seed=2**33 + 1, steps=6)
    yield xl("XL, DPM++ 2M", negative="blue tree", steps=12)
    yield xl("XL, Euler a, blank negative is zeros", sampler="Euler a", steps=8)
    yield xl("XL, several chunks, negative of one", prompt=LONG, negative="tree", steps=8)
    yield xl("XL, emphasis, clip skip 1", prompt="(red :1.3)forest, sunset", parts=[["red ", 1.3], ["forest, sunset", 1.0]],
             negative="blue", clip_skip=1)
    yield xl("XL, emphasis, clip skip 4", prompt="(red :1.3)forest, sunset", parts=[["red ", 1.3], ["forest, sunset", 1.0]],
             negative="blue", clip_skip=4, height=96)
    for sampler in witnesses.SAMPLERS:
        if sampler not in (*CHAOTIC, "DPM++ 2M", "Euler a"):
            schedule = "Automatic" if sampler in witnesses.READ_NO_SCHEDULE else "Karras"
            yield xl(f"XL, {sampler}", sampler=sampler, schedule=schedule, negative="blue", cfg=2.5, steps=10)
    yield xl("XL, DPM++ 2M, Align Your Steps", schedule="Align Your Steps", negative="blue", cfg=2.5, steps=12)
    for model, scheduler in (("small", "pndm"), ("trimmed xl", "euler")):
        yield case(f"{model}, model default", model=model, scheduler=scheduler, sampler="Model default", emphasis="none", negative="blue",
                   cfg=4.0)
        yield case(f"{model}, DPM++ 2M", model=model, scheduler=scheduler, negative="blue tree", cfg=4.0, steps=12, width=96)
    yield distilled("distilled from guidance, LCM, 4 steps", cfg=8.5, steps=4)
    yield distilled("distilled from guidance, LCM, guidance 1", cfg=1.0, steps=8, width=96)
    yield distilled("distilled from guidance, DDIM, two pictures", "ddim", cfg=3.0, steps=10, count=2, negative="does not matter")


if __name__ == "__main__":
    make_pipelines.record("families", cases, by="tests/golden/make_families.py")
