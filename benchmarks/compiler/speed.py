"""Compiled loops and algorithms beside hand-written JavaScript, pscript and Transcrypt.

python benchmarks/compiler/speed.py [name …]      both tables, or only the functions named
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import peers
from sprag.compiler import Root, compile_app

HERE = Path(__file__).resolve().parent
RAGOT = HERE.parents[1] / "packages" / "ragot-js"
LOOPS = dict.fromkeys(["integers", "strings", "counting", "methods", "lists"], 200_000)
ALGORITHMS = {
    "sieve": 20_000, "matrix": 100, "levenshtein": 8, "words": 2_000, "life": 10, "mandelbrot": 100, "queens": 7,
    "search": 30_000, "bubble": 500, "merge": 20_000, "fib": 22, "memo": 300, "factors": 4_000,
    "palindromes": 50_000, "runs": 2_000, "tree": 5_000, "vowels": 2_000, "paths": 1_500, "counters": 200_000,
    "pairs": 50_000, "groups": 50_000, "floats": 200_000,
}  # fmt: skip
PARAMETERS = {
    "n": "int", "x": "int", "y": "int", "dx": "int", "dy": "int", "by": "int", "row": "int", "xs": "list",
    "cols": "list", "known": "dict", "node": "dict",
}  # fmt: skip
MEASURE = """
const sizes = __SIZES__, expected = __EXPECTED__, out = {}
const sets = { __SETS__ }
const loaded = {}
for (const [set, load] of Object.entries(sets)) {
  try { loaded[set] = await load() } catch (error) { console.error(set, error.message) }
}
const right = (set, name) => {
  try { return loaded[set][name](Math.min(sizes[name], 40)) == expected[name] } catch { return false }
}
// In turns, so that what else the machine does hits everyone.
for (let turn = 0; turn < 8; turn++) {
  for (const [set, mod] of Object.entries(loaded)) {
    for (const [name, size] of Object.entries(sizes)) {
      const row = (out[name] ??= {})
      if (row[set] === null || (turn === 0 && !right(set, name))) {
        row[set] = null
        continue
      }
      for (let i = 0; i < 3 && !(row[set] > 500); i++) {
        const started = performance.now()
        mod[name](size)
        row[set] = Math.min(row[set] ?? Infinity, performance.now() - started)
      }
    }
  }
}
console.log(JSON.stringify(out))
"""


def annotated(text: str) -> str:
    """The source with types on its parameters."""

    def note(found: re.Match[str]) -> str:
        params = [f"{p}: {PARAMETERS[p]}" if p in PARAMETERS else p for p in found[2].split(", ")]
        return f"def {found[1]}({', '.join(params)})"

    return re.sub(r"def (\w+)\(([\w, ]*)\)", note, text)


def answers(source: Path, sizes: dict[str, int]) -> dict[str, object]:
    """What CPython says for small sizes."""
    space: dict[str, object] = {}
    exec(compile(source.read_text(), source.name, "exec"), space)
    found: dict[str, object] = {}
    for name, size in sizes.items():
        function = space[name]
        assert callable(function)
        found[name] = function(min(size, 40))
    return found


def table(source: Path, sizes: dict[str, int]) -> None:
    """Print the times of every function of ``source`` as multiples of the hand-written one's."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "package.json").write_text('{"type": "module"}')
        text = source.read_text()
        (root / "plain.py").write_text(text)
        (root / "typed.py").write_text(annotated(text))
        shutil.copy(source.with_suffix(".js"), root / "hand.js")
        for name in ("plain", "typed"):
            program = compile_app([Root(root / f"{name}.py", n) for n in sizes], root)
            program.raise_if_any()
            (root / f"{name}.js").write_text(program.units[f"{name}.js"].code)
        shutil.copytree(RAGOT / "dist" / "esm", root / "ragot")
        sets = {
            "hand": "./hand.js",
            "ours, annotated": "./typed.js",
            "ours": "./plain.js",
            **peers.compiled(source, list(sizes), root),
        }
        lines = ", ".join(f"{json.dumps(k)}: () => import({json.dumps(v)})" for k, v in sets.items())
        program_text = MEASURE.replace("__SETS__", lines).replace("__SIZES__", json.dumps(sizes))
        expected = json.dumps(answers(source, sizes))
        (root / "measure.js").write_text(program_text.replace("__EXPECTED__", expected))
        done = subprocess.run(["node", "measure.js"], cwd=root, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
    print("\n" + "function".ljust(12) + "".join(s.rjust(17) for s in sets) + "   (times of hand-written)")
    for name, row in found.items():
        cells = ["wrong" if row.get(s) is None else f"{row[s] / row['hand']:.2f}" for s in sets]
        print(name.ljust(12) + "".join(c.rjust(17) for c in cells))


def main(names: list[str]) -> None:
    for file, sizes in (("loops.py", LOOPS), ("algorithms.py", ALGORITHMS)):
        chosen = {n: s for n, s in sizes.items() if not names or n in names}
        if chosen:
            table(HERE / file, chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
