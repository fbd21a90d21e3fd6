"""SPRAG: one Python language, two runtimes.

Names are imported when they are first used, so that `import sprag` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from specter import (
        Cache,
        Controller,
        Field,
        Handler,
        HTTPError,
        ManagedProcess,
        Model,
        Operation,
        OperationError,
        Outcome,
        QueueService,
        Redirect,
        Schema,
        Service,
        SocketIngress,
        Store,
        Watcher,
        WatcherError,
        action,
        bus,
        create_cache,
        create_model,
        create_store,
        redirect,
        registry,
        socket_target,
        start_process,
    )
    from specter.http import (
        AnonymousAuthService,
        InMemorySessionStore,
        Request,
        Router,
        SessionPolicy,
        UploadedFile,
        expect_json,
        json_endpoint,
        require_fields,
        requires_auth,
        route,
    )
    from specter.manager import ServiceManager, boot

    from .authoring.app import App, Mount, Page, mount, page
    from .authoring.assets import ModuleImport, Script, Shell, module, script, shell
    from .authoring.browser import Component, Module
    from .authoring.content import (
        ContentDocument,
        highlight_css,
        load_markdown_document,
        load_markdown_tree,
        slugify,
    )
    from .authoring.decorators import animate, debounce, infinite_scroll, ref, throttle, virtual_scroll
    from .authoring.env import env, public_env
    from .authoring.namespaces import browser, createSelector, createStateStore, dom, imports
    from .authoring.screen import Screen, hydrate, ssr
    from .authoring.store import StoreBridge, declared_stores, store
    from .authoring.ui import ui
    from .authoring.urls import join_url

_HOMES = {
    "specter": "Cache Controller Field Handler HTTPError ManagedProcess Model Operation OperationError Outcome "
    "QueueService Redirect Schema Service SocketIngress Store Watcher WatcherError action bus create_cache "
    "create_model create_store redirect registry socket_target start_process",
    "specter.http": "AnonymousAuthService InMemorySessionStore Request Router SessionPolicy UploadedFile "
    "expect_json json_endpoint require_fields requires_auth route",
    "specter.manager": "ServiceManager boot",
    "sprag.authoring.app": "App Mount Page mount page",
    "sprag.authoring.assets": "ModuleImport Script Shell module script shell",
    "sprag.authoring.browser": "Component Module",
    "sprag.authoring.content": "ContentDocument highlight_css load_markdown_document load_markdown_tree slugify",
    "sprag.authoring.decorators": "animate debounce infinite_scroll ref throttle virtual_scroll",
    "sprag.authoring.env": "env public_env",
    "sprag.authoring.namespaces": "browser createSelector createStateStore dom imports",
    "sprag.authoring.screen": "Screen hydrate ssr",
    "sprag.authoring.store": "StoreBridge declared_stores store",
    "sprag.authoring.ui": "ui",
    "sprag.authoring.urls": "join_url",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AnonymousAuthService",
    "App",
    "Cache",
    "Component",
    "ContentDocument",
    "Controller",
    "Field",
    "HTTPError",
    "Handler",
    "InMemorySessionStore",
    "ManagedProcess",
    "Model",
    "Module",
    "ModuleImport",
    "Mount",
    "Operation",
    "OperationError",
    "Outcome",
    "Page",
    "QueueService",
    "Redirect",
    "Request",
    "Router",
    "Schema",
    "Screen",
    "Script",
    "Service",
    "ServiceManager",
    "SessionPolicy",
    "Shell",
    "SocketIngress",
    "Store",
    "StoreBridge",
    "UploadedFile",
    "Watcher",
    "WatcherError",
    "action",
    "animate",
    "boot",
    "browser",
    "bus",
    "createSelector",
    "createStateStore",
    "create_cache",
    "create_model",
    "create_store",
    "debounce",
    "declared_stores",
    "dom",
    "env",
    "expect_json",
    "highlight_css",
    "hydrate",
    "imports",
    "infinite_scroll",
    "join_url",
    "json_endpoint",
    "load_markdown_document",
    "load_markdown_tree",
    "module",
    "mount",
    "page",
    "public_env",
    "redirect",
    "ref",
    "registry",
    "require_fields",
    "requires_auth",
    "route",
    "script",
    "shell",
    "slugify",
    "socket_target",
    "ssr",
    "start_process",
    "store",
    "throttle",
    "ui",
    "virtual_scroll",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'sprag' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
