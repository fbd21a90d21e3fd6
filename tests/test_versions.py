"""One version, wherever it is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = (ROOT / "VERSION").read_text().strip()


def written_in(path: str) -> list[str]:
    return re.findall(r'^__version__ = "([^"]+)"$', (ROOT / path).read_text(), re.MULTILINE)


def test_every_package_has_the_version_of_the_repository() -> None:
    found = {
        "specter": written_in("packages/specter-runtime/src/specter/__init__.py"),
        "ragot_js": written_in("packages/ragot-js/python/ragot_js/__init__.py"),
        "sprag": written_in("packages/spragkit/src/sprag/__init__.py"),
        "npm": [json.loads((ROOT / "packages/ragot-js/package.json").read_text())["version"]],
    }
    assert found == {name: [VERSION] for name in found}


def test_spragkit_depends_on_exactly_this_version_of_the_other_two() -> None:
    text = (ROOT / "packages/spragkit/pyproject.toml").read_text()
    pinned = dict(re.findall(r'"(specter-runtime|ragot-js)==([^"]+)"', text))
    assert pinned == {"specter-runtime": VERSION, "ragot-js": VERSION}


def test_lock_files_carry_no_registry_address() -> None:
    lock = (ROOT / "packages/ragot-js/package-lock.json").read_text()
    assert [line for line in lock.splitlines() if "resolved" in line] == []
