"""The dev servers that ours stands beside: what each needs installed, its smallest project, and its command.

python benchmarks/devloop/peers.py [name ...]     installs them into benchmarks/peers, which is not kept
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
INSTALLED = HERE.parent / "peers"
PYTHON = INSTALLED / "devloop"
BIN = PYTHON / "bin"
NODE = INSTALLED / "node"
SVELTE = INSTALLED / "devloop-sveltekit"
REFLEX = INSTALLED / "devloop-reflex"
OURS = Path(sys.executable).parent / "sprag"


@dataclass(frozen=True)
class Project:
    """A page at `path` that shows "Title 0" in the element `selector`; the text stands in `file`."""

    folder: Path
    file: Path
    command: list[str]
    path: str = "/"
    selector: str = "h1"
    #: Nobody tells the page of an edit: whoever looks at it reloads it.
    reloads: bool = False
    env: dict[str, str] = field(default_factory=dict)

    def edit(self, number: int) -> None:
        """Change the title."""
        self.file.write_text(re.sub(r"Title \d+", f"Title {number}", self.file.read_text()))


@dataclass(frozen=True)
class Peer:
    """`make(folder, port)` writes the project; `install` gets what it needs."""

    name: str
    make: Callable[[Path, int], Project]
    install: Callable[[], None] = lambda: None


ASGI = """\
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": kind + ".complete"})
            if kind == "lifespan.shutdown":
                return
    body = b"<!doctype html><title>x</title><h1>Title 0</h1>"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": body})
"""
NICEGUI = """\
from nicegui import ui

ui.label("Title 0").classes("title")
ui.run(port={port}, host="127.0.0.1", show=False, reload=True)
"""
REFLEX_PAGE = """\
import reflex as rx


class State(rx.State):
    count: int = 0


def index() -> rx.Component:
    return rx.box(rx.heading("Title 0", id="title"), rx.text(State.count))


app = rx.App()
app.add_page(index)
"""
SVELTE_PAGE = "<h1>Title 0</h1>\n"


def sprag(folder: Path, port: int) -> Project:
    subprocess.run([OURS, "new", "shop", "--quiet"], cwd=folder, check=True)
    project = folder / "shop"
    file = project / "app/routes/counter/components.py"
    file.write_text(file.read_text().replace('"Increment"', '"Title 0"'))
    command = [str(OURS), "dev", "--port", str(port)]
    return Project(project, file, command, "/counter", "[data-role='increment']")


def uvicorn(folder: Path, port: int) -> Project:
    file = folder / "main.py"
    file.write_text(ASGI)
    command = [str(BIN / "uvicorn"), "main:app", "--reload", "--port", str(port)]
    return Project(folder, file, command, reloads=True)


def nicegui(folder: Path, port: int) -> Project:
    file = folder / "main.py"
    file.write_text(NICEGUI.format(port=port))
    return Project(folder, file, [str(BIN / "python"), "main.py"], selector=".title")


def reflex(folder: Path, port: int) -> Project:
    file = REFLEX / "bench/bench.py"
    file.write_text(REFLEX_PAGE)
    ports = ["--frontend-port", str(port), "--backend-port", str(port + 1)]
    command = [str(BIN / "reflex"), "run", *ports]
    return Project(REFLEX, file, command, selector="#title", env=_reflex_environment())


def sveltekit(folder: Path, port: int) -> Project:
    file = SVELTE / "src/routes/+page.svelte"
    file.write_text(SVELTE_PAGE)
    vite = ["node_modules/.bin/node", "node_modules/vite/bin/vite.js", "dev"]
    return Project(SVELTE, file, [*vite, "--host", "127.0.0.1", "--strictPort", "--port", str(port)])


def _install_python() -> None:
    if (PYTHON / ".done").exists():
        return
    if not BIN.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON)], check=True)
    subprocess.run([str(BIN / "pip"), "install", "-q", "nicegui", "reflex", "uvicorn[standard]"], check=True)
    (PYTHON / ".done").touch()


def _install_reflex() -> None:
    """Reflex wants a newer Node than most systems have, and bun: both come from npm."""
    _install_python()
    if (REFLEX / "rxconfig.py").exists():
        return
    NODE.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet, "bun", "node@24"], cwd=NODE, check=True)
    REFLEX.mkdir(exist_ok=True)
    begin = [str(BIN / "reflex"), "init", "--template", "blank", "--name", "bench"]
    environment = {**os.environ, **_reflex_environment()}
    subprocess.run(begin, cwd=REFLEX, check=True, env=environment, stdout=subprocess.DEVNULL)


def _reflex_environment() -> dict[str, str]:
    return {
        "PATH": f"{NODE / 'node_modules/.bin'}{os.pathsep}{os.environ['PATH']}",
        "REFLEX_USE_SYSTEM_BUN": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
    }


def _install_sveltekit() -> None:
    if (SVELTE / "node_modules").exists():
        return
    example = HERE.parent / "pages/servers/sveltekit"
    for name in ("package.json", "vite.config.js", "src/app.html"):
        (SVELTE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(example / name, SVELTE / name)
    (SVELTE / "src/routes").mkdir(exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=SVELTE, check=True)


PEERS = [
    Peer("sprag", sprag),
    Peer("uvicorn", uvicorn, _install_python),
    Peer("nicegui", nicegui, _install_python),
    Peer("sveltekit", sveltekit, _install_sveltekit),
    Peer("reflex", reflex, _install_reflex),
]


def install(peer: Peer) -> bool:
    """Install what is missing; False when that is not possible here, with the reason said."""
    try:
        peer.install()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{peer.name} is left out: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    wanted = sys.argv[1:]
    failed = [peer.name for peer in PEERS if (not wanted or peer.name in wanted) and not install(peer)]
    sys.exit(bool(failed))
