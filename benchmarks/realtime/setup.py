"""Installs the peers of this benchmark into benchmarks/peers/realtime."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1] / "peers" / "realtime"
PEERS = [
    "aiohttp",
    "blacksheep",
    "channels",
    "django",
    "fastapi",
    "flask",
    "flask-sock",
    "gevent",
    "granian",
    "litestar",
    "python-socketio",
    "robyn",
    "sanic",
    "socketify",
    "starlette",
    "uvicorn[standard]",
    "uvloop",
]


def installed() -> Path:
    """The Python of the peers; makes it at the first call."""
    python = HOME / "bin" / "python"
    marker = HOME / "installed"
    wanted = "\n".join(PEERS)
    if not marker.exists() or marker.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
        marker.write_text(wanted)
    return python


if __name__ == "__main__":
    print(installed())
