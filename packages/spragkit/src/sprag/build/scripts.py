"""The scripts of a build: every surface's entry linked, shrunk and named by its content."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import ragot_js

from ..compiler import Program
from ..compiler.linker import Linked, LinkError, Source, link
from ..site.plan import Entry, Site
from .errors import BuildError
from .lighter import LIGHT, Lighter
from .surfaces import entries

FOLDER = "surfaces"
_RUNTIME = "runtime"
#: A file holds what its page reaches, nothing else: browsers that read this line (Chromium) compile all of it while it
#: is still arriving, off the main thread, and not each function at its first call.
COMPILE_AHEAD = "//# allFunctionsCalledOnLoad"
#: Helpers of Python's that look members up under any name.
_REFLECTIVE = [("ragot/py/object.js", name) for name in ("getattr", "hasattr", "setattr", "delattr")]


@dataclass
class Scripts:
    """Files by URL, their maps, the entry of each surface by its file in the browser's tree, sizes by module."""

    files: dict[str, bytes] = field(default_factory=dict)
    maps: dict[str, bytes] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)


def find_esbuild(project: Path) -> Optional[str]:
    """esbuild's program: `SPRAG_ESBUILD`, the project's own, or the one on PATH; `SPRAG_ESBUILD=off` says no."""
    named = os.environ.get("SPRAG_ESBUILD")
    if named:
        return None if named == "off" else named
    own = project / "node_modules" / ".bin" / "esbuild"
    return str(own) if own.is_file() else shutil.which("esbuild")


def link_scripts(
    program: Program, site: Site, *, esbuild: Optional[str] = None, maps: bool = True
) -> Scripts:
    """Link what every surface loads: its own file, and one that all of them share."""
    texts = entries(program, site)
    out = Scripts()
    if not texts:
        return out
    runtime = _Runtime()
    foreign = {one.browser_file for one in site.surfaces if one.js or one.modules}
    lighter = Lighter(program, texts, runtime.folder(LIGHT), foreign)

    def load(path: str) -> Source:
        if path in texts:
            return Source(path, lighter.entries[path])
        unit = lighter.unit(path)
        if unit is not None:
            code, map = unit
            return Source(path, code, map, droppable=True)
        return Source(path, runtime.text(path))

    chunk_name = ""

    def name_chunk(code: str) -> str:
        nonlocal chunk_name
        chunk_name = _hashed(_RUNTIME, code)
        return f"./{chunk_name}"

    try:
        linked = link(
            load,
            {path: path for path in texts},
            chunk=_RUNTIME,
            name_chunk=name_chunk,
            whole=foreign,
            reflective=_REFLECTIVE,
            heading=COMPILE_AHEAD,
            maps=maps,
        )
    except LinkError as error:
        raise BuildError(str(error)) from error
    chunk = linked.pop(_RUNTIME, None)
    preload: tuple[str, ...] = ()
    if chunk is not None:
        url = f"/{FOLDER}/{chunk_name}"
        _add(out, url, chunk, _shrunk(chunk.code, esbuild))
        preload = (url,)
    for path, file in linked.items():
        name = path.rpartition("/")[2][: -len(".js")]
        code = _shrunk(file.code, esbuild)
        url = f"/{FOLDER}/{_hashed(name, code)}"
        _add(out, url, file, code)
        used = preload if chunk_name and f'"./{chunk_name}"' in code else ()
        out.entries[path] = Entry(url, used, {each: integrity(out.files[each]) for each in (url, *used)})
    return out


def integrity(content: bytes) -> str:
    """The Subresource Integrity value of a file."""
    import base64

    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def _add(out: Scripts, url: str, file: Linked, code: str) -> None:
    if file.map and code == file.code:
        out.maps[url] = file.map.encode()
        code += f"\n//# sourceMappingURL={url.rpartition('/')[2]}.map\n"
    out.files[url] = code.encode()
    out.sizes[url] = dict(file.sizes)


def _hashed(name: str, code: str) -> str:
    return f"{name}.{hashlib.sha256(code.encode()).hexdigest()[:12]}.js"


def _shrunk(code: str, esbuild: Optional[str]) -> str:
    """Code made smaller by esbuild, when there is one; our own linker's output is small already."""
    if not esbuild:
        return code
    command = [esbuild, "--minify", "--format=esm", "--charset=utf8", "--target=es2022", "--log-level=error"]
    try:
        done = subprocess.run(
            command, input=code, capture_output=True, text=True, check=True, encoding="utf-8"
        )
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", "") or str(error)
        raise BuildError(
            f"{esbuild} failed: {detail.strip()}; set SPRAG_ESBUILD=off to build without it"
        ) from error
    smaller = f"{COMPILE_AHEAD}\n{done.stdout.rstrip()}"
    return smaller if len(smaller) < len(code) else code


class _Runtime:
    """The modules of ragot-js, those without what only explains mistakes."""

    def __init__(self) -> None:
        self._root = ragot_js.dist() / "production"

    def folder(self, path: str) -> dict[str, str]:
        """The texts of the modules in a folder, by path."""
        names = sorted(file.name for file in (self._root / path[len("ragot/") :]).glob("*.js"))
        return {path + name: self.text(path + name) for name in names}

    def text(self, path: str) -> str:
        if not path.startswith("ragot/"):
            raise KeyError(path)
        file = self._root / path[len("ragot/") :]
        if not file.is_file():
            raise KeyError(path)
        return file.read_text("utf-8")
