"""Do the user's components print the same through the compiled functions as through the generic renderer?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from ..site import Loaded, Site, Surface


def differences(loaded: Loaded, site: Site) -> list[str]:
    """Render each hydrated component both ways with the state of its page; returns one line per difference."""
    from ..compiler.template_server import server_functions
    from ..rendering.compiled import install_all
    from ..rendering.tree import forget_printers, to_html

    shown = list(_shown(loaded, site))
    generic = [to_html(cls(props=props, state=state)) for _, cls, props, state in shown]
    files = {root.file for surface in site.surfaces for root in surface.components}
    texts = {file: server_functions((loaded.project / file).read_text("utf-8")) for file in files}
    install_all(loaded.project, {file: text for file, text in texts.items() if text is not None})
    try:
        compiled = [to_html(cls(props=props, state=state)) for _, cls, props, state in shown]
    finally:
        forget_printers()
    return [
        f"{pattern}: {cls.__name__} prints {_apart(one, other)}"
        for (pattern, cls, _, _), one, other in zip(shown, generic, compiled)
        if one != other
    ]


def _shown(loaded: Loaded, site: Site) -> list[tuple[str, type, Any, Any]]:
    """Each hydrated component of each fixed page, with the props and the state that its page gives it."""
    from ..testing import Client

    found = []
    with Client(loaded) as client:
        for surface in site.surfaces:
            if surface.mode != "hybrid" or "[" in surface.pattern:
                continue
            for entry in (client.get(surface.pattern).payload or {}).get("hydration", ()):
                cls = _class(loaded.project, surface, entry["component"])
                if cls is not None:
                    state = entry.get("state") or {}
                    found.append((surface.pattern, cls, entry.get("props", state), state))
    return found


def _class(project: Path, surface: Surface, name: str) -> Optional[type]:
    file = next((root.file for root in surface.components if root.name == name), None)
    for module in list(sys.modules.values()):
        if file is not None and getattr(module, "__file__", None) == str(project / file):
            found = getattr(module, name, None)
            return found if isinstance(found, type) else None
    return None


def _apart(one: str, other: str) -> str:
    """Where two texts begin to differ, with a little of each."""
    at = next((index for index, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    start = max(0, at - 20)
    return f"{one[start : at + 30]!r} generically, {other[start : at + 30]!r} compiled"
