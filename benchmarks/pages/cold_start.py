"""From `sprag start` to the first 200 of a 24-route app, and the memory that it then has.

python benchmarks/pages/cold_start.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from over_http import free_port

TICKS = os.sysconf("SC_CLK_TCK")

ROUTES = 24
PAGE = """\
from sprag import Component, Controller, Field, Module, Schema, Screen, action, hydrate, page, ui

class C(Controller):
    def load(self):
        return {{"count": {number}}}

    @action(schema=Schema("increment", {{"count": Field(int, required=True)}}))
    def increment(self, count):
        return {{"count": count + 1}}

class Card(Component):
    def render(self, props=None):
        return ui.div(ui.p(str(self.state["count"])), ui.button("More", type="button"))

class Clicks(Module):
    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {{"count": 0}})

class S(Screen):
    modules = [Clicks]

    def render(self, data):
        return hydrate(Card, module=self.module(Clicks))

made = page(path="/r{number}", controller=C, screen=S)
"""


def build(folder: Path) -> None:
    (folder / "app/routes").mkdir(parents=True)
    (folder / "app/__init__.py").write_text("from sprag import App\napp = App()\n")
    (folder / "app/routes/__init__.py").write_text("")
    for number in range(ROUTES):
        route = folder / f"app/routes/r{number}"
        route.mkdir()
        (route / "__init__.py").write_text("")
        (route / "page.py").write_text(PAGE.format(number=number))
    subprocess.run([sys.executable, "-m", "sprag", "build", "--quiet"], cwd=folder, check=True)


def once(folder: Path) -> tuple[float, float, float]:
    """Milliseconds to the first 200, those of CPU among them, and MB of resident memory then."""
    port = free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sprag", "start", "--port", str(port), "--quiet"], cwd=folder
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/r7", timeout=5).read()
                break
            except urllib.error.URLError:
                if process.poll() is not None:
                    raise SystemExit("the server ended") from None
                time.sleep(0.002)
        took = (time.perf_counter() - begin) * 1000
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        cpu = (int(fields[11]) + int(fields[12])) * 1000 / TICKS
        status = Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return took, cpu, int(found[1]) / 1024
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sprag-bench-"))
    try:
        build(folder)
        once(folder)
        measured = [once(folder) for _ in range(given.rounds)]
    finally:
        shutil.rmtree(folder)
    took, cpu, memory = (statistics.median(values) for values in zip(*measured))
    print(f"first 200 after {took:.0f} ms (goal: 500 on an idle machine), {cpu:.0f} ms of CPU")
    print(f"RSS {memory:.1f} MB (goal: 60)")


if __name__ == "__main__":
    main()
