"""Times Reverie's networks beside those of diffusers (eager, fp32) and OpenVINO (f32), in turns, on the same weights.

    python tests/bench/cpu_peers.py [--size 512] [--rounds 5] [--pictures 0] [--peers diffusers openvino]

Needs `./packaging/build release bench_networks` and `reverie`, and a Python with torch, diffusers, transformers and openvino. Each peer
is compared by itself, since three programs do not fit into 24 GiB. A round in which the machine was busy with something else (steal
time over 5 %, cores held up by the host, other processes over 3 % of a core) is repeated; after half an hour what there is is printed
and marked as busy.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_HERE = Path(__file__).parent
_PATIENCE = 30 * 60     # seconds for all rounds together
_TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A process that answers lines with "WALL CPU PEAK"."""

    def __init__(self, *command):
        self._process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()      # loaded
        self.peak = 0

    def run(self, line):
        """Seconds by the clock, and of processors."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        wall, cpu, self.peak = self._answer()
        return wall, cpu

    def end(self):
        self._process.stdin.close()
        self._process.wait()

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"{self._process.args[0]} has ended")
        return [float(number) for number in line.split()]


class Reverie(Program):
    """bench_networks; a picture is made by the program that people run, whose preparation of the weights counts."""

    def __init__(self, build, model):
        super().__init__(build / "bench_networks", model)
        self._command = [str(build / "reverie"), "bench", "-m", str(model), "--runs", "1", "--json"]

    def run(self, line):
        what, *numbers = line.split()
        if what != "picture":
            return super().run(line)
        width, height, steps = numbers
        before = os.times()
        output = subprocess.run([*self._command, "--size", f"{width}x{height}", "--steps", steps], capture_output=True, text=True, check=True)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return json.loads(output.stdout)["picture"]["median"], cpu


class Machine:
    """How busy the machine was between two looks."""

    def __init__(self):
        self._stat, self._time = self._look(), time.perf_counter()

    def disturbance(self, own_cpu, fills):
        """Which of the limits was passed since, or None. `own_cpu`: seconds that belonged to the measured program; `fills`: whether it
        keeps all cores busy, so that time missing there was taken by the host, which does not always call it stolen."""
        stat, seconds = self._look(), time.perf_counter() - self._time
        spent = [(after - before) / _TICKS for before, after in zip(self._stat, stat)]
        busy = spent[0] + spent[1] + spent[2] + spent[5] + spent[6]
        if spent[7] / seconds > .05 * os.cpu_count():
            return "steal time"
        if fills and own_cpu / seconds < .8 * os.cpu_count():
            return "held up by the host"
        return "other processes" if (busy - own_cpu) / seconds > .03 else None

    @staticmethod
    def _look():
        return [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def _undisturbed(program, line, deadline):
    """Seconds of one run, and whether something disturbed it after all."""
    while True:
        machine = Machine()
        wall, cpu = program.run(line)
        disturbance = machine.disturbance(cpu, not line.startswith("picture"))
        if disturbance is None or time.monotonic() > deadline:
            return wall, disturbance is not None
        print(f"  {disturbance}: again", file=sys.stderr, flush=True)


def _compare(ours, peer, name, lines, rounds, deadline):
    """Medians of each kind of work, [(what, ours, theirs, rounds, busy)]."""
    for what, line in lines.items():
        if what != "picture":
            ours.run(line), peer.run(line)      # warms up
    times = {what: ([], [], []) for what in lines}
    for round_ in range(max(rounds.values())):
        for what, line in lines.items():
            if round_ >= rounds[what] or (time.monotonic() > deadline and times[what][0]):
                continue
            (mine, was_busy), (theirs, is_busy) = _undisturbed(ours, line, deadline), _undisturbed(peer, line, deadline)
            for into, value in zip(times[what], (mine, theirs, was_busy or is_busy)):
                into.append(value)
            print(f"  {name} round {round_ + 1}, {what}: {mine:.3f} s and {theirs:.3f} s", file=sys.stderr, flush=True)
    return [(what, statistics.median(mine), statistics.median(theirs), len(mine), any(busy))
            for what, (mine, theirs, busy) in times.items() if mine]


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=_HERE.parents[1] / "build/release/bin")
    parser.add_argument("--model", help="a folder that make_random_model.py has written; else one is made")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=0, help="rounds of whole pictures of 25 steps")
    parser.add_argument("--peers", nargs="+", default=["diffusers", "openvino"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model or folder
        if not options.model:
            subprocess.run([sys.executable, _HERE / "make_random_model.py", "sd1", folder], check=True)
        size = f"{options.size} {options.size}"
        lines = {"step": f"unet {size}", "VAE": f"vae {size}", "picture": f"picture {size} 25"}
        rounds = {"step": options.rounds, "VAE": options.rounds, "picture": options.pictures}
        print(f"{_processor()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d %H:%M')}, {options.size}x{options.size}, fp32")
        deadline = time.monotonic() + _PATIENCE
        for name in options.peers:
            ours = Reverie(options.build, model)
            peer = Program(sys.executable, _HERE / "peer.py", name, model, options.size, options.size)
            for what, mine, theirs, count, busy in _compare(ours, peer, name, lines, rounds, deadline):
                print(f"{what:8} Reverie {mine:8.3f} s, {name} {theirs:8.3f} s, ratio {mine / theirs:.3f} "
                      f"(medians of {count}{', busy' if busy else ''})", flush=True)
            print(f"memory   Reverie {ours.peak / 1024:.1f} GiB, {name} {peer.peak / 1024:.1f} GiB at most")
            ours.end(), peer.end()


if __name__ == "__main__":
    main()
