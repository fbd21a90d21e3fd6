from __future__ import annotations

from typing import Any

from sprag import ui


def badge(text: str) -> Any:
    return ui.span(f"old {text}", class_="badge")
