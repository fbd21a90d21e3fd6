"""Where extensions are found, and what their modules say about them."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import logging
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from specter.callables import isolated
from specter.errors import NoSuchExtension

log = logging.getLogger(__name__)

RESERVED_NAMES = frozenset({"logger", "manager", "base", "__init__"})


class ExtensionModuleFinder:
    """Maps names of extensions to modules: ``<package root>.<name>`` first, then entry points of that name."""

    def __init__(self) -> None:
        self._roots: list[str] = []
        self._groups: list[str] = []
        self._modules: dict[str, ModuleType] = {}
        self._found: dict[str, str] = {}

    def add_package_root(self, name: str) -> None:
        """Look for extensions in the package ``name``, after the roots that were added before."""
        _append_once(self._roots, name)
        self._found.clear()

    def add_entry_point_group(self, name: str) -> None:
        """Look for extensions among the entry points of the group ``name`` of installed distributions."""
        _append_once(self._groups, name)
        self._found.clear()

    def add_module(self, name: str, module: ModuleType | Any) -> None:
        """Use ``module`` (or an object with the same attributes) as the extension ``name``."""
        self._modules[name] = module

    def exists(self, name: str) -> bool:
        try:
            self.get_module_name_for_extension(name)
        except NoSuchExtension:
            return False
        return True

    def get_module_name_for_extension(self, name: str) -> str:
        """The module of the extension ``name``; NoSuchExtension when there is none, ValueError for reserved names."""
        if name in RESERVED_NAMES or not name or name.startswith("."):
            raise ValueError(f"an extension cannot be named {name!r}")
        if name in self._modules:
            return str(getattr(self._modules[name], "__name__", name))
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def get_module_for_extension(self, name: str, *, reimport: bool = False) -> Any:
        """The imported module of the extension ``name``; ``reimport`` reads its file again."""
        module_name = self.get_module_name_for_extension(name)
        if name in self._modules:
            return self._modules[name]
        module = importlib.import_module(module_name)
        return importlib.reload(module) if reimport else module

    def iter_extension_names(self) -> Iterator[str]:
        """The names that modules given by hand and entry points announce."""
        names = dict.fromkeys(self._modules)
        for group in self._groups:
            names.update(dict.fromkeys(point.name for point in _entry_points(group)))
        return iter(names)

    def _find(self, name: str) -> str:
        for root in self._roots:
            module_name = f"{root}.{name}"
            if _is_module(module_name):
                return module_name
        for group in self._groups:
            for point in _entry_points(group):
                if point.name == name:
                    return str(point.value).partition(":")[0]
        raise NoSuchExtension(f"no extension is named {name!r}; looked in {self._places()}")

    def _places(self) -> str:
        places = [f"package {root}" for root in self._roots] + [
            f"entry points {group}" for group in self._groups
        ]
        return ", ".join(places) or "no place at all (add_package_root, add_entry_point_group)"


def described(module: Any, what: str, default: Any = None) -> Any:
    """What a module says by ``get_<what>()`` or ``<what>``; trouble in saying it is logged and means ``default``."""
    getter = getattr(module, f"get_{what}", None)
    value = None
    with isolated(log, "[SPECTER:extensions] %s.get_%s failed", getattr(module, "__name__", module), what):
        value = getter() if callable(getter) else getattr(module, what, None)
    return default if value is None else value


def dependencies_of(module: Any) -> list[str]:
    return [str(name) for name in _words(described(module, "dependencies", ()))]


def tags_of(module: Any) -> set[str]:
    return set(_words(described(module, "tags", ())))


def description_of(module: Any) -> str:
    said = described(module, "description")
    if said:
        return str(said)
    return (inspect.getdoc(module) or "").partition("\n\n")[0].replace("\n", " ")


def version_of(module: Any) -> str | None:
    said = described(module, "version") or getattr(module, "__version__", None)
    if said:
        return str(said)
    package = getattr(module, "__name__", "").partition(".")[0]
    try:
        return importlib.metadata.version(package) if package else None
    except importlib.metadata.PackageNotFoundError:
        return None


def enhancers_of(module: Any) -> dict[str, Any]:
    found = described(module, "enhancers") or getattr(module, "enhances", None) or {}
    return dict(found) if isinstance(found, Mapping) else {}


def _words(value: str | Iterable[str]) -> list[str]:
    return value.split() if isinstance(value, str) else list(value)


def _append_once(places: list[str], name: str) -> None:
    if name not in places:
        places.append(name)


def _entry_points(group: str) -> Iterable[Any]:
    found: Any = importlib.metadata.entry_points()
    # Python 3.9 gives a dict by group.
    points: Iterable[Any] = found.select(group=group) if hasattr(found, "select") else found.get(group, ())
    return points


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
