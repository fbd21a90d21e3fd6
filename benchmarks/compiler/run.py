"""Compile times, and the speed of compiled loops beside hand-written JavaScript, pscript and Transcrypt.

python benchmarks/compiler/peers.py      once: pscript and Transcrypt into benchmarks/peers
python benchmarks/compiler/run.py
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import app
import peers
from sprag.compiler import Root, compile_app
from sprag.compiler.cache import Cache
from sprag.compiler.project import Project

HERE = Path(__file__).resolve().parent
RAGOT = HERE.parents[1] / "packages" / "ragot-js"
NAMES = ["integers", "strings", "counting", "methods", "lists"]
MEASURE = """
const N = 200000, out = {}
const sets = { __SETS__ }
const loaded = {}
for (const [set, load] of Object.entries(sets)) loaded[set] = await load()
// In turns, so that what else the machine does hits everyone.
for (let turn = 0; turn < 12; turn++) {
  for (const [set, mod] of Object.entries(loaded)) {
    for (const name of __NAMES__) {
      mod[name](1000)
      for (let i = 0; i < 3; i++) {
        const t = performance.now()
        mod[name](N)
        const took = performance.now() - t
        const row = (out[name] ??= {})
        row[set] = Math.min(row[set] ?? Infinity, took)
      }
    }
  }
}
console.log(JSON.stringify(out))
"""


def milliseconds(run: object, times: int) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        assert callable(run)
        run()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def compile_times() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "app").mkdir()
        (root / "app" / "m.py").write_text(app.module("Big", 26))
        roots = [Root(root / "app" / "m.py", "Big")]

        def cold() -> None:
            Cache.memory.clear()
            compile_app(roots, root).raise_if_any()

        print(f"500-line module, warm process: {milliseconds(cold, 9):.1f} ms")
        print(f"the same, unchanged:           {milliseconds(lambda: compile_app(roots, root), 9):.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        roots = [Root(file, name) for file, name in app.write_app(root, 25)]

        def fresh() -> None:
            Cache.memory.clear()
            Project.known.clear()
            compile_app(roots, root).raise_if_any()

        edited = roots[0].file
        text = edited.read_text()
        count = iter(range(100))

        def edit() -> None:
            edited.write_text(text + f"# {next(count)}\n")
            compile_app(roots, root).raise_if_any()

        print(f"50 classes in 25 routes, cold: {milliseconds(fresh, 3):.0f} ms")
        print(f"after an edit of one file:     {milliseconds(edit, 9):.1f} ms")


def annotated(text: str) -> str:
    """The loops with types on their parameters."""
    return (
        re.sub(r"def (\w+)\(n\)", r"def \1(n: int)", text)
        .replace("self, x, y", "self, x: int, y: int")
        .replace("dx, dy)", "dx: int, dy: int)")
    )


def loops() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "package.json").write_text('{"type": "module"}')
        text = (HERE / "loops.py").read_text()
        (root / "plain.py").write_text(text)
        (root / "typed.py").write_text(annotated(text).replace("p.moved(1: int", "p.moved(1"))
        shutil.copy(HERE / "loops.js", root / "hand.js")
        for name in ("plain", "typed"):
            program = compile_app([Root(root / f"{name}.py", n) for n in NAMES], root)
            program.raise_if_any()
            (root / f"{name}.js").write_text(program.units[f"{name}.js"].code)
        shutil.copytree(RAGOT / "dist" / "esm", root / "ragot")
        sets = {
            "hand": "./hand.js",
            "ours, annotated": "./typed.js",
            "ours": "./plain.js",
            **peers.compiled(HERE / "loops.py", NAMES, root),
        }
        lines = ", ".join(f"{json.dumps(k)}: () => import({json.dumps(v)})" for k, v in sets.items())
        (root / "measure.js").write_text(
            MEASURE.replace("__SETS__", lines).replace("__NAMES__", json.dumps(NAMES))
        )
        done = subprocess.run(["node", "measure.js"], cwd=root, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        print("\n" + "loop".ljust(12) + "".join(s.rjust(17) for s in sets) + "   (times of hand-written)")
        for name, row in found.items():
            print(name.ljust(12) + "".join(f"{row[s] / row['hand']:17.2f}" for s in sets))


if __name__ == "__main__":
    compile_times()
    loops()
