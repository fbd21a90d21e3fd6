"""The app as data: discovery, path patterns, the manifest."""

from __future__ import annotations

from .diagnostics import Diagnostic, SiteError
from .discover import discover, live
from .loading import Loaded, load, unload
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
