"""Writes the sources that the compiler benchmarks compile."""

from __future__ import annotations

from pathlib import Path

METHOD = """
    def handle_{i}(self, event):
        event.prevent_default()
        rows = self.state.get("rows", [])
        total = 0
        for index, row in enumerate(rows):
            if row["done"] and index % 2 == 0:
                total += row["price"] * row.get("qty", 1)
            elif not row["name"]:
                continue
        label = f"{{total:.2f}} for {{len(rows)}} rows"
        names = sorted([r["name"].strip().title() for r in rows if r["name"]], key=str.lower)
        first, *rest = names or ["none"]
        try:
            limit = int(self.state["limit"])
        except (KeyError, ValueError) as error:
            limit = 10
            self.log.append(str(error))
        self.set_state({{"label": label, "first": first, "rest": rest[:limit], "count_{i}": total}})
"""


def module(name: str, methods: int) -> str:
    """A Module of about ``19 * methods`` lines."""
    head = f"from sprag import Module\n\n\nclass {name}(Module):\n    def __init__(self, screen=None, state=None):\n"
    head += '        super().__init__(screen=screen, state=state or {"rows": [], "limit": "5"})\n'
    head += "        self.log = []\n"
    return head + "".join(METHOD.format(i=i) for i in range(methods))


COMPONENT = """from sprag import Component, ui

from app.money import format_price


class {name}(Component):
    def render(self, props=None):
        rows = self.state["rows"]
        return ui.section(
            ui.h2(f"{{len(rows)}} rows", class_="title"),
            ui.ul(ui.For(rows, key=lambda row: row["id"], render=lambda row: ui.li(row["name"], " ",
            format_price(row["price"])))),
            ui.button("More", type="button", data_role="more"),
        )
"""
MONEY = """CURRENCY = "€"


def format_price(amount):
    return f"{amount:,.2f} {CURRENCY}"
"""


def write_app(root: Path, routes: int) -> list[tuple[Path, str]]:
    """An app with a Module and a Component in each of ``routes`` routes; their files and class names."""
    found: list[tuple[Path, str]] = []
    (root / "app").mkdir(parents=True)
    (root / "app" / "money.py").write_text(MONEY)
    for i in range(routes):
        folder = root / "app" / "routes" / f"r{i}"
        folder.mkdir(parents=True)
        (folder / "modules.py").write_text(module(f"Module{i}", 4))
        (folder / "components.py").write_text(COMPONENT.format(name=f"Card{i}"))
        found += [(folder / "modules.py", f"Module{i}"), (folder / "components.py", f"Card{i}")]
    return found
