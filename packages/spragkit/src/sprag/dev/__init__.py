"""The dev loop: serve, watch, rebuild what changed, tell the open pages."""

from __future__ import annotations

from .app import DevApp
from .server import run

__all__ = ["DevApp", "run"]
