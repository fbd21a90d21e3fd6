"""For all tests: one real Chromium per process, and how Hypothesis searches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

# Every day the same examples, so that a red run means a change; nox looks for new ones with the profile "search".
# A machine that is busy is no finding.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("everyday", settings.get_profile("search"), derandomize=True)
settings.load_profile("everyday")

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Tests that count what is left on the heap collect first.
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this process; a test makes its own context in it."""
    named = os.environ.get("CHROMIUM")
    found = next((path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium: install your system's package, or set CHROMIUM=/path/to/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
