"""Measures the window as a person meets it: start, waits, frames, memory and rest, on a display of its own (Xvfb).

    python3 tests/bench/window.py [--build build/release] [--rounds 7] [--parts start memory rest frames] [--json FILE]

Needs `./packaging/build release reverie reverie-engine bench_window`, Xvfb and libXtst. Keys are pressed through X, pictures of the screen tell
when they have worked. No figure is judged; the load of the machine stands beside them.
"""

import argparse
import ctypes
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_CONTROL, _RETURN = 0xFFE3, 0xFF0D
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60      # seconds for anything to happen


class Screen:
    """An X server of our own, its keyboard and what can be seen on it."""

    def __init__(self):
        read, write = os.pipe()
        self._server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                                        pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.name = ":" + os.fdopen(read).readline().strip()
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        for name in ("XOpenDisplay", "XDefaultRootWindow", "XGetImage"):
            getattr(self._x, name).restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(self.name.encode()))
        self._root = ctypes.c_void_p(self._x.XDefaultRootWindow(self._display))
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda display, error: 0)
        self._x.XSetErrorHandler(self._ignore)      # windows come and go

    def close(self):
        self._x.XCloseDisplay(self._display)
        self._server.terminate()
        self._server.wait()

    def _focus(self):
        """What a window manager does with a new window."""
        children, count, name, _ = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint(), ctypes.c_char_p(), ctypes.c_ulong()
        self._x.XQueryTree(self._display, self._root, ctypes.byref(_), ctypes.byref(_), ctypes.byref(children), ctypes.byref(count))
        for each in (ctypes.c_ulong(children[i]) for i in range(count.value)):
            self._x.XFetchName(self._display, each, ctypes.byref(name))
            if name.value == b"Reverie":
                self._x.XSetInputFocus(self._display, each, 2, ctypes.c_ulong(0))

    def press(self, symbol, *modifiers):
        self._focus()
        codes = [self._x.XKeysymToKeycode(self._display, ctypes.c_ulong(each)) for each in (*modifiers, symbol)]
        for code, is_down in [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]:
            self._test.XTestFakeKeyEvent(self._display, code, is_down, ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def seen(self):
        """What stands in a strip through the middle."""
        width, height = 16, 850
        image = self._x.XGetImage(self._display, self._root, 760, 20, width, height, ctypes.c_ulong(0xFFFFFF), 2)
        data = ctypes.c_void_p.from_address(image + 16).value      # XImage::data
        pixels = ctypes.string_at(data, width * height * 4)
        free = ctypes.CDLL(None).free
        free(ctypes.c_void_p(data))
        free(ctypes.c_void_p(image))
        return pixels


def until(what, step=0.001):
    end = time.monotonic() + _PATIENCE
    while not what():
        if time.monotonic() > end:
            sys.exit("window.py: waited in vain; is the window shown at all?")
        time.sleep(step)


class Window:
    """The program, opened over a folder."""

    def __init__(self, build, screen, folder):
        environment = dict(os.environ, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb", DBUS_SESSION_BUS_ADDRESS="disabled:",
                           DBUS_SYSTEM_BUS_ADDRESS="disabled:")
        self.began = time.monotonic()
        self.process = subprocess.Popen([build / "bin/reverie", "--data-dir", folder], env=environment)

    def end(self):
        self.process.kill()
        self.process.wait()

    def engine(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return next((int(pid) for each in tasks for pid in each.read_text().split()), None)


def memory(pid):
    """MB: what is resident, its share where pages are shared, and what is this process's alone."""
    facts = {name.rstrip(":"): int(value) / 1000 for name, value, *_ in
             (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])}
    return {"resident": facts["Rss"], "proportional": facts["Pss"], "private": facts["Private_Clean"] + facts["Private_Dirty"]}


def activity(pid):
    """Milliseconds of processors so far, and how often a thread has gone to sleep."""
    spent = wakes = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        spent += int((task / "schedstat").read_text().split()[0]) / 1e6
        wakes += sum(int(line.split()[1]) for line in (task / "status").read_text().splitlines() if line.startswith("voluntary"))
    return spent, wakes


def measure_version(build, rounds):
    walls = []
    for _ in range(rounds):
        began = time.monotonic()
        subprocess.run([build / "bin/reverie", "--version"], check=True, stdout=subprocess.DEVNULL)
        walls.append((time.monotonic() - began) * 1e3)
    return {"version": round(statistics.median(walls), 1)}


def learn_pages(build, screen, folder):
    """What the strip shows on the first page and on the settings: as pixels. Leaves a folder that has been used."""
    for _ in range(2):
        window = Window(build, screen, folder)
        time.sleep(4)
        create = screen.seen()
        screen.press(ord("6"), _CONTROL)
        time.sleep(1)
        settings = screen.seen()
        screen.press(ord("1"), _CONTROL)
        time.sleep(2)
        window.end()
    assert create != settings, "no key reaches the window"
    return create, settings


def measure_start(build, screen, rounds):
    shown, usable, spent, waited = [], [], [], []
    with tempfile.TemporaryDirectory() as place:
        used = Path(place) / "used"
        create, settings = learn_pages(build, screen, used)
        for round_ in range(rounds):
            folder = Path(place) / str(round_)
            shutil.copytree(used, folder)
            window = Window(build, screen, folder)
            until(lambda: screen.seen() == create)
            shown.append((time.monotonic() - window.began) * 1e3)

            def takes_a_key():
                screen.press(ord("6"), _CONTROL)
                return screen.seen() == settings

            until(takes_a_key)
            usable.append((time.monotonic() - window.began) * 1e3)
            on, off, _ = Path(f"/proc/{window.process.pid}/schedstat").read_text().split()
            spent.append(int(on) / 1e6)
            waited.append(int(off) / 1e6)
            time.sleep(1)
            window.end()
    figures = {"shown": shown, "usable": usable, "processor, window's thread": spent, "waiting for a processor": waited}
    return {name: {"median": round(statistics.median(each)), "least": round(min(each)), "most": round(max(each))} for name, each in figures.items()}


def measure_memory(build, screen, pictures):
    with tempfile.TemporaryDirectory() as folder:
        window = Window(build, screen, folder)
        time.sleep(6)
        figures = {"at rest": memory(window.process.pid)}
        for made in range(pictures):
            screen.press(_RETURN, _CONTROL)
            until(lambda: len(list(Path(folder).rglob("pictures/**/*.png"))) > made, 0.1)
        time.sleep(3)
        figures[f"after {pictures} pictures"] = memory(window.process.pid)
        window.end()
    return figures


def measure_rest(build, screen, seconds):
    with tempfile.TemporaryDirectory() as folder:
        window = Window(build, screen, folder)
        time.sleep(8)
        screen.press(_RETURN, _CONTROL)     # so that the engine holds a model
        until(lambda: list(Path(folder).rglob("pictures/**/*.png")), 0.1)
        time.sleep(5)
        watched = {"window": window.process.pid, "engine": window.engine()}
        before = {name: activity(pid) for name, pid in watched.items()}
        time.sleep(seconds)
        after = {name: activity(pid) for name, pid in watched.items()}
        window.end()
    return {name: {"seconds": seconds, "processor": round(after[name][0] - before[name][0], 2),
                   "wakes": after[name][1] - before[name][1]} for name in watched}


def measure_frames(build, screen):
    environment = dict(os.environ, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb", DBUS_SESSION_BUS_ADDRESS="disabled:",
                       DBUS_SYSTEM_BUS_ADDRESS="disabled:", REVERIE_ENGINE_BINARY=str(build / "bin/reverie-engine"))
    answer = subprocess.run([build / "bin/bench_window"], env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def machine():
    processor = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?")
    return {"date": datetime.date.today().isoformat(), "processor": processor, "cores": os.cpu_count(), "load before": os.getloadavg()[0]}


def show(figures, depth=0):
    for name, value in figures.items():
        if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values()):
            print("  " * depth + name)
            show(value, depth + 1)
            continue
        text = value
        if isinstance(value, dict):
            text = "   ".join(f"{key} {each:.5g}" if isinstance(each, (int, float)) else f"{key} {each}" for key, each in value.items())
        print(f"{'  ' * depth}{name}: {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--parts", nargs="+", default=["start", "memory", "rest", "frames"])
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    build = given.build.resolve()
    screen = Screen()
    parts = {"start": lambda: measure_version(build, given.rounds) | measure_start(build, screen, given.rounds),
             "memory": lambda: measure_memory(build, screen, given.pictures),
             "rest": lambda: measure_rest(build, screen, 10), "frames": lambda: measure_frames(build, screen)}
    figures = {"machine": machine()}
    try:
        for part in given.parts:
            figures[part] = parts[part]()
            show({part: figures[part]})
    finally:
        screen.close()
    figures["machine"]["load after"] = os.getloadavg()[0]
    show({"machine": figures["machine"]})
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
