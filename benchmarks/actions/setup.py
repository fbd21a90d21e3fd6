"""Installs the peers of benchmarks/actions under benchmarks/peers: Python's each into a virtual environment, SvelteKit
with a Node of its own from npm (it needs a newer one than this project).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
PYTHON = ("starlette", "fastapi", "litestar")


def main() -> None:
    for name in PYTHON:
        folder = PEERS / name
        if not folder.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        # With its faster parser and event loop, as it is meant to be deployed.
        subprocess.run([str(folder / "bin/pip"), "install", "-q", name, "uvicorn[standard]"], check=True)
    folder = PEERS / "sveltekit"
    shutil.copytree(HERE / "sveltekit", folder, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    build = [str(folder / "node_modules/.bin/node"), "node_modules/vite/bin/vite.js", "build"]
    subprocess.run(build, cwd=folder, check=True)


if __name__ == "__main__":
    main()
