"""Specter: the server runtime. Services, queues, watchers, controllers, HTTP and websockets in one process.

Names are loaded when they are first used, so that a program pays only for what it takes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# Not lazy: the modules have the names of what they hold, and would stand in its place.
from specter.bus import EventBus, bus
from specter.registry import SPECTERRegistry, registry

__version__ = "0.2.0"

if TYPE_CHECKING:
    from specter.actions import Action, action
    from specter.cache import Cache, create_cache
    from specter.controller import Controller
    from specter.errors import (
        ActionDispatchError,
        HTTPError,
        OperationError,
        Redirect,
        SchemaError,
        WatcherError,
        redirect,
    )
    from specter.handlers import Handler, SocketIngress
    from specter.http import (
        AnonymousAuthService,
        HttpApp,
        HttpConfig,
        InMemorySessionStore,
        Request,
        Response,
        Router,
        SessionPolicy,
        UploadedFile,
        expect_json,
        json_endpoint,
        require_fields,
        requires_auth,
        route,
    )
    from specter.lifetime import Lifetime
    from specter.manager import ServiceManager, boot
    from specter.operation import Operation
    from specter.outcome import Outcome
    from specter.process import ManagedProcess, start_process
    from specter.queues import QueueService
    from specter.runtime import Runtime, serve
    from specter.schema import Field, Schema
    from specter.service import Service
    from specter.sockets import socket_target
    from specter.state import Model, Store, create_model, create_store
    from specter.supervision import Restart
    from specter.watcher import Watcher

_HOME = {
    "Action": "actions",
    "ActionDispatchError": "errors",
    "AnonymousAuthService": "http",
    "Cache": "cache",
    "Controller": "controller",
    "Field": "schema",
    "HTTPError": "errors",
    "Handler": "handlers",
    "HttpApp": "http",
    "HttpConfig": "http",
    "InMemorySessionStore": "http",
    "Lifetime": "lifetime",
    "ManagedProcess": "process",
    "Model": "state",
    "Operation": "operation",
    "OperationError": "errors",
    "Outcome": "outcome",
    "QueueService": "queues",
    "Redirect": "errors",
    "Request": "http",
    "Response": "http",
    "Restart": "supervision",
    "Router": "http",
    "Runtime": "runtime",
    "Schema": "schema",
    "SchemaError": "errors",
    "Service": "service",
    "ServiceManager": "manager",
    "SessionPolicy": "http",
    "SocketIngress": "handlers",
    "Store": "state",
    "UploadedFile": "http",
    "Watcher": "watcher",
    "WatcherError": "errors",
    "action": "actions",
    "boot": "manager",
    "create_cache": "cache",
    "create_model": "state",
    "create_store": "state",
    "expect_json": "http",
    "json_endpoint": "http",
    "redirect": "errors",
    "require_fields": "http",
    "requires_auth": "http",
    "route": "http",
    "serve": "runtime",
    "socket_target": "sockets",
    "start_process": "process",
}

__all__ = [
    "Action",
    "ActionDispatchError",
    "AnonymousAuthService",
    "Cache",
    "Controller",
    "EventBus",
    "Field",
    "HTTPError",
    "Handler",
    "HttpApp",
    "HttpConfig",
    "InMemorySessionStore",
    "Lifetime",
    "ManagedProcess",
    "Model",
    "Operation",
    "OperationError",
    "Outcome",
    "QueueService",
    "Redirect",
    "Request",
    "Response",
    "Restart",
    "Router",
    "Runtime",
    "SPECTERRegistry",
    "Schema",
    "SchemaError",
    "Service",
    "ServiceManager",
    "SessionPolicy",
    "SocketIngress",
    "Store",
    "UploadedFile",
    "Watcher",
    "WatcherError",
    "__version__",
    "action",
    "boot",
    "bus",
    "create_cache",
    "create_model",
    "create_store",
    "expect_json",
    "json_endpoint",
    "redirect",
    "registry",
    "require_fields",
    "requires_auth",
    "route",
    "serve",
    "socket_target",
    "start_process",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'specter' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"specter.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
