"""The test site as `sprag start` runs it: patched before anything else is imported."""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all(thread=False)

import runpy  # noqa: E402
from pathlib import Path  # noqa: E402

runpy.run_path(str(Path(__file__).with_name("site_app.py")), run_name="__main__")
