"""The built wheels, installed into an empty environment with no Node on PATH, are a working ``sprag``."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, str(ROOT / "tools/build_packages.py"), str(out)], check=True, capture_output=True
    )
    return out


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Path:
    """An environment that holds our three wheels and what they depend on; nothing else."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=True)
    subprocess.run(
        [home / "bin/python", "-m", "pip", "install", "-q", *wheels.glob("*.whl")],
        check=True,
        capture_output=True,
    )
    return home


def bare_path(home: Path) -> dict[str, str]:
    """The environment of a machine without Node: only our commands and the system's basic ones."""
    return {"PATH": str(home / "bin"), "HOME": str(home), "LANG": "C.UTF-8", "SPRAG_TEST": "1"}


def test_wheels_sdists_and_the_npm_tarball_are_built(wheels: Path) -> None:
    version = (ROOT / "VERSION").read_text().strip()
    assert sorted(path.name for path in wheels.iterdir()) == [
        f"ragot-js-{version}.tgz",
        f"ragot_js-{version}-py3-none-any.whl",
        f"ragot_js-{version}.tar.gz",
        f"specter_runtime-{version}-py3-none-any.whl",
        f"specter_runtime-{version}.tar.gz",
        f"spragkit-{version}-py3-none-any.whl",
        f"spragkit-{version}.tar.gz",
    ]


def test_new_and_build_and_start_work_without_node(empty: Path, tmp_path: Path) -> None:
    environment = bare_path(empty)
    sprag = str(empty / "bin/sprag")
    subprocess.run([sprag, "new", "shop"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    project = tmp_path / "shop"
    subprocess.run([sprag, "build"], cwd=project, env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [sprag, "start", "--port", "0"],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = next(
            match[0] for line in server.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+", line))
        )
        with urllib.request.urlopen(f"{url}/counter", timeout=10) as response:
            html = response.read().decode()
        script = re.search(r'<script type="module" src="([^"]+)"', html)
        assert script is not None
        with urllib.request.urlopen(url + script[1], timeout=10) as response:
            assert response.status == 200
    finally:
        server.terminate()
        assert server.wait(15) == 0
        assert server.stdout is not None
        server.stdout.close()


def test_sprag_help_is_quick_enough_to_be_asked_often(empty: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [str(empty / "bin/sprag"), "--help"],
        cwd=tmp_path,
        env=bare_path(empty),
        check=True,
        capture_output=True,
        text=True,
    )
    assert "new" in result.stdout
