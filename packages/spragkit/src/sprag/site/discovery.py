"""From an app's files to its Site: imports every `page.py` and `mount.py`, or says everything that is wrong."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Optional

from ..authoring.app import App, Mount, Page
from ..authoring.assets import ModuleImport, Shell, split_at_slot
from ..authoring.browser import Component, Module
from ..authoring.store import StoreBridge
from . import routing
from .diagnostics import Diagnostic, SiteError, from_exception, relative
from .files import Files
from .loading import Declaration, Loaded, module_name
from .plan import ClassicScript, EsModule, Root, Site, Style, Surface
from .reach import Reach

#: Directories directly below routes/ that stand for the root of the site.
HOME_DIRECTORIES = ("home", "index")


def discover(loaded: Loaded) -> Site:
    """The Site of an app; SiteError with every diagnostic when it cannot be served."""
    return _Discovery(loaded).site()


class _Discovery:
    def __init__(self, loaded: Loaded) -> None:
        self.app: App = loaded.app
        self.target = loaded.target
        self.project = loaded.project
        self.problems: list[Diagnostic] = []
        self.warnings: list[str] = []
        self.files = Files(self.project)
        self.stores: dict[str, Root] = {}
        package = sys.modules.get(self.target.partition(":")[0])
        #: Where the App is declared, relative to the project.
        self.app_file = relative(getattr(package, "__file__", "") or "", self.project)

    def site(self) -> Site:
        surfaces = [
            *self._surfaces(self.app.routes, "page.py"),
            *self._surfaces(self.app.mounts_package, "mount.py"),
        ]
        if not surfaces and not self.problems:
            self.problems.append(
                Diagnostic(
                    "the app has no pages",
                    advice=f"write {self.app.routes.replace('.', '/')}/home/page.py with a page(...), "
                    "or run `sprag add route NAME`",
                )
            )
        self._check_overlaps(surfaces)
        errors = self._error_surfaces()
        if self.problems:
            raise SiteError(self.problems)
        files = self.files.all()
        surfaces.sort(key=lambda one: (one.kind != "route", routing.parse(one.pattern).precedence))
        return Site(
            target=self.target,
            surfaces=tuple(_with_unique_slugs(surfaces)),
            store_files=self.stores,
            errors=errors,
            files=files,
            wasm=any(url.endswith(".wasm") for url in files),
            warnings=tuple(self.warnings),
        )

    def _error_surfaces(self) -> dict[str, Surface]:
        """The app's own pages for failures: documents in the app's shell."""
        file = self.app_file
        declared = {"not_found": self.app.not_found, "error": self.app.error}
        found = {}
        for kind, screen in declared.items():
            if screen is None:
                continue
            with_files = _SurfaceFiles(self, file, 0, Page(None, None, screen, "document"))
            found[kind] = Surface(
                kind="error",
                pattern="",
                slug=kind,
                name=kind,
                mode="document",
                module=screen.__module__,
                attribute=screen.__name__,
                file=file,
                line=0,
                metadata=dict(self.app.metadata),
                templates=with_files.templates,
                css=with_files.css,
                js=with_files.js,
            )
        return found

    def _surfaces(self, package: str, file_name: str) -> Iterator[Surface]:
        root = self._package_directory(package, required=file_name == "page.py")
        if root is None:
            return
        for file in sorted(root.rglob(file_name)) + sorted(root.rglob(file_name + "c")):
            if "__pycache__" in file.parts:
                continue
            parts = file.relative_to(root).parts[:-1]
            name = module_name(package, [*parts, file.stem])
            for attribute, declaration in self._declarations(name, file):
                surface = self._surface(declaration, attribute, name, file, parts)
                if surface is not None:
                    yield surface

    def _package_directory(self, package: str, *, required: bool) -> Optional[Path]:
        try:
            spec = importlib.util.find_spec(package)
        except Exception as error:  # a parent package that fails to import
            if required or not isinstance(error, ModuleNotFoundError):
                self.problems.append(
                    from_exception(error, self.project, self.project / package.replace(".", "/"))
                )
            return None
        if spec is None or not spec.submodule_search_locations:
            if required:
                self.problems.append(
                    Diagnostic(
                        f"the package {package!r} was not found",
                        advice=f"make the folder {package.replace('.', '/')}, or name another with App(routes=...)",
                    )
                )
            return None
        return Path(next(iter(spec.submodule_search_locations)))

    def _declarations(self, name: str, file: Path) -> list[tuple[str, Declaration]]:
        try:
            module = importlib.import_module(name)
        # The user's module runs; every failure is collected, so that all are told at once.
        except Exception as error:
            self.problems.append(from_exception(error, self.project, file))
            return []
        found: dict[int, tuple[str, Declaration]] = {}
        for attribute, value in vars(module).items():
            if isinstance(value, (Page, Mount)) and not _imported(value, name):
                found.setdefault(id(value), (attribute, value))
        if not found:
            wanted = file.stem
            self.problems.append(
                Diagnostic(
                    f"declares no {wanted}",
                    relative(str(file), self.project),
                    advice=f"assign one to a name: NAME = {wanted}(...)",
                )
            )
        return list(found.values())

    def _surface(
        self, declaration: Declaration, attribute: str, module: str, file: Path, parts: tuple[str, ...]
    ) -> Optional[Surface]:
        line = declaration.declared.line
        here = relative(str(file), self.project)
        derived = path_of_directory(parts)
        try:
            pattern = routing.parse(declaration.path if declaration.path is not None else derived).path
        except ValueError as error:
            self.problems.append(Diagnostic(str(error), here, line))
            return None
        if declaration.path is not None and not _same_path(pattern, derived):
            self.warnings.append(
                f"{here}:{line}: the directory says {derived}, path= says {pattern}; the path counts"
            )
        with_files = _SurfaceFiles(self, here, line, declaration)
        is_page = isinstance(declaration, Page)
        controller = declaration.controller if isinstance(declaration, Page) else declaration.boot
        self._check_controller(controller, pattern, here, line)
        hydrated, behaviours, stores, topics = self._reach(declaration, here, line)
        return Surface(
            kind="route" if is_page else "mount",
            pattern=pattern,
            slug=routing.slug(pattern),
            name=declaration.name or routing.slug(pattern),
            mode=declaration.mode if isinstance(declaration, Page) else "mount",
            module=module,
            attribute=attribute,
            file=here,
            line=line,
            controller=controller.__name__ if controller else None,
            actions=_actions(controller),
            metadata={**self.app.metadata, **declaration.metadata},
            templates=with_files.templates,
            css=with_files.css,
            js=with_files.js,
            modules=with_files.modules,
            providers={key: self._root(value) for key, value in declaration.providers.items()},
            components=tuple(self._root(cls) for cls in hydrated),
            behaviours=tuple(self._root(cls) for cls in behaviours),
            stores=tuple(store.name for store in stores),
            topics=topics,
            static_paths=isinstance(declaration, Page) and declaration.static_paths is not None,
        )

    def _reach(
        self, declaration: Declaration, file: str, line: int
    ) -> tuple[list[type[Component]], list[type[Module]], list[StoreBridge], tuple[str, ...]]:
        """The components, modules and stores that a surface runs in the browser, and the topics that they join."""
        if isinstance(declaration, Page):
            if declaration.mode == "document":
                return [], [], [], ()
            hydrated = Reach(self.project).follow([declaration.screen]).hydrated
            behaviours = list(declaration.screen.modules)
        else:
            hydrated = [declaration.component]
            behaviours = [declaration.module] if declaration.module else []
        browser = Reach(self.project).follow([*hydrated, *behaviours, *declaration.providers.values()])
        for store in browser.stores:
            if store.private:
                self.problems.append(
                    Diagnostic(
                        f"browser code of this surface uses the store {store.name!r}, which is private",
                        file,
                        line,
                        "read it in the controller, or declare the store without private=True",
                    )
                )
            self._note_store(store)
        return hydrated, behaviours, browser.stores, tuple(dict.fromkeys(browser.topics))

    def _note_store(self, store: StoreBridge) -> None:
        self.stores[store.name] = Root(relative(store.declared.file, self.project), store.name)

    def _root(self, cls: type) -> Root:
        return Root(relative(inspect.getsourcefile(cls) or "", self.project), cls.__name__)

    def _check_controller(self, controller: Optional[type], pattern: str, file: str, line: int) -> None:
        route = getattr(controller, "route", None)
        if isinstance(route, str) and not _same_path("/" + route.strip("/"), pattern) and "[" not in pattern:
            assert controller is not None
            self.warnings.append(
                f"{file}:{line}: {controller.__name__}.route is {route!r} but the page is at {pattern!r}; "
                "the page counts"
            )

    def _check_overlaps(self, surfaces: list[Surface]) -> None:
        taken: dict[str, Surface] = {}
        for surface in surfaces:
            shape = _shape(surface.pattern)
            other = taken.setdefault(shape, surface)
            if other is not surface:
                self.problems.append(
                    Diagnostic(
                        f"{surface.kind} {surface.pattern!r} is declared twice, also in {other.file}:{other.line}",
                        surface.file,
                        surface.line,
                        "give one of them another path",
                    )
                )
        mounts = [surface for surface in surfaces if surface.kind == "mount"]
        for owner in mounts:
            for inner in surfaces:
                if inner is not owner and inner.pattern.startswith(owner.pattern.rstrip("/") + "/"):
                    self.problems.append(
                        Diagnostic(
                            f"{inner.kind} {inner.pattern!r} lies below the mount {owner.pattern!r} "
                            f"({owner.file}:{owner.line}), which owns everything there",
                            inner.file,
                            inner.line,
                            "move one of them",
                        )
                    )


class _SurfaceFiles:
    """The effective shell of a surface: the app's first, then its own, from the outermost in."""

    def __init__(self, discovery: _Discovery, file: str, line: int, declaration: Declaration) -> None:
        self.files, self.problems = discovery.files, discovery.problems
        self.file, self.line, self.app_file = file, line, discovery.app_file
        app_chain, own_chain = list(_chain(discovery.app.shell)), list(_chain(declaration.shell))
        #: The files that the app's shell names.
        self.of_app = {
            name
            for one in app_chain
            for name in (one.template, *one.css, *(script.src for script in one.js))
            if name is not None
        }
        # A shell that extends the app's own shell names it already.
        if own_chain[: len(app_chain)] == app_chain:
            chain, framing = own_chain, own_chain
        else:
            chain = [*app_chain, *own_chain]
            framing = own_chain if any(one.template for one in own_chain) else app_chain
        self.templates = tuple(self._template(one) for one in framing if one.template is not None)
        self.css = tuple(self._style(path) for path in _once(path for one in chain for path in one.css))
        self.js = tuple(
            ClassicScript(script.src, self._url(script.src), script.module)
            for script in _once(script for one in chain for script in one.js)
        )
        imports: dict[str, ModuleImport] = {**discovery.app.modules}
        for one in chain:
            imports.update(one.modules)
        imports.update(declaration.modules)
        self.modules = {
            alias: EsModule(value.src, self._url(value.src), value.export) for alias, value in imports.items()
        }

    def _style(self, path: str) -> Style:
        return Style(path, self._url(path))

    def _url(self, source: str) -> str:
        try:
            return self.files.url(source)
        except FileNotFoundError as error:
            self._problem(str(error), source)
            return source

    def _template(self, shell: Shell) -> tuple[str, str]:
        path = self.files.project / str(shell.template)
        if not path.is_file():
            self._problem(f"shell template {shell.template!r} was not found", str(shell.template))
        elif split_at_slot(path.read_text("utf-8"), shell.slot) is None:
            self._problem(
                f"shell template {shell.template!r} has no slot; "
                f"write {shell.slot} or <sprag-slot></sprag-slot> where the page goes",
                str(shell.template),
            )
        return str(shell.template), shell.slot

    def _problem(self, message: str, source: str) -> None:
        place = (self.app_file, 0) if source in self.of_app else (self.file, self.line)
        diagnostic = Diagnostic(message, *place, "paths are relative to the project's folder")
        if all(known.message != message for known in self.problems):
            self.problems.append(diagnostic)


def path_of_directory(parts: tuple[str, ...]) -> str:
    """The URL pattern that a route's directory stands for: `("blog", "[slug]")` -> `/blog/[slug]`."""
    if len(parts) == 1 and parts[0] in HOME_DIRECTORIES:
        return "/"
    return "/" + "/".join(part if part.startswith("[") else part.replace("_", "-") for part in parts)


def _same_path(one: str, other: str) -> bool:
    return one.replace("_", "-").rstrip("/") == other.replace("_", "-").rstrip("/")


def _shape(pattern: str) -> str:
    """Two patterns of the same shape would match the same paths."""
    return "/".join(
        ("[...]" if segment.rest else "[]") if segment.dynamic else segment.text
        for segment in routing.parse(pattern).segments
    )


def _chain(shell: Optional[Shell]) -> Iterator[Shell]:
    if shell is not None:
        yield from _chain(shell.outer)
        yield shell


def _once(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _actions(controller: Optional[type]) -> tuple[str, ...]:
    listed = getattr(controller, "sprag_actions", None)
    return tuple(sorted(listed())) if listed is not None else ()


def _imported(declaration: Declaration, module: str) -> bool:
    """Whether it belongs to another `page.py` or `mount.py` that this one imports from."""
    home = declaration.declared.module
    return home != module and home.rpartition(".")[2] in ("page", "mount")


def _with_unique_slugs(surfaces: list[Surface]) -> Iterator[Surface]:
    import msgspec

    taken: set[str] = set()
    for surface in surfaces:
        slug = surface.slug
        while f"{surface.kind}__{slug}" in taken:
            slug += "_"
        taken.add(f"{surface.kind}__{slug}")
        yield surface if slug == surface.slug else msgspec.structs.replace(surface, slug=slug)
