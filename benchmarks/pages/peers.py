"""Who serves the page: us and the peers, each with what it needs installed and the command that runs it.

python benchmarks/pages/peers.py [name ...]     installs them into benchmarks/peers, which is not kept
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
SERVERS = HERE / "servers"
INSTALLED = HERE.parent / "peers"
PYTHON = INSTALLED / "pages"
BIN = PYTHON / "bin"
SVELTE = INSTALLED / "sveltekit"


@dataclass(frozen=True)
class Peer:
    """`command` runs in `folder` with PORT in its environment; `{port}` in it is the port."""

    name: str
    command: list[str]
    packages: list[str] = field(default_factory=list)
    folder: Path = SERVERS


def uvicorn(app: str) -> list[str]:
    return [
        *(str(BIN / "python"), "-m", "uvicorn", "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "error", "--port", "{port}", f"{app}:app"),
    ]


def granian(app: str) -> list[str]:
    return [
        *(str(BIN / "granian"), "--interface", "asgi", "--host", "127.0.0.1", "--port", "{port}"),
        *("--workers", "1", "--loop", "uvloop", "--no-access-log", "--log-level", "warning", f"{app}:app"),
    ]


def python(file: str, *arguments: str) -> list[str]:
    return [str(BIN / "python"), file, *arguments]


ASGI = ["jinja2", "uvicorn", "uvloop", "httptools"]
ROBYN = ("--log-level", "WARN", "--processes", "1", "--workers", "1", "--disable-openapi")
#: The first is what all others are compared with.
PEERS = [
    Peer("starlette", uvicorn("starlette_app"), ["starlette", *ASGI]),
    Peer("starlette on granian", granian("starlette_app"), ["starlette", "jinja2", "granian[uvloop]"]),
    Peer("fastapi", uvicorn("fastapi_app"), ["fastapi", *ASGI]),
    Peer("litestar", uvicorn("litestar_app"), ["litestar[jinja]", *ASGI]),
    Peer("blacksheep", uvicorn("blacksheep_app"), ["blacksheep", *ASGI]),
    Peer("sanic", python("sanic_app.py"), ["sanic", "jinja2"]),
    Peer("robyn", python("robyn_app.py", *ROBYN), ["robyn", "jinja2"]),
    Peer("flask", python("flask_app.py"), ["flask", "gevent"]),
    Peer("django", uvicorn("django_app"), ["django", *ASGI]),
    Peer("fasthtml", uvicorn("fasthtml_app"), ["python-fasthtml", *ASGI]),
    Peer("sveltekit", ["node_modules/.bin/node", "build"], folder=SVELTE),
]


def ours(folder: Path) -> Peer:
    """A `sprag build` of the page in `folder`, run by `sprag start`."""
    project = folder / "sprag"
    shutil.copytree(
        SERVERS / "sprag", project, ignore=shutil.ignore_patterns("__pycache__", ".sprag", "dist")
    )
    subprocess.run([sys.executable, "-m", "sprag", "build", "--quiet"], cwd=project, check=True)
    command = [sys.executable, "-m", "sprag", "start", "--port", "{port}", "--quiet"]
    return Peer("sprag", command, folder=project)


def install(peer: Peer) -> bool:
    """Install what is missing; False when that is not possible here, with the reason said."""
    try:
        if peer.name == "sveltekit":
            _install_sveltekit()
        elif peer.packages:
            _install_python(peer)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{peer.name} is left out: {error}", file=sys.stderr)
        return False
    return True


def _install_python(peer: Peer) -> None:
    done = PYTHON / f".{peer.name.replace(' ', '-')}"
    if done.exists():
        return
    if not BIN.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON)], check=True)
    subprocess.run([str(BIN / "pip"), "install", "-q", *peer.packages], check=True)
    done.touch()


def _install_sveltekit() -> None:
    if (SVELTE / "build").exists():
        return
    shutil.copytree(SERVERS / "sveltekit", SVELTE, dirs_exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=SVELTE, check=True)
    # A current Node comes as a package: SvelteKit needs a newer one than most systems have.
    vite = ["node_modules/.bin/node", "node_modules/vite/bin/vite.js", "build"]
    subprocess.run(vite, cwd=SVELTE, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "CI": "1"})


if __name__ == "__main__":
    wanted = sys.argv[1:]
    failed = [peer.name for peer in PEERS if (not wanted or peer.name in wanted) and not install(peer)]
    sys.exit(bool(failed))
