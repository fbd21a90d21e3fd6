"""The project that a command works on: its App imported, its Site discovered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from ..site import Loaded, Site


def open_project(project: Path, target: Optional[str]) -> tuple[Loaded, Site]:
    """Import the App and collect its surfaces.

    Raises:
        SiteError: with every reason why that cannot be done.
    """
    from ..site import discover, load

    loaded = load(project, target)
    return loaded, discover(loaded)
