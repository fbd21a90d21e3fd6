"""The test site as `sprag start` runs it: patched before anything else is imported."""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all(thread=False)

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("site_app.py")), run_name="__main__")
