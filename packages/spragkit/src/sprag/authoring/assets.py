"""Files that a surface brings along: shells, style sheets, classic scripts, ES modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Union

from .errors import DeclarationError

PathLike = Union[str, Path]


@dataclass(frozen=True)
class Script:
    """A script of a surface: classic (deferred) unless `module`."""

    src: str
    module: bool = False


@dataclass(frozen=True)
class ModuleImport:
    """An ES module that browser code reaches as `imports.<alias>`."""

    src: str
    export: str = "default"


ScriptLike = Union[PathLike, Script]
ModuleLike = Union[PathLike, ModuleImport]


@dataclass(frozen=True)
class Shell:
    """The frame around a surface's content: a body fragment with one slot, and files that go with it.

    `outer` is the shell that this one extends: its template stands around ours, its files come first.
    """

    template: Optional[str] = None
    css: tuple[str, ...] = ()
    js: tuple[Script, ...] = ()
    modules: Mapping[str, ModuleImport] = field(default_factory=dict)
    slot: str = "{{ sprag_slot }}"
    outer: Optional[Shell] = None


def script(src: PathLike, *, module: bool = False) -> Script:
    """A script for `js=[...]`: classic and deferred, or an ES module."""
    return Script(_path(src, "script()"), module)


def module(src: PathLike, export: str = "default") -> ModuleImport:
    """An ES module for `modules={alias: ...}`; `export` is the name taken from it, `"*"` the namespace."""
    if not isinstance(export, str) or not export:
        raise DeclarationError(f"module({str(src)!r}): export must be a name, got {export!r}")
    return ModuleImport(_path(src, "module()"), export)


def shell(
    base: Union[Shell, PathLike, None] = None,
    *,
    template: Optional[PathLike] = None,
    css: Union[PathLike, Sequence[PathLike], None] = None,
    js: Union[ScriptLike, Sequence[ScriptLike], None] = None,
    modules: Optional[Mapping[str, ModuleLike]] = None,
    slot: str = "{{ sprag_slot }}",
) -> Shell:
    """The frame of an app or of one surface.

    `base` is a Shell to extend or a template's path. Paths are relative to the project root.
    """
    outer = base if isinstance(base, Shell) else None
    if base is not None and outer is None:
        if template is not None:
            raise DeclarationError("shell(): give the template once, either first or as template=")
        template = _path(base, "shell()")
    return Shell(
        template=None if template is None else _path(template, "shell(template=)"),
        css=css_paths(css),
        js=scripts(js),
        modules=module_imports(modules),
        slot=slot,
        outer=outer,
    )


def split_at_slot(template: str, slot: str) -> Optional[tuple[str, str]]:
    """What stands before and after the place for the page in a shell's template; None when it has no such place."""
    for mark in (slot, "<sprag-slot></sprag-slot>"):
        before, found, after = template.partition(mark)
        if found:
            return before, after
    return None


def css_paths(value: Union[PathLike, Sequence[PathLike], None]) -> tuple[str, ...]:
    """The paths that `css=` names: one or a list."""
    return tuple(_path(item, "css=") for item in _listed(value, (str, Path), "css="))


def scripts(value: Union[ScriptLike, Sequence[ScriptLike], None]) -> tuple[Script, ...]:
    """The scripts that `js=` names: paths or `script(...)`, one or a list."""
    items = _listed(value, (str, Path, Script), "js=")
    return tuple(item if isinstance(item, Script) else Script(_path(item, "js=")) for item in items)


def module_imports(value: Optional[Mapping[str, ModuleLike]]) -> dict[str, ModuleImport]:
    """The aliases that `modules=` declares: `{alias: path or module(...)}`."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"modules=: expected {{alias: module(...)}}, got {type(value).__name__}")
    found: dict[str, ModuleImport] = {}
    for alias, source in value.items():
        if not isinstance(alias, str) or not alias.isidentifier():
            raise DeclarationError(f"modules=: an alias must be a Python identifier, got {alias!r}")
        if isinstance(source, ModuleImport):
            found[alias] = source
        elif isinstance(source, (str, Path)):
            found[alias] = ModuleImport(_path(source, "modules="))
        else:
            raise TypeError(
                f"modules[{alias!r}]: expected a path or module(...), got {type(source).__name__}"
            )
    return found


def shell_like(value: Union[Shell, PathLike, None], where: str) -> Optional[Shell]:
    """What `shell=` accepts, as a Shell: a Shell, a template's path or nothing."""
    if value is None or isinstance(value, Shell):
        return value
    if isinstance(value, (str, Path)):
        return shell(value)
    raise TypeError(f"{where}: shell must be shell(...) or a template path, got {type(value).__name__}")


def _listed(value: object, single: tuple[type, ...], where: str) -> Sequence[object]:
    if value is None:
        return ()
    if isinstance(value, single):
        return (value,)
    if isinstance(value, (list, tuple)):
        for item in value:
            if not isinstance(item, single):
                raise TypeError(f"{where}: expected paths, got {type(item).__name__}")
        return value
    raise TypeError(f"{where}: expected a path or a list of paths, got {type(value).__name__}")


def _path(value: object, where: str) -> str:
    if not isinstance(value, (str, Path)):
        raise TypeError(f"{where}: expected a file path or URL, got {type(value).__name__}")
    text = value.as_posix() if isinstance(value, Path) else value
    if not text.strip():
        raise DeclarationError(f"{where}: expected a file path or URL, got {text!r}")
    return text
