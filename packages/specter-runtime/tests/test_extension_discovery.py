"""Extensions: where they are found, and what they say about themselves."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
from extending import manager_of
from specter.extensions import (
    ExtensionManager,
    ExtensionModuleFinder,
)

# --- discovery


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "my_extensions"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "clock.py").write_text(
        textwrap.dedent(
            '''
            """Tells the time.

            And more.
            """

            from specter.extensions import ExtensionBase

            dependencies = ("zone",)
            tags = "experimental time"
            __version__ = "1.2.3"
            TEXT = "first"


            class Clock(ExtensionBase):
                exports = {"text": TEXT}


            construct = Clock
            '''
        )
    )
    (root / "zone.py").write_text("loads = []\ndef load(app):\n    loads.append(app)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root  # type: ignore[misc]
    for name in [name for name in sys.modules if name.startswith("my_extensions")]:
        del sys.modules[name]


def test_modules_below_a_package_root_are_found_described_and_loaded(package: Path) -> None:
    manager = ExtensionManager("my_extensions", app="app").start()

    assert (manager.exists("clock"), manager.exists("nope")) == (True, False)
    assert manager.get_dependencies_of_extension("clock") == {"zone"}
    assert manager.get_description_of_extension("clock") == "Tells the time."
    assert manager.get_tags_of_extension("clock") == {"experimental", "time"}
    assert manager.get_version_of_extension("clock") == "1.2.3"
    assert manager.is_experimental("clock")
    manager.load("clock")
    assert sys.modules["my_extensions.zone"].loads == ["app"]
    assert manager.known_extensions == ["clock", "zone"]
    manager.stop()


def test_changed_code_is_read_again_on_request(package: Path) -> None:
    manager = ExtensionManager("my_extensions").start()
    manager.load("clock")
    file = package / "clock.py"
    file.write_text(file.read_text().replace('"first"', '"second one"'))
    manager.reload("clock", reimport=True)

    assert manager.import_api("clock").text == "second one"
    manager.stop()


def test_entry_points_are_found_after_package_roots() -> None:
    finder = ExtensionModuleFinder()
    finder.add_entry_point_group("pytest11")
    names = list(finder.iter_extension_names())

    assert "anyio" in names
    assert finder.get_module_name_for_extension("anyio") == "anyio.pytest_plugin"


@pytest.mark.parametrize("name", ["logger", "manager", "base", "__init__", "", ".x"])
def test_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        ExtensionModuleFinder().get_module_name_for_extension(name)


def test_metadata_that_fails_is_logged_and_counts_as_absent(caplog: pytest.LogCaptureFixture) -> None:
    manager = manager_of(bad=SimpleNamespace(get_dependencies=lambda: 1 / 0))

    assert manager.get_dependencies_of_extension("bad") == set()
    assert "get_dependencies failed" in caplog.text
    assert manager.get_tags_of_extension("unknown") == set()
    manager.stop()
