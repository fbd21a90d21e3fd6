"""Importing a user's project: the App object, route directories with brackets in their names, and forgetting it all."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Optional, Union

from ..authoring.app import App, Mount, Page
from ..authoring.env import load_env
from .diagnostics import Diagnostic, SiteError, from_exception
from .plan import Surface

Declaration = Union[Page, Mount]

TARGETS = ("app:app", "app.app:app")

_CATCH_ALL_DIRECTORY = re.compile(r"\[\.\.\.(\w+)\]")
_CATCH_ALL_MODULE = re.compile(r"__sprag_catchall_(\w+)__")


@dataclass(frozen=True)
class Loaded:
    """An imported App, the `module:attribute` that named it, and the project's folder."""

    app: App
    target: str
    project: Path


def load(project: Path, target: Optional[str] = None) -> Loaded:
    """Imports a project's App after reading its `.env` files; SiteError says what to do when there is none."""
    project = project.resolve()
    if target is None and not (project / "app").is_dir() and not (project / "app.py").is_file():
        raise SiteError(
            [
                Diagnostic(
                    f"no app/ folder in {project}",
                    advice="run this in a project (`sprag new NAME` makes one)",
                )
            ]
        )
    try:
        load_env(dict.fromkeys([Path.cwd(), project]))
    except ValueError as error:
        raise SiteError([Diagnostic(str(error))]) from error
    if str(project) not in sys.path:
        sys.path.insert(0, str(project))
    importlib.invalidate_caches()
    install_finder()
    for candidate in (target,) if target else TARGETS:
        app = _import_target(candidate, project, required=target is not None)
        if app is not None:
            return Loaded(app, candidate, (app.project_root or project).resolve())
    raise SiteError(
        [
            Diagnostic(
                f"no App object found; looked for {' and '.join(TARGETS)}",
                file="app/__init__.py",
                advice="write `app = App(routes='app.routes')` there, or name it with --app MODULE:ATTR",
            )
        ]
    )


def _import_target(target: str, project: Path, *, required: bool) -> Optional[App]:
    name, colon, attribute = target.partition(":")
    if not colon or not name or not attribute:
        raise SiteError(
            [Diagnostic(f"expected MODULE:ATTR, got {target!r}", advice="for example: --app app:app")]
        )
    try:
        module: ModuleType = importlib.import_module(name)
    # The user's module runs.
    except Exception as error:
        missing = isinstance(error, ModuleNotFoundError) and (
            name == error.name or name.startswith(f"{error.name}.")
        )
        if missing and not required:
            return None
        if missing:
            raise SiteError([Diagnostic(f"module {name!r} was not found in {project}")]) from error
        raise SiteError([from_exception(error, project, project / Path(*name.split(".")))]) from error
    app = getattr(module, attribute, None)
    if isinstance(app, App):
        return app
    if not required:
        return None
    raise SiteError(
        [Diagnostic(f"{target} is not an App but {type(app).__name__}", file=name.replace(".", "/"))]
    )


def loaded_from(app: App) -> Loaded:
    """The Loaded of an App that is imported already; its project is the folder that holds its routes' package."""
    install_finder()
    package = app.routes.partition(".")[0]
    target = next(
        (
            f"{name}:{attribute}"
            for name, module in list(sys.modules.items())
            for attribute, value in list(getattr(module, "__dict__", {}).items())
            if value is app and name != "__main__"
        ),
        f"{package}:app",
    )
    project = app.project_root
    if project is None:
        spec = importlib.util.find_spec(package)
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        project = Path(places[0]).parent if places else Path.cwd()
    return Loaded(app, target, project.resolve())


def live(surface: Surface) -> Declaration:
    """The Page or Mount object that a surface was declared by; imports its module when need be."""
    install_finder()
    found = getattr(importlib.import_module(surface.module), surface.attribute)
    assert isinstance(found, (Page, Mount))
    return found


def unload(project: Path) -> None:
    """Forgets every module imported from below `project`, so that the next `load` reads the files again."""
    root = str(project.resolve())
    # All found before any goes: a namespace package looks its parent up.
    for name in [name for name, module in list(sys.modules.items()) if _belongs(module, root)]:
        del sys.modules[name]
    importlib.invalidate_caches()


def _belongs(module: object, root: str) -> bool:
    try:
        places = [getattr(module, "__file__", None) or "", *(getattr(module, "__path__", None) or ())]
    except KeyError:  # a namespace package whose parent is forgotten already
        return False
    return any(str(place).startswith(f"{root}/") and "site-packages" not in str(place) for place in places)


def module_name(package: str, parts: Sequence[str]) -> str:
    """The name under which a file of a route directory is imported; dots in a directory's name are spelt out."""
    return ".".join([package, *(_CATCH_ALL_DIRECTORY.sub(r"__sprag_catchall_\1__", part) for part in parts)])


def install_finder() -> None:
    """Makes `[...name]` directories importable; once per process."""
    if not any(isinstance(finder, _CatchAllFinder) for finder in sys.meta_path):
        sys.meta_path.append(_CatchAllFinder())


class _CatchAllFinder(importlib.abc.MetaPathFinder):
    """`app.routes.docs.__sprag_catchall_x__` is the directory `app/routes/docs/[...x]`."""

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        found = _CATCH_ALL_MODULE.fullmatch(fullname.rpartition(".")[2])
        if found is None or path is None:
            return None
        for entry in path:
            directory = Path(entry) / f"[...{found[1]}]"
            if directory.is_dir():
                return _package_spec(fullname, directory)
        return None


def _package_spec(fullname: str, directory: Path) -> Optional[importlib.machinery.ModuleSpec]:
    for name in ("__init__.py", "__init__.pyc"):
        if (directory / name).is_file():
            return importlib.util.spec_from_file_location(
                fullname, directory / name, submodule_search_locations=[str(directory)]
            )
    spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
    spec.submodule_search_locations = [str(directory)]
    return spec
