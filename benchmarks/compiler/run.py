"""Compile times, and the speed of compiled loops beside hand-written JavaScript, pscript and Transcrypt.

python benchmarks/compiler/peers.py      once: pscript and Transcrypt into benchmarks/peers
python benchmarks/compiler/run.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import app
import speed
from sprag.compiler import Root, compile_app
from sprag.compiler.cache import Cache
from sprag.compiler.project import Project


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


if __name__ == "__main__":
    compile_times()
    speed.main([])
