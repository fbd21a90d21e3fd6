"""Compiles conformance cases with the real compiler, on two surfaces: `case()` as a top-level helper, and as a method of a Module.

Usage (see README.md of the corpus): adapter.py cases.json OUTDIR. One JSON line per case on standard output. The compiled case runs
both surfaces and fails where they differ.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RAGOT = ROOT / "packages" / "ragot-js"
for folder in ("specter-runtime/src", "spragkit/src", "ragot-js/python"):
    sys.path.insert(0, str(ROOT / "packages" / folder))

from sprag.compiler import JSCodegenError, Root, compile_app  # noqa: E402
from sprag.compiler.project import Project  # noqa: E402

RUNNER = """\
import {{ {helper_name} }} from './helper/{id}/case.js'
import {{ ConformanceModule }} from './method/{id}/case.js'
import {{ excName }} from './ragot/py/errors.js'
import {{ Float, Tuple }} from './ragot/py/kinds.js'
import {{ entries, isDict }} from './ragot/py/dict.js'
export {{ excName }}

export function encode(v, depth = 0) {{
  if (depth > 62) return v
  // A float beyond 2**53 is read back exactly only as an integer.
  if (typeof v === 'number' && Math.abs(v) > 2 ** 53 && Number.isFinite(v)) return BigInt(v)
  if (v instanceof Float) return encode(v.valueOf(), depth)
  if (Array.isArray(v)) return Array.from(v, (x) => encode(x, depth + 1))
  if (isDict(v)) return new Map([...entries(v)].map(([k, x]) => [encode(k, depth + 1), encode(x, depth + 1)]))
  if (v instanceof Set) return new Set([...v].map((x) => encode(x, depth + 1)))
  return v ?? null
}}

async function outcome(fn) {{
  try {{
    return {{ value: await fn() }}
  }} catch (error) {{
    return {{ error }}
  }}
}}

function show(r) {{
  if ('error' in r) return 'exc ' + excName(r.error)
  const plain = (k, x) => x instanceof Map ? ['map', ...x] : x instanceof Set ? ['set', ...x] : typeof x === 'bigint' ? x + 'n'
    : Number.isNaN(x) ? 'nan' : x
  return JSON.stringify(plain('', encode(r.value)), (k, x) => plain(k, x))
}}

export async function run() {{
  const first = await outcome(() => {first})
  const second = await outcome(() => new ConformanceModule(){second})
  if (show(first) !== show(second)) throw new Error('the surfaces differ: ' + show(first) + ' and ' + show(second))
  if ('error' in first) throw first.error
  return first.value
}}
"""


def as_method(text: str) -> str:
    """The case with `case` as a method of a Module."""
    lines = text.split("\n")
    out = ["from sprag import Module", *lines]
    if any(line.startswith("class Case") for line in lines):
        at = next(i for i, line in enumerate(out) if line.startswith("class Case"))
        # The framework's base goes under the case's own: its bases become Modules.
        head = out[at]
        base = head[len("class Case") :].split(":", 1)[0].strip("()").strip()
        names = [b.strip() for b in base.split(",") if b.strip()]
        if not names:
            out[at] = head.replace("class Case", "class ConformanceModule", 1).replace(base, "", 1)
            out[at] = "class ConformanceModule(Module):" + head.split(":", 1)[1]
            return rename("\n".join(out))
        first = names[0]
        for i, line in enumerate(out):
            if line.startswith(f"class {first}") and line.rstrip().endswith(":"):
                out[i] = f"class {first}(Module):" if "(" not in line else line
        out[at] = head.replace("class Case", "class ConformanceModule", 1)
        return rename("\n".join(out))
    body: list[str] = []
    rest: list[str] = []
    inside = False
    for line in out:
        if line.startswith(("def case(", "async def case(")):
            inside = True
            body.append("    " + line.replace("case()", "case(self)"))
        elif inside and (line.startswith((" ", "\t")) or not line.strip()):
            body.append("    " + line if line.strip() else line)
        else:
            inside = False
            rest.append(line)
    if "'''" in text or '"""' in text:
        return (
            "\n".join(out)
            + "\n\nclass ConformanceModule(Module):\n    def case(self):\n        return case()\n"
        )
    return "\n".join(rest) + "\n\nclass ConformanceModule(Module):\n" + "\n".join(body) + "\n"


def rename(text: str) -> str:
    """`Case.x` of the original names the class that we renamed."""
    import re

    return re.sub(r"\bCase\b(?=[.(])", "ConformanceModule", text)


def build(case: dict[str, Any], out: Path) -> dict[str, Any]:
    started = time.perf_counter()
    key, text = case["id"], case["text"]
    has_class = "\nclass Case" in "\n" + text
    plain = out / "helper" / key
    method = out / "method" / key
    for folder, source in ((plain, text), (method, as_method(text))):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.py").write_text(source, encoding="utf-8")
    try:
        for folder, root in ((plain, "Case" if has_class else "case"), (method, "ConformanceModule")):
            Project.known.clear()  # every case is a project of its own
            program = compile_app([Root(folder / "case.py", root)], out)
            program.raise_if_any()
            for unit in program.units.values():
                file = out / unit.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(unit.code, encoding="utf-8")
    except JSCodegenError as error:
        return {"id": key, "status": "build_error", "error": f"{error.code} {error}"}
    except Exception:
        return {
            "id": key,
            "status": "compiler_crash",
            "error": traceback.format_exc()[-300:].replace("\n", " | "),
        }
    runner = out / f"{key}.mjs"
    names = "Case" if has_class else "case$" if False else "case"
    runner.write_text(
        RUNNER.format(
            id=key,
            helper_name=f"{names if has_class else 'case$'} as target",
            first="new target().case()" if has_class else "target()",
            second=".case()",
        ),
        encoding="utf-8",
    )
    return {
        "id": key,
        "status": "ok",
        "file": str(runner),
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }


def ragot(out: Path) -> None:
    """The runtime's modules, transpiled one by one, as the browser gets them."""
    esbuild = RAGOT / "node_modules" / ".bin" / "esbuild"
    sources = [str(p) for p in (RAGOT / "src").rglob("*.ts") if not p.name.endswith(".d.ts")]
    command = [
        str(esbuild),
        *sources,
        f"--outdir={out / 'ragot'}",
        f"--outbase={RAGOT / 'src'}",
        "--format=esm",
        "--log-level=error",
    ]
    subprocess.run(command, check=True, cwd=RAGOT)


def main() -> None:
    cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    out = Path(sys.argv[2]).resolve()
    for old in ("helper", "method", "ragot"):
        shutil.rmtree(out / old, ignore_errors=True)
    ragot(out)
    (out / "package.json").write_text('{"type": "module"}')
    sys.setrecursionlimit(3000)
    for case in cases:
        print(json.dumps(build(case, out)), flush=True)


if __name__ == "__main__":
    main()
