#!/usr/bin/env python3
"""Set up a checkout: virtual environment, browser runtime, and what the tests drive.

Run by ``make``; standard library only, since it runs before anything is installed. Each step is
remembered in ``.stamps/`` by the content that it depends on, so a second run takes no time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Callable, NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RAGOT = ROOT / "packages" / "ragot-js"
STAMPS = ROOT / ".stamps"
PACKAGES = ("specter-runtime", "ragot-js", "spragkit")
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def main(goal: str) -> None:
    check_tools()
    step("npm packages", [RAGOT / "package-lock.json"], install_npm)
    step(
        "browser runtime",
        sources(RAGOT / "src") + [RAGOT / "build.mjs", RAGOT / "package-lock.json"],
        build_ragot,
    )
    step("python packages", python_inputs(), install_python)
    if goal == "test":
        require_chromium()


def check_tools() -> None:
    if sys.version_info < (3, 9):
        stop(f"Python >= 3.9 is needed, this is {sys.version.split()[0]}: run 'make PYTHON=/path/to/python3'")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv module is missing: install it (Debian, Ubuntu: 'apt-get install python3-venv')")
    for tool, hint in (
        ("git", "install git"),
        ("node", "install Node >= 20"),
        ("npm", "install npm (it comes with Node)"),
    ):
        if shutil.which(tool) is None:
            stop(f"{tool} is missing: {hint} with your system's package tool, then run make again")
    version = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < 20:
        stop(f"Node >= 20 is needed to build ragot-js from source, this is {version}")


def install_npm() -> None:
    run(["npm", "ci", "--no-audit", "--no-fund"], cwd=RAGOT)


def build_ragot() -> None:
    run(["npm", "run", "build"], cwd=RAGOT)


def install_python() -> None:
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    run([*pip, "--upgrade", "pip>=23"])
    editable = [word for name in PACKAGES for word in ("-e", str(ROOT / "packages" / name))]
    run([*pip, "-r", str(ROOT / "requirements-dev.txt"), *editable])


def require_chromium() -> None:
    """Find Chromium, or install the system's package where this user may."""
    if find_chromium():
        return
    apt = shutil.which("apt-get")
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not become or allowed(become)):
        say("installing chromium from the system's packages")
        run([*become, apt, "update"])
        run(
            [
                *become,
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                apt,
                "install",
                "-y",
                "--no-install-recommends",
                "chromium",
                "fonts-dejavu-core",
            ]
        )
    if not find_chromium():
        stop(
            "Chromium is missing (the tests drive a real one): 'sudo apt-get install chromium' or "
            "'brew install --cask chromium', or set CHROMIUM=/path/to/chromium"
        )


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return next((path for name in ((named,) if named else CHROMIUM) if (path := shutil.which(name))), None)


def allowed(become: list[str]) -> bool:
    return subprocess.run([*become, "true"], check=False, capture_output=True).returncode == 0


def step(name: str, inputs: Iterable[Path], action: Callable[[], None]) -> None:
    """Run ``action`` unless it ran before with the same inputs (or what it made is gone)."""
    stamp = STAMPS / name.replace(" ", "-")
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(inputs):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    made = {
        "npm packages": RAGOT / "node_modules",
        "browser runtime": RAGOT / "dist" / "esm",
        "python packages": PYTHON,
    }
    if made[name].exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    say(f"{name} …")
    started = time.monotonic()
    action()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())
    say(f"{name}: ready ({time.monotonic() - started:.0f} s)")


def sources(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def python_inputs() -> list[Path]:
    return [
        ROOT / "requirements-dev.txt",
        *(ROOT / "packages" / name / "pyproject.toml" for name in PACKAGES),
    ]


def run(command: list[str], cwd: Path = ROOT) -> None:
    """Run quietly; on failure show what the command said and end with one line."""
    result = subprocess.run(
        command, cwd=cwd, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if result.returncode:
        print(result.stdout[-4000:], file=sys.stderr)
        stop(f"this command failed with exit code {result.returncode}: {' '.join(command[:6])} (in {cwd})")


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def stop(text: str) -> NoReturn:
    print(f"[setup] {text}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build")
