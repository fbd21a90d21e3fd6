"""Compiles app/ into generated/, which is what the benchmarks measure as ours:

app/*.js, ragot/**     the browser's file tree of architecture.md, section 3, with the runtime that builds use
hydrate.js             surfaces/hydrate.js as a page loads it: linked as by a build, with light helpers where it can
hydrate.html           the table as the server renders it, for the rows in rows.json (the first argument)
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import ragot_js
from app.table import Table
from sprag.build.lighter import LIGHT, Lighter
from sprag.build.scripts import COMPILE_AHEAD
from sprag.compiler import Root, compile_app
from sprag.compiler.linker import Source, link
from sprag.rendering import tree

HERE = Path(__file__).resolve().parent
OUT = HERE / "generated"
RUNTIME = ragot_js.dist() / "production"
ENTRY = "surfaces/hydrate.js"


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(RUNTIME, OUT / "ragot")
    (OUT / "app").mkdir()
    program = compile_app([Root(HERE / "app" / "table.py", "Rows")], HERE)
    program.raise_if_any()
    for unit in program.units.values():
        (OUT / unit.path).write_text(unit.code, encoding="utf-8")
    (OUT / "hydrate.js").write_text(hydrating_page(), encoding="utf-8")
    if len(sys.argv) > 1:
        rows = json.loads(Path(sys.argv[1]).read_text("utf-8"))
        html = tree.to_html(Table(state={"rows": rows, "selected": 0}))
        (OUT / "hydrate.html").write_text(html, encoding="utf-8")


def hydrating_page() -> str:
    """The script of a page that shows the table, and no more than the table."""
    program = compile_app([Root(HERE / "app" / "table.py", "Table")], HERE)
    program.raise_if_any()
    texts = {ENTRY: (HERE / "app" / "hydrate.js").read_text("utf-8")}
    light = {LIGHT + file.name: file.read_text("utf-8") for file in (RUNTIME / "py" / "light").glob("*.js")}
    lighter = Lighter(program, texts, light, ())

    def load(path: str) -> Source:
        if path == ENTRY:
            return Source(path, lighter.entries[path])
        unit = lighter.unit(path)
        if unit is not None:
            return Source(path, unit[0], droppable=True)
        file = RUNTIME / path[len("ragot/") :]
        if not file.is_file():
            raise KeyError(path)
        return Source(path, file.read_text("utf-8"))

    linked = link(
        load,
        {"page": ENTRY},
        chunk="shared",
        name_chunk=lambda code: "./shared.js",
        heading=COMPILE_AHEAD,
        maps=False,
    )
    return linked["page"].code


if __name__ == "__main__":
    main()
