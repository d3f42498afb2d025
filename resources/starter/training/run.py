"""What every stage shares: single-threaded processes, a clock that stops with them, schedule, checkpoints, log.

Small convolutions share badly between OpenMP threads, so each core runs its own process on its own share of the
batch and the gradients are averaged over gloo. Where a GPU is found, one process feeds it.
"""

import copy
import glob
import json
import math
import os
import shutil
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing
from safetensors.torch import load_file

WORK = Path(os.environ.get("STARTER_WORK", Path.home() / ".cache/reverie/starter-training"))
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
PROCESSES = 1 if DEVICE == "cuda" else int(os.environ.get("STARTER_PROCESSES", "2"))
_LONGEST_STEP = 5.0         # a longer one was a pause (SIGSTOP), which the budget does not pay for


def launch(stage, function, *arguments):
    """Runs `function(rank, *arguments)` in every process and lists their ids in the file `pids` meanwhile."""
    WORK.mkdir(parents=True, exist_ok=True)
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(20000 + os.getpid() % 20000), OMP_NUM_THREADS="1")
    pids = WORK / f"pids.{stage}"
    context = torch.multiprocessing.spawn(_enter, (function, arguments), nprocs=PROCESSES, join=False)
    pids.write_text("".join(f"{pid}\n" for pid in [os.getpid(), *context.pids()]))
    _list_running()
    try:
        while not context.join():
            pass
    finally:
        pids.unlink()
        _list_running()


def _list_running():
    (WORK / "pids").write_text("".join(path.read_text() for path in sorted(WORK.glob("pids.*"))))


def _enter(rank, function, arguments):
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=PROCESSES)
    torch.manual_seed(1000 + rank)
    function(rank, *arguments)
    dist.destroy_process_group()


def start_from(model, folder):
    """Copies what fits, by name and shape, from the safetensors in `folder` (an earlier stage's weights); the rest keeps its start."""
    own, taken = model.state_dict(), 0
    for file in glob.glob(f"{folder}/*.safetensors"):
        for name, tensor in load_file(file).items():
            if name in own and own[name].shape == tensor.shape:
                own[name].copy_(tensor)
                taken += 1
    print(f"{taken} of {len(own)} tensors start from {folder}", flush=True)


def autocast():
    """bf16 for what bears it; on a CPU with AVX512-BF16 as on a GPU it doubles the speed."""
    return torch.autocast(DEVICE, torch.bfloat16)


def compiled(forward):
    """A model or a method of one, compiled where there is a C++ compiler: 1.45 times the speed, after a few minutes at the first start."""
    return torch.compile(forward) if shutil.which("g++") else forward


class Run:
    """One training: `for progress in run:` gives 0..1 by active time; `run.step(loss)` learns from a loss."""

    def __init__(self, stage, model, rank, minutes, rate, ema=0.0, decay=0.01, warmup=0.03):
        self._stage, self._model, self._rank = stage, model, rank
        self._budget, self._rate, self._decay, self._warmup = minutes * 60, rate, ema, warmup
        self._parameters = [p for p in model.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(self._parameters, lr=rate, betas=(.9, .99), weight_decay=decay, fused=True)
        self.average = copy.deepcopy(model).requires_grad_(False) if ema else model
        self.steps, self._active, self._last, self._saved = 0, 0.0, time.time(), 0.0
        self._losses, self._logged = [], 0.0
        self._resume()

    def __iter__(self):
        self._last = time.time()
        while (progress := self._shared(self._active / self._budget)) < 1:
            self._set_rate(progress)
            yield progress
            now = time.time()
            self._active += min(now - self._last, _LONGEST_STEP)
            self._last = now
            if self._rank == 0 and self._active - self._saved > 120:
                self.save()
        if self._rank == 0:
            self.save()

    def step(self, loss):
        self._optimiser.zero_grad()
        loss.backward()
        self._average_gradients()
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        if torch.isfinite(norm):
            self._optimiser.step()
        self.steps += 1
        if self.average is not self._model:
            self._follow()
        self._log(float(loss.detach()))

    def save(self):
        state = {"model": self._model.state_dict(), "average": self.average.state_dict(), "steps": self.steps,
                 "optimiser": self._optimiser.state_dict(), "active": self._active}
        path = WORK / f"{self._stage}.pt"
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
        self._saved = self._active

    def _resume(self):
        path = WORK / f"{self._stage}.pt"
        if path.exists():
            state = torch.load(path, weights_only=True, map_location=DEVICE)
            self._model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self._optimiser.load_state_dict(state["optimiser"])
            self.steps, self._active = state["steps"], state["active"]
            self._saved = self._logged = self._active

    def _set_rate(self, progress):
        warm = min(1, (progress + 1e-3) / self._warmup)
        rate = self._rate * warm * (.02 + .98 * (1 + math.cos(math.pi * progress)) / 2)
        for group in self._optimiser.param_groups:
            group["lr"] = rate

    def _average_gradients(self):
        if PROCESSES == 1:
            return
        for parameter in self._parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        flat = torch.cat([p.grad.reshape(-1) for p in self._parameters])
        dist.all_reduce(flat)
        flat /= PROCESSES
        for parameter, piece in zip(self._parameters, flat.split([p.numel() for p in self._parameters])):
            parameter.grad.copy_(piece.view_as(parameter))

    def _follow(self):
        """The moving average: young at first, so that it never drags the initial weights along."""
        decay = min(self._decay, (1 + self.steps) / (20 + self.steps))
        torch._foreach_lerp_(list(self.average.parameters()), list(self._model.parameters()), 1 - decay)

    def _shared(self, value):
        """Process 0's number, everywhere."""
        number = torch.tensor(value, dtype=torch.float64)
        dist.broadcast(number, 0)
        return float(number)

    def _log(self, loss):
        self._losses.append(loss)
        if self._rank == 0 and self._active - self._logged > 20:
            rate = len(self._losses) / (self._active - self._logged)
            line = {"minutes": round(self._active / 60, 2), "step": self.steps, "steps_per_s": round(rate, 2),
                    "loss": round(sum(self._losses) / len(self._losses), 5)}
            with open(WORK / f"{self._stage}.log", "a") as log:
                log.write(json.dumps(line) + "\n")
            self._losses, self._logged = [], self._active
