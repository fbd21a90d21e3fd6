"""Installs the peers of benchmarks/actions, each into a virtual environment under benchmarks/peers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).resolve().parents[1] / "peers"

for name in ("fastapi", "litestar"):
    folder = PEERS / name
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin/pip"), "install", "-q", name, "uvicorn", "httptools"], check=True)
