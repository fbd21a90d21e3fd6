"""The compiled render functions of a build, put into the modules that they were compiled from."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from ..rendering.compiled import install

TEMPLATES = "templates.json"

log = logging.getLogger("sprag.serve")


def install_templates(dist: Path) -> None:
    """Makes the components of a build print by their compiled functions; those that do not load print as in dev."""
    file = dist / TEMPLATES
    if not file.is_file():
        return
    texts: dict[str, str] = json.loads(file.read_text("utf-8"))
    for name, module in _modules(dist):
        text = texts.get(name)
        if text is None:
            continue
        try:
            install(module, compile(text, f"{name} (compiled render)", "exec"))
        except Exception:
            log.exception("[SPRAG] the compiled templates of %s do not load; it renders without them", name)


def _modules(dist: Path) -> Iterator[tuple[str, ModuleType]]:
    root = f"{dist}/"
    for module in list(sys.modules.values()):
        file = str(getattr(module, "__file__", None) or "")
        if file.startswith(root):
            # A packed build imports bytecode.
            yield file[len(root) :].replace(".pyc", ".py"), module
