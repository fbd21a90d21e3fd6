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
    from specter.lifetime import Lifetime
    from specter.manager import ServiceManager, boot
    from specter.operation import Operation
    from specter.outcome import Outcome
    from specter.process import ManagedProcess, start_process
    from specter.queues import QueueService
    from specter.schema import Field, Schema
    from specter.service import Service
    from specter.sockets import socket_target
    from specter.state import Model, Store, create_model, create_store
    from specter.supervision import Restart
    from specter.watcher import Watcher

_HOME = {
    "Action": "actions",
    "ActionDispatchError": "errors",
    "Cache": "cache",
    "Controller": "controller",
    "Field": "schema",
    "HTTPError": "errors",
    "Handler": "handlers",
    "Lifetime": "lifetime",
    "ManagedProcess": "process",
    "Model": "state",
    "Operation": "operation",
    "OperationError": "errors",
    "Outcome": "outcome",
    "QueueService": "queues",
    "Redirect": "errors",
    "Restart": "supervision",
    "Schema": "schema",
    "SchemaError": "errors",
    "Service": "service",
    "ServiceManager": "manager",
    "SocketIngress": "handlers",
    "Store": "state",
    "Watcher": "watcher",
    "WatcherError": "errors",
    "action": "actions",
    "boot": "manager",
    "create_cache": "cache",
    "create_model": "state",
    "create_store": "state",
    "redirect": "errors",
    "socket_target": "sockets",
    "start_process": "process",
}

__all__ = [
    "Action",
    "ActionDispatchError",
    "Cache",
    "Controller",
    "EventBus",
    "Field",
    "HTTPError",
    "Handler",
    "Lifetime",
    "ManagedProcess",
    "Model",
    "Operation",
    "OperationError",
    "Outcome",
    "QueueService",
    "Redirect",
    "Restart",
    "SPECTERRegistry",
    "Schema",
    "SchemaError",
    "Service",
    "ServiceManager",
    "SocketIngress",
    "Store",
    "Watcher",
    "WatcherError",
    "__version__",
    "action",
    "boot",
    "bus",
    "create_cache",
    "create_model",
    "create_store",
    "redirect",
    "registry",
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
