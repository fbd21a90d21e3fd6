"""`sprag build`: a project becomes `dist/`, which runs without compiler and without Node."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

import msgspec

from .. import __version__
from ..authoring.app import Page
from ..compiler import Program, Root, compile_app
from ..compiler.template_server import server_functions
from ..site import Loaded, Site, Surface, discover, encode, live, load
from ..site.files import published
from ..site.routing import expand
from .assets import Assets, collect_assets, with_hashed
from .compress import gzipped, write_compressed
from .errors import BuildError
from .report import Progress, Report, silent
from .scripts import Scripts, find_esbuild, link_scripts
from .source import README, SERVER, copy_project, loaded_files, requirements

MANIFEST = "manifest.json"
TEMPLATES = "templates.json"
#: What `sprag pack` reads: the folders of Python sources, every concrete path, the Python that bytecode
#: needs.
BUILD = "build.json"


def build(
    project: Path,
    out: Optional[Path] = None,
    *,
    target: Optional[str] = None,
    maps: bool = False,
    progress: Progress = silent,
) -> Report:
    """Build a project for `sprag start`.

    Args:
        project: its folder.
        out: where the build goes, replaced whole; `dist` in the project when left out.
        target: `module:attribute` of the App, when it is not the usual one.
        maps: also write source maps of the browser code (they show only the Python that the browser runs).
        progress: hears of the work as it goes on.

    Raises:
        SiteError, JSCodegenError, BuildError: with everything that is wrong; an earlier build is left as it
            was.
    """
    started = time.perf_counter()
    project = project.resolve()
    out = (out or project / "dist").resolve()
    work = Work.prepare(project, target, progress, maps=maps)
    with replaced(out, project) as fresh:
        progress("write", 0, 3)
        work.write_public(fresh / "public")
        progress("write", 1, 3)
        sources = copy_project(project, fresh)
        progress("write", 2, 3)
        facts = {
            "sources": sources,
            "paths": concrete_paths(work.site),
            "python": None,
            "version": __version__,
        }
        (fresh / BUILD).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")
        (fresh / MANIFEST).write_bytes(encode(work.site) + b"\n")
        (fresh / TEMPLATES).write_text(json.dumps(work.templates(), indent=1, sort_keys=True) + "\n", "utf-8")
        (fresh / "server.py").write_text(SERVER, "utf-8")
        (fresh / "README.md").write_text(README, "utf-8")
        (fresh / "requirements.txt").write_text(requirements(project, __version__), "utf-8")
        progress("write", 3, 3)
        progress("compress", 0, 1)
        write_compressed(fresh / "public")
        progress("compress", 1, 1)
    report = work.report(out)
    report.seconds = time.perf_counter() - started
    return report


class Work:
    """A project that is compiled and linked, in memory."""

    def __init__(
        self, loaded: Loaded, site: Site, program: Program, scripts: Scripts, assets: Assets, esbuild: str
    ) -> None:
        self.loaded = loaded
        self.site = site
        self.program = program
        self.scripts = scripts
        self.assets = assets
        self.esbuild = esbuild

    @classmethod
    def prepare(cls, project: Path, target: Optional[str], progress: Progress, *, maps: bool = False) -> Work:
        """Import, compile and link a project."""
        progress("discover", 0, 1)
        loaded = load(project, target)
        site = discover(loaded)
        progress("discover", 1, 1)
        progress("compile", 0, 1)
        program = compile_site(site, project)
        progress("compile", 1, 1)
        progress("link", 0, 1)
        esbuild = find_esbuild(project)
        scripts = link_scripts(program, site, esbuild=esbuild, maps=maps)
        assets = collect_assets(site, loaded.project)
        progress("link", 1, 1)
        surfaces = tuple(
            msgspec.structs.replace(surface, entry=scripts.entries.get(surface.browser_file))
            for surface in site.surfaces
        )
        site = with_hashed(msgspec.structs.replace(site, surfaces=surfaces), assets)
        return cls(loaded, site, program, scripts, assets, esbuild or "")

    def write_public(self, folder: Path) -> None:
        """Lay out what a browser may ask for."""
        own = self.loaded.project / "public"
        for name in published(own):
            _write(folder, f"/{name}", (own / name).read_bytes())
        for url, content in {**self.assets.files, **self.scripts.files}.items():
            _write(folder, url, content)
        for url, content in self.scripts.maps.items():
            _write(folder, f"{url}.map", content)

    def templates(self) -> dict[str, str]:
        """The compiled render functions by the Python file that they were made from."""
        found = {}
        for file in loaded_files(self.loaded.project):
            text = server_functions(file.read_text("utf-8"))
            if text is not None:
                found[file.relative_to(self.loaded.project).as_posix()] = text
        return found

    def report(self, out: Path) -> Report:
        zipped = {url: len(gzipped(content)) for url, content in self.scripts.files.items()}
        sizes = {url: (len(content), zipped[url]) for url, content in self.scripts.files.items()}
        for url, content in self.assets.files.items():
            if url.endswith(".css") and url in self.assets.hashed.values():
                sizes[url] = (len(content), len(gzipped(content)))
        return Report(
            out,
            [one.pattern for one in self.site.surfaces if one.kind == "route"],
            [one.pattern for one in self.site.surfaces if one.kind == "mount"],
            sizes,
            {
                one.pattern: sum(zipped[url] for url in (one.entry.url, *one.entry.preload))
                if one.entry
                else 0
                for one in self.site.surfaces
            },
            [*self.site.warnings, *self.assets.missing],
            esbuild=self.esbuild,
        )


def concrete_paths(site: Site) -> list[str]:
    """The paths of all pages that are known before somebody asks."""
    found: list[str] = []
    for surface in site.surfaces:
        if "[" not in surface.pattern:
            found.append(surface.pattern)
            continue
        declaration = live(surface)
        if isinstance(declaration, Page) and declaration.static_paths is not None:
            found += expanded(surface, declaration)
    return found


def expanded(surface: Surface, page: Page) -> list[str]:
    """The paths that a dynamic page's `static_paths` give; BuildError when they cannot be had."""
    try:
        return [path for path, _ in expand(surface.pattern, page.static_paths)]
    # `static_paths` may be the user's function.
    except Exception as error:
        raise BuildError(f"{surface.file}:{surface.line}: {error}") from error


def compile_site(site: Site, project: Path, *, dev: bool = False) -> Program:
    """Compile everything that the surfaces of a site run in the browser.

    Raises:
        JSCodegenError: with every problem of every file.
    """
    roots = [
        Root(project / root.file, root.name)
        for surface in site.surfaces
        if surface.mode != "document"
        for root in surface.roots
    ]
    aliases = frozenset(alias for surface in site.surfaces for alias in surface.modules)
    program = compile_app(roots, project, cache=project / ".sprag" / "cache", dev=dev, aliases=aliases)
    program.raise_if_any()
    return program


@contextmanager
def replaced(out: Path, project: Optional[Path] = None) -> Iterator[Path]:
    """A fresh folder beside `out` that takes its place when the block ends well; else nothing is changed."""
    if project is not None and (out == project or out in project.parents):
        raise BuildError(f"a build replaces its folder: {out} holds the project; name another with --output")
    fresh = out.with_name(f".{out.name}.new-{os.getpid()}")
    old = out.with_name(f".{out.name}.old-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if out.exists():
            out.rename(old)
        fresh.rename(out)
    except BaseException:
        if old.exists() and not out.exists():
            old.rename(out)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, url: str, content: bytes) -> None:
    path = folder / url.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
