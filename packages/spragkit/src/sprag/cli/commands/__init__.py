"""The command line: what can be typed. The work is done by the files beside this folder, each imported when it runs.

The modules here do without `from __future__ import annotations`: on Python 3.9 typer reads annotations as they stand.
"""

from __future__ import annotations

from .root import app

__all__ = ["app"]
