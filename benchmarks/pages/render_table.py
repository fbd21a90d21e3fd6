"""Rendering a 100-row table in process: our generic and compiled printers beside Jinja2.

    python benchmarks/pages/render_table.py [--rounds 15]

CPU time per page, rounds interleaved, ratios against Jinja2 (higher is faster).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import table_components
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sprag.compiler.template_server import server_functions
from sprag.rendering import compiled
from sprag.rendering.tree import forget_printers, to_html

HERE = Path(__file__).parent


def rows() -> list[dict[str, Any]]:
    """The table's rows, made anew for each page as a query would."""
    return [
        {"id": n, "name": f"User & <{n}>", "email": f"user{n}@example.org", "score": n * 7 % 101}
        for n in range(1, 101)
    ]


def engines() -> dict[str, Callable[[], str]]:
    environment = Environment(
        loader=FileSystemLoader(HERE / "servers/templates"), autoescape=select_autoescape()
    )
    template = environment.get_template("table.html")

    def page() -> str:
        return to_html(table_components.Page(state={"rows": rows()}))

    source = Path(str(table_components.__file__)).read_text("utf-8")
    functions = server_functions(source)
    assert functions is not None
    code = compile(functions, "table_components.server", "exec")

    def generic() -> str:
        forget_printers()
        return page()

    def compiled_page() -> str:
        if not installed:
            compiled.install(table_components, code)
            installed.append(True)
        return page()

    installed: list[bool] = []

    def generic_round() -> str:
        installed.clear()
        return generic()

    return {
        "jinja2": lambda: template.render(rows=rows()),
        "generic": generic_round,
        "compiled": compiled_page,
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--renders", type=int, default=100)
    given = arguments.parse_args()
    found = engines()
    assert found["generic"]() == found["compiled"]()
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(given.rounds):
        for name, render in found.items():
            render()
            begin = time.process_time()
            for _ in range(given.renders):
                render()
            times[name].append((time.process_time() - begin) / given.renders)
    reference = statistics.median(times["jinja2"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:10} {median * 1e6:8.1f} us/page   {reference / median:5.2f}x of jinja2")


if __name__ == "__main__":
    main()
