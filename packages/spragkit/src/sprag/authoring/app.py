"""App, page and mount: what an application consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional, Union

from .assets import (
    ModuleImport,
    ModuleLike,
    PathLike,
    ScriptLike,
    Shell,
    css_paths,
    module_imports,
    scripts,
    shell_like,
)
from .browser import Component, Module
from .errors import DeclarationError, Place, caller
from .screen import Screen

MODES = ("document", "hybrid")

StaticPaths = Union[Iterable[Any], Callable[[], Iterable[Any]], None]


@dataclass(frozen=True)
class Page:
    """A surface that the server renders; `path` is None when the directory gives it."""

    path: Optional[str]
    controller: Optional[type]
    screen: type[Screen]
    mode: str = "hybrid"
    name: Optional[str] = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    shell: Optional[Shell] = None
    modules: Mapping[str, ModuleImport] = field(default_factory=dict)
    static_paths: StaticPaths = None
    providers: Mapping[str, type[Module]] = field(default_factory=dict)
    declared: Place = field(default=Place("", 0, ""), compare=False)


@dataclass(frozen=True)
class Mount:
    """A surface that the browser owns from its root element on."""

    path: Optional[str]
    component: type[Component]
    module: Optional[type[Module]] = None
    boot: Optional[type] = None
    name: Optional[str] = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    shell: Optional[Shell] = None
    modules: Mapping[str, ModuleImport] = field(default_factory=dict)
    providers: Mapping[str, type[Module]] = field(default_factory=dict)
    declared: Place = field(default=Place("", 0, ""), compare=False)


class App:
    """An application: where its routes are, its shell, and the services that start with it.

    `providers` are objects by name; those with `start()` start with the app and are found in the registry under
    their key. `not_found` and `error` are Screens for 404 and for failures; their data is
    `{"status", "message", "path", "request_id"}`.
    """

    def __init__(
        self,
        providers: Optional[Mapping[str, Any]] = None,
        routes: str = "app.routes",
        mounts_package: str = "app.mounts",
        project_root: Optional[PathLike] = None,
        shell: Union[Shell, PathLike, None] = None,
        modules: Optional[Mapping[str, ModuleLike]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        server_mode: str = "auto",
        session_policy: Any = None,
        upload_chunk_size: int = 2 * 1024 * 1024,
        upload_temp_dir: Optional[PathLike] = None,
        *,
        session_store: Any = None,
        auth_service: Any = None,
        not_found: Optional[type[Screen]] = None,
        error: Optional[type[Screen]] = None,
    ) -> None:
        if server_mode not in ("auto", "wsgi", "websocket"):
            raise DeclarationError(f"App: server_mode must be auto, wsgi or websocket, got {server_mode!r}")
        if not isinstance(upload_chunk_size, int) or upload_chunk_size < 1:
            raise DeclarationError(
                f"App: upload_chunk_size must be bytes, at least 1, got {upload_chunk_size!r}"
            )
        self.providers: dict[str, Any] = dict(providers or {})
        _place(self.providers, "session_store", "session_store", session_store)
        _place(self.providers, "auth", "auth_service", auth_service)
        self.routes = routes
        self.mounts_package = mounts_package
        self.project_root = None if project_root is None else Path(project_root)
        self.shell = shell_like(shell, "App")
        self.modules = module_imports(modules)
        self.metadata: dict[str, Any] = dict(metadata or {})
        self.server_mode = server_mode
        self.session_policy = session_policy
        self.upload_chunk_size = upload_chunk_size
        self.upload_temp_dir = None if upload_temp_dir is None else Path(upload_temp_dir)
        self.not_found = not_found
        self.error = error


def page(
    *,
    path: Optional[str] = None,
    controller: Optional[type] = None,
    screen: type[Screen],
    mode: str = "hybrid",
    name: Optional[str] = None,
    metadata: Optional[Mapping[str, Any]] = None,
    shell: Union[Shell, PathLike, None] = None,
    css: Union[PathLike, Sequence[PathLike], None] = None,
    js: Union[ScriptLike, Sequence[ScriptLike], None] = None,
    modules: Optional[Mapping[str, ModuleLike]] = None,
    static_paths: StaticPaths = None,
    providers: Optional[Mapping[str, type[Module]]] = None,
) -> Page:
    """Declares a page in a `page.py`. Without `path` the directory gives it: `blog/[slug]/` -> `/blog/[slug]`.

    `mode="document"` is server HTML without any script; `"hybrid"` is adopted by the browser.
    """
    where = f"page {path!r}" if path is not None else "page"
    if mode not in MODES:
        raise DeclarationError(f"{where}: mode must be 'document' or 'hybrid', got {mode!r}")
    _check_class(where, "screen", screen, Screen)
    if controller is not None and not isinstance(controller, type):
        raise TypeError(f"{where}: controller must be a Controller class, got {controller!r}")
    return Page(
        path=_surface_path(where, path),
        controller=controller,
        screen=screen,
        mode=mode,
        name=name,
        metadata=dict(metadata or {}),
        shell=_own_shell(where, shell, css, js),
        modules=module_imports(modules),
        static_paths=static_paths,
        providers=_browser_providers(where, providers),
        declared=caller(),
    )


def mount(
    path: Optional[str] = None,
    *,
    component: type[Component],
    module: Optional[type[Module]] = None,
    boot: Optional[type] = None,
    name: Optional[str] = None,
    metadata: Optional[Mapping[str, Any]] = None,
    shell: Union[Shell, PathLike, None] = None,
    css: Union[PathLike, Sequence[PathLike], None] = None,
    js: Union[ScriptLike, Sequence[ScriptLike], None] = None,
    modules: Optional[Mapping[str, ModuleLike]] = None,
    providers: Optional[Mapping[str, type[Module]]] = None,
) -> Mount:
    """Declares a browser-owned surface in a `mount.py`; `boot` is the Controller whose `load()` gives its state."""
    where = f"mount {path!r}" if path is not None else "mount"
    _check_class(where, "component", component, Component)
    if module is not None:
        _check_class(where, "module", module, Module)
    return Mount(
        path=_surface_path(where, path),
        component=component,
        module=module,
        boot=boot,
        name=name,
        metadata=dict(metadata or {}),
        shell=_own_shell(where, shell, css, js),
        modules=module_imports(modules),
        providers=_browser_providers(where, providers),
        declared=caller(),
    )


def _own_shell(
    where: str,
    base: Union[Shell, PathLike, None],
    css: Union[PathLike, Sequence[PathLike], None],
    js: Union[ScriptLike, Sequence[ScriptLike], None],
) -> Optional[Shell]:
    inner = shell_like(base, where)
    if css is None and js is None:
        return inner
    return Shell(css=css_paths(css), js=scripts(js), outer=inner)


def _surface_path(where: str, path: Optional[str]) -> Optional[str]:
    if path is None:
        return None
    if not isinstance(path, str) or not path.startswith("/"):
        raise DeclarationError(f"{where}: path must start with '/', got {path!r}")
    return "/" + path.strip("/")


def _check_class(where: str, what: str, value: Any, base: type) -> None:
    if not (isinstance(value, type) and issubclass(value, base)):
        raise TypeError(f"{where}: {what} must be a {base.__name__} class, got {value!r}")


def _browser_providers(
    where: str, providers: Optional[Mapping[str, type[Module]]]
) -> dict[str, type[Module]]:
    for key, value in (providers or {}).items():
        _check_class(where, f"providers[{key!r}]", value, Module)
    return dict(providers or {})


def _place(providers: dict[str, Any], key: str, keyword: str, value: Any) -> None:
    if value is None:
        return
    if key in providers and providers[key] is not value:
        raise DeclarationError(
            f"App: {keyword}= and providers[{key!r}] name different objects; give one of them"
        )
    providers[key] = value
