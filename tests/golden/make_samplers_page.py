"""Writes docs/samplers.md from what the tests observed: run tst_a1111_samplers and tst_pipelines with REVERIE_RECORD=1 first.
Needs nothing but Python. Run from anywhere: `python make_samplers_page.py`.
"""

import json
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "data" / "golden"
FAMILIES = {"noise": "SD 1", "velocity": "SD 2", "xl": "SDXL"}
WITNESSES = {"DDIM": "diffusers", "PLMS": "diffusers", "UniPC": "diffusers", "LCM": "paper, diffusers", "DDIM CFG++": "paper",
             "Restart": "paper"}
HEAD = """# Samplers and schedules

What each sampler name gives, held against a witness that computes it another way: **k-diffusion** where it has the sampler (with torchsde's Brownian tree for
the SDE samplers), **diffusers** on the same timesteps for DDIM, PLMS, UniPC and LCM, and a transcription of the **paper** for the rest. The numbers are the largest
errors that the tests observed, in parts of the latents' deviation: on a *formula* in the network's place (`tst_a1111_samplers`, allowed 1e-4) and in whole
*pictures* of small models (`tst_pipelines`, allowed 1e-3, with the picture's largest difference in levels of 255 behind it, allowed 1). "-" is not recorded. SD 1 predicts noise, SD 2 velocity.
This page is written by `tests/golden/make_samplers_page.py`; every name is also understood as ComfyUI, InvokeAI, k-diffusion and diffusers spell it.

- `Automatic` is the schedule that A1111 1.10 uses for the sampler. DDIM, DDIM CFG++, PLMS, UniPC, DPM fast and DPM adaptive read no schedule.
- DPM2, Heun, DPM++ 2S a, DPM++ SDE and Restart ask the network twice a step. DPM fast counts calls as steps. DPM adaptive ignores the steps: it stops when it
  is done, and the progress names no end; its pictures are computed one at a time, since those of a batch would share their steps.
- DDIM, DDIM CFG++, PLMS and UniPC run on `range(0, 1000, 1000 // steps) + 1`, which for some numbers of steps has one timestep or more beyond what was asked.
- DDIM CFG++ divides the CFG by 12.5, so 7 is the paper's 0.56.
- Restart goes back up from sigma 0.1 to 2, once from 20 steps on, twice from 36 on; below 20 it is Heun.
- SDE samplers draw their noise from one Brownian tree per picture, grown from the picture's seed; the others continue the picture's stream.
- On networks as rough as the tests' (random weights), a millionth more noise moves DPM adaptive by a tenth, so it is held on the formula alone.

"""


def observed():
    """{(sampler, schedule): {column: [(share, levels or None)]}}"""
    rows = defaultdict(lambda: defaultdict(list))
    for name, share in json.loads((DATA / "a1111_samplers.observed.json").read_text()).items():
        sampler, schedule, prediction = name.split("|")
        rows[sampler, schedule]["formula", "noise" if prediction == "epsilon" else "velocity"].append((share, None))
    for stem in ("pipelines", "a1111_pipelines", "families"):
        golden = json.loads((DATA / f"{stem}.json").read_text())
        seen = {case["name"]: case for case in json.loads((DATA / f"{stem}.observed.json").read_text())["cases"]}
        for case in golden["cases"]:
            if case["sampler"] != "Model default" and case["name"] in seen:
                of = seen[case["name"]]
                row = rows[case["sampler"], case.get("schedule", "Automatic")]
                row["picture", case["model"]].append((of["share"], of["levels"]))
    return rows


def cell(errors):
    if not errors:
        return "-"
    share = f"{max(share for share, _ in errors):.0e}"
    levels = [levels for _, levels in errors if levels is not None]
    return f"{share}, {max(levels)}" if levels else share


def main():
    rows = observed()
    columns = [("formula", "noise"), ("picture", "noise"), ("formula", "velocity"), ("picture", "velocity"), ("picture", "xl")]
    order = list(dict.fromkeys(sampler for sampler, _ in rows))
    lines = ["| sampler | schedule | witness | " + " | ".join(f"{FAMILIES[family]}: {kind}" for kind, family in columns) + " |",
             "|---|---|---|" + "---|" * len(columns)]
    for sampler, schedule in sorted(rows, key=lambda row: (order.index(row[0]), row[1] != "Automatic", row[1])):
        cells = [cell(rows[sampler, schedule][column]) for column in columns]
        lines.append(f"| {sampler} | {schedule} | {WITNESSES.get(sampler, 'k-diffusion')} | " + " | ".join(cells) + " |")
    (ROOT / "docs" / "samplers.md").write_text(HEAD + "\n".join(lines) + "\n")
    print(len(lines) - 2, "rows")


if __name__ == "__main__":
    main()
