"""The ``sprag`` command: one file per subcommand, each imported only when it runs."""

from __future__ import annotations

from .commands import main

__all__ = ["main"]
