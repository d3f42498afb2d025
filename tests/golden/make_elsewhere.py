"""Records what the references give on a processor of another make: tests/data/golden/elsewhere.json.

A Brownian tree tells times apart by a millionth, and float32 logarithms differ in their last bit from one make of processor to the
other (MKL's do). Where that moves a level over the edge of a millionth, the references draw other noise for it, and so do we: diffusers
itself is up to 7e-3 of the latents' deviation away from its own record on another machine. The tests take either record.

On the other machine: copy tests/, run its golden/make_schedulers.py and golden/make_a1111_pipelines.py there, then
`python make_elsewhere.py COPY/data/golden`, which keeps the cases that are further from the committed record than a quarter of the
tolerance.
"""

import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

HERE = Path(__file__).parent.parent / "data" / "golden"
SHARE = 1e-3 / 4    # of the latents' deviation


def listed(path):
    """Latents by the number of their case."""
    cases = json.loads((path / "schedulers.json").read_text())["cases"]
    return {str(number): np.array(case["latents"]) for number, case in enumerate(cases)}


def stored(path):
    return {name.removesuffix(".latents"): values.ravel().astype(float)
            for name, values in load_file(path / "a1111_pipelines.safetensors").items() if name.endswith(".latents")}


def moved(ours, theirs):
    return {number: [float(f"{value:.7g}") for value in theirs[number]] for number, values in sorted(ours.items(), key=lambda each: int(each[0]))
            if np.abs(theirs[number] - values).max() > SHARE * values.std()}


def main():
    there = Path(sys.argv[1])
    processor = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    recorded = {"by": "tests/golden/make_elsewhere.py", "processor": processor, "schedulers": moved(listed(HERE), listed(there)),
                "a1111_pipelines": moved(stored(HERE), stored(there))}
    (HERE / "elsewhere.json").write_text(json.dumps(recorded, separators=(",", ":")) + "\n")
    print({name: len(value) for name, value in recorded.items() if isinstance(value, dict)})


if __name__ == "__main__":
    main()
