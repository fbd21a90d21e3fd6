"""Compiles app/ into generated/, which is what the benchmarks measure as ours:

app/*.js, ragot/**     the browser's file tree of architecture.md, section 3
hydrate.js             app/hydrate.js as a page loads it: linked by sprag's linker
hydrate.html           the table as the server renders it, for the rows in rows.json (the first argument)
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import ragot_js
from app.table import Table
from sprag.compiler import Root, compile_app
from sprag.compiler.linker import Source, link
from sprag.rendering import tree

HERE = Path(__file__).resolve().parent
OUT = HERE / "generated"
ENTRY = "app/hydrate.js"


def main() -> None:
    program = compile_app([Root(HERE / "app" / "table.py", name) for name in ("Table", "Rows")], HERE)
    program.raise_if_any()
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(ragot_js.dist() / "esm", OUT / "ragot")
    (OUT / "app").mkdir()
    for unit in program.units.values():
        (OUT / unit.path).write_text(unit.code, encoding="utf-8")

    def load(path: str) -> Source:
        if path == ENTRY:
            return Source(path, (HERE / ENTRY).read_text("utf-8"))
        unit = program.units.get(path)
        if unit is not None:
            return Source(path, unit.code, droppable=True)
        file = OUT / path
        if not file.is_file():
            raise KeyError(path)
        return Source(path, file.read_text("utf-8"))

    linked = link(load, {"page": ENTRY}, chunk="shared", name_chunk=lambda code: "./shared.js", maps=False)
    (OUT / "hydrate.js").write_text(linked["page"].code, encoding="utf-8")
    if len(sys.argv) > 1:
        rows = json.loads(Path(sys.argv[1]).read_text("utf-8"))
        html = tree.to_html(Table(state={"rows": rows, "selected": 0}))
        (OUT / "hydrate.html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main()
