"""The server's half of a build: the project's Python and what it reads at run time."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

#: Never part of a build: tools' leavings, secrets, tests of the app.
LEFT_OUT = frozenset({"__pycache__", "node_modules", "dist", "tests", "venv", "build"})


def copy_project(project: Path, out: Path) -> list[str]:
    """Copy `app/` and every other package or module of the project that the app has imported; their names."""
    names = {"app"} | {file.relative_to(project).parts[0] for file in loaded_files(project)}
    copied = []
    for name in sorted(names):
        source = project / name
        if source.is_dir():
            shutil.copytree(source, out / name, ignore=_ignored(project))
        elif source.suffix == ".py":
            shutil.copyfile(source, out / name)
        else:
            continue
        copied.append(name)
    return copied


def loaded_files(project: Path) -> list[Path]:
    """The Python files of the project that are imported, in order."""
    found = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if not file or not file.endswith(".py") or project not in Path(file).parents:
            continue
        first = Path(file).relative_to(project).parts[0]
        if first not in LEFT_OUT and not first.startswith("."):
            found.add(Path(file))
    return sorted(found)


def _ignored(project: Path):  # type: ignore[no-untyped-def]
    static = project / "app" / "static"

    def ignored(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        out = {
            name
            for name in names
            if name in ("__pycache__", "node_modules") or name.endswith((".pyc", ".pyo"))
        }
        out |= {name for name in names if name.startswith(".")}
        if here == static.parent and "static" in names:
            out.add("static")  # published under public/static
        return out

    return ignored


def requirements(project: Path, version: str) -> str:
    """requirements.txt of a build: the project's own lines, and spragkit at the version that built it."""
    lines = [f"spragkit=={version}"]
    listed = project / "requirements.txt"
    declared = listed.read_text("utf-8").splitlines() if listed.is_file() else _dependencies(project)
    for line in declared:
        name = line.strip().lower().replace("_", "-")
        if (
            not name
            or name.startswith("#")
            or name.split("=")[0].split("<")[0].split(">")[0].split("[")[0].strip()
            in (
                "spragkit",
                "sprag",
            )
        ):
            continue
        lines.append(line.strip())
    return "\n".join(lines) + "\n"


def _dependencies(project: Path) -> list[str]:
    """`[project] dependencies` of pyproject.toml."""
    file = project / "pyproject.toml"
    if not file.is_file():
        return []
    toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found = toml.loads(file.read_text("utf-8")).get("project", {}).get("dependencies", [])
    return [str(each) for each in found]


SERVER = '''"""Serves this build: `python server.py --host 0.0.0.0 --port 8000`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    python = json.loads((HERE / "build.json").read_text("utf-8"))["python"]
    here = "%d.%d" % sys.version_info[:2]
    if python not in (None, here):
        sys.exit(f"this build was packed for Python {python}, this is {here}: pack it with the Python that serves it")
    parser = argparse.ArgumentParser(description="Serve this SPRAG build.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--server-mode",
        choices=["auto", "wsgi", "websocket"],
        default="auto",
        help="sockets are there whenever a page uses them",
    )
    options = parser.parse_args()
    from gevent import monkey

    monkey.patch_all(thread=False, queue=False)
    from sprag.serve import create_app, serve
    from sprag.site import SiteError

    def ready(host: str, port: int) -> None:
        print(f"[SPRAG dist] serving {HERE} on http://{host}:{port}", flush=True)

    try:
        return serve(create_app(HERE), options.host, options.port, ready=ready)
    except (OSError, SiteError) as error:
        sys.exit(f"[SPRAG dist] {getattr(error, 'strerror', None) or error}")


if __name__ == "__main__":
    sys.exit(main())
'''

README = """# A SPRAG build

Made by `sprag build`; do not edit.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python server.py --host 0.0.0.0 --port 8000

`sprag start --dist .` does the same. Settings come from the environment (`.env` files are not part of a build).
`public/` may be served by a web server in front: names with a hash never change.
"""
