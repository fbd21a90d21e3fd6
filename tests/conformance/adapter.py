"""Compiles conformance cases with the real compiler, on three surfaces: `case()` as a top-level helper, as a method of a Module, and as
the body of a Component's `render()` (where it is neither async nor about classes).

Usage (see README.md of the corpus): adapter.py cases.json OUTDIR. One JSON line per case on standard output. The compiled case runs
all of them and fails where they differ.
"""

from __future__ import annotations

import ast
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
{card}
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
  if (typeof ConformanceCard !== 'undefined') {{
    const third = await outcome(() => {{
      const card = new ConformanceCard({{}}, {{ props: {{}} }})
      card.$view()
      return card.answer
    }})
    if (show(first) !== show(third)) throw new Error('render() differs: ' + show(first) + ' and ' + show(third))
  }}
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


class Answers(ast.NodeTransformer):
    """`return x` of one function as what `render()` does: it keeps the answer and returns a tree."""

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        answer = ast.Attribute(ast.Name("self", ast.Load()), "answer", ast.Store())
        kept = ast.Assign([answer], node.value or ast.Constant(None))
        return [kept, ast.Return(ast.parse("ui.p('x')", mode="eval").body)]

    def keep(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = keep


def as_render(text: str) -> str | None:
    """The case as the body of `render()`; None where it is async, a generator or a class."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None  # of a newer Python, as a generated program may be
    case = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "case"), None)
    if case is None or any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(case)):
        return None
    if any(isinstance(n, ast.Name) and n.id in ("self", "ui", "case") for n in ast.walk(tree)):
        return None
    body = [Answers().visit(statement) for statement in case.body]
    case.body = [inner for made in body for inner in (made if isinstance(made, list) else [made])]
    case.name = "render"
    case.args = ast.parse("def f(self, props=None): pass").body[0].args  # type: ignore[attr-defined]
    tree.body[tree.body.index(case)] = ast.ClassDef(
        "ConformanceCard", [ast.Name("Component", ast.Load())], [], [case], []
    )
    head = ast.parse("from sprag import Component, ui").body
    future = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    tree.body = [*future, *head, *(n for n in tree.body if n not in future)]
    return ast.unparse(ast.fix_missing_locations(tree))


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
    card = out / "render" / key
    inside = as_render(text)
    surfaces = [
        (plain, text, "Case" if has_class else "case"),
        (method, as_method(text), "ConformanceModule"),
    ]
    if inside is not None:
        surfaces.append((card, inside, "ConformanceCard"))
    for folder, source, _ in surfaces:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.py").write_text(source, encoding="utf-8")
    try:
        for folder, _, root in surfaces:
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
            card=f"import {{ ConformanceCard }} from './render/{key}/case.js'" if inside is not None else "",
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
    for old in ("helper", "method", "render", "ragot"):
        shutil.rmtree(out / old, ignore_errors=True)
    ragot(out)
    (out / "package.json").write_text('{"type": "module"}')
    sys.setrecursionlimit(3000)
    for case in cases:
        print(json.dumps(build(case, out)), flush=True)


if __name__ == "__main__":
    main()
