"""The app as data: discovery, path patterns, the manifest."""

from __future__ import annotations

from .diagnostics import Diagnostic, SiteError
from .loading import Loaded, live, load, unload
from .plan import Site, Surface, decode, encode

__all__ = [
    "Diagnostic",
    "Loaded",
    "Site",
    "SiteError",
    "Surface",
    "decode",
    "discover",
    "encode",
    "live",
    "load",
    "unload",
]


def discover(loaded: Loaded) -> Site:
    """The Site of an app; SiteError with every diagnostic when it cannot be served."""
    # Production reads a manifest instead and never imports this.
    from .discovery import discover as run

    return run(loaded)
