"""The frame of a lab: side bar, heading, the demo, what to notice, and its source."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sprag import ui

from app.catalogue import GROUPS, LABS, lab_at

SOURCES = ("modules.py", "components.py", "server.py", "web.py", "page.py", "mount.py")


def lab_frame(path: str, demo: Any) -> Any:
    lab = lab_at(path)
    return ui.div(
        side_bar(path),
        ui.main(
            ui.header(
                ui.p(lab.group, class_="eyebrow"),
                ui.h1(lab.title),
                ui.p(lab.summary, class_="lead"),
                class_="lab-head",
            ),
            ui.section(demo, class_="card stage", aria_label="Demo"),
            ui.section(
                ui.h2("Notice"),
                ui.ul([ui.li(point) for point in lab.points]),
                class_="points",
            ),
            sources(lab.folder),
            id="content",
            class_="lab",
        ),
        class_="with-side",
    )


def side_bar(current: str) -> Any:
    return ui.aside(
        ui.details(
            ui.summary("All labs"),
            nav(current),
            class_="side-small",
        ),
        ui.div(nav(current), class_="side-large"),
        class_="side",
    )


def nav(current: str) -> Any:
    return ui.nav(
        [
            ui.div(
                ui.p(group, class_="side-group"),
                [
                    ui.a(
                        lab.title,
                        href=lab.path,
                        aria_current="page" if lab.path == current else None,
                    )
                    for lab in LABS
                    if lab.group == group
                ],
            )
            for group in GROUPS
        ],
        aria_label="Labs",
    )


def sources(folder: str) -> Any:
    """Return the lab's files as panels, or None where the sources were not shipped."""
    root = Path(__file__).parent / folder
    present = [root / name for name in SOURCES if (root / name).is_file()]
    if not present:
        return None
    return ui.section(
        ui.div(ui.h2("Source"), ui.code(f"app/{folder}/", class_="soft"), class_="row between"),
        [
            ui.details(
                ui.summary(ui.code(file.name)),
                ui.pre(ui.code(ui.HTML(_highlighted(file, file.stat().st_mtime_ns))), tabindex="0"),
                class_="source",
            )
            for file in present
        ],
        class_="sources",
    )


@lru_cache(maxsize=256)
def _highlighted(file: Path, _stamp: int) -> str:
    code = file.read_text(encoding="utf-8")
    return str(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)))
