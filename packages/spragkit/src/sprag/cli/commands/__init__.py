"""The command line: what can be typed. The work is done by the files beside this folder, each imported when it runs."""

from __future__ import annotations

from .root import app

__all__ = ["app"]
