"""Records whole pictures of the samplers of A1111's list: tests/data/golden/a1111_pipelines.json and .safetensors, held by
tst_pipelines.cpp beside those of make_pipelines.py, with its models and its checks. Witnesses: witnesses.py.
Run from anywhere: `python make_a1111_pipelines.py`.
"""

import make_pipelines
import witnesses
from make_pipelines import case

OLD = ("Euler", "Euler a", "DPM++ 2M", "LMS")  # make_pipelines.py has them
# On networks as rough as these a millionth more noise moves DPM adaptive by a tenth: its steps depend on all that went before.
CHAOTIC = ("DPM adaptive",)


def velocity(name, sampler, **fields):
    return case(name, sampler=sampler, model="velocity", scheduler="pndm velocity", seed=7, **fields)


def cases():
    for sampler in witnesses.SAMPLERS:
        if sampler in OLD + CHAOTIC:
            continue
        yield case(f"{sampler}, Automatic", sampler=sampler, negative="blue tree", steps=12)
        schedule = "Automatic" if sampler in witnesses.READ_NO_SCHEDULE else "Exponential"
        yield velocity(f"{sampler}, {schedule}, velocity", sampler, schedule=schedule, steps=15)
    for schedule in ("SGM Uniform", "KL Optimal", "Align Your Steps", "Simple", "DDIM", "Beta"):
        yield case(f"DPM++ 2M, {schedule}", schedule=schedule, steps=12)
    yield case("DPM++ 2M SDE, two pictures, seeds around 2^64", sampler="DPM++ 2M SDE", count=2, seed=2**64 - 1, steps=10)
    yield case("DPM++ SDE, noise of a card", sampler="DPM++ SDE", rng="nv", seed=2**40 + 3, steps=10)
    yield case("Restart, 40 steps", sampler="Restart", steps=40)
    yield case("DDIM CFG++, guidance 1", sampler="DDIM CFG++", cfg=1.0, steps=12, negative="blue")
    yield case("LCM, Simple, 4 steps", sampler="LCM", schedule="Simple", cfg=1.5, steps=4)


if __name__ == "__main__":
    make_pipelines.record("a1111_pipelines", cases, by="tests/golden/make_a1111_pipelines.py")
