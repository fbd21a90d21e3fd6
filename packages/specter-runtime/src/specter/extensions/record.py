"""One known extension: its configuration, and what lives while it is loaded."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Mapping
from typing import Any

import gevent

from specter.callables import taking
from specter.errors import InvalidConfigurationError, InvalidConfigurationSchemaError, SchemaError
from specter.extensions.api import ExtensionAPIProxy
from specter.extensions.discovery import described
from specter.extensions.nursery import call
from specter.schema import Schema
from specter.service import Service
from specter.supervision import Crashes
from specter.tasks import Task

log = logging.getLogger(__name__)

Disposer = Callable[[], object]


class ExtensionHost(Service):
    """The service under a loaded extension: what it starts hangs here, and ends even if its own hooks fail."""


class ExtensionRecord:
    """What the manager knows about one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.configuration: dict[str, Any] = {}
        # Set while it is loaded; becomes the configuration at its next load.
        self.pending: dict[str, Any] | None = None
        self.api = ExtensionAPIProxy(name)
        self.module: Any = None
        self.instance: Any = None
        self.host: ExtensionHost | None = None
        self.run_task: Task | None = None
        self.worker_task: Task | None = None
        self.spinning = False
        # What load() got: the validated configuration.
        self.values: Any = None
        self.dependencies: list[str] = []
        self.dependents: list[str] = []
        # What its enhancers gave back for undoing, by the name of the enhanced extension.
        self.enhancements: dict[str, Disposer | None] = {}
        self.restart_requested = False
        self.crashes = Crashes()

    @property
    def loaded(self) -> bool:
        return self.host is not None

    @property
    def log(self) -> logging.Logger:
        return logging.getLogger(f"specter.extensions.{self.name}")

    def commit(self) -> None:
        if self.pending is not None:
            self.configuration, self.pending = self.pending, None

    def validated(self) -> Any:
        """The configuration as the extension gets it: checked against its schema, a copy of its own."""
        values = copy.deepcopy({key: value for key, value in self.configuration.items() if key != "enabled"})
        schema = described(self.module, "schema")
        if schema is None or isinstance(schema, Mapping):
            return values
        validate = getattr(schema, "model_validate", None)
        if callable(validate):
            try:
                return validate(values)
            # A Pydantic model says what is wrong in an exception of its own package, which we do not import.
            except ValueError as error:
                raise InvalidConfigurationError(str(error)) from error
        try:
            return Schema.of(schema).require(values)
        except SchemaError as error:
            raise InvalidConfigurationError(error.message) from error
        except TypeError as error:
            raise InvalidConfigurationSchemaError(str(error)) from error

    def construct(self) -> Any:
        """A new extension object: what ``construct()`` of its module gives, else the module itself."""
        make: Any = getattr(self.module, "construct", None)
        instance: Any = make() if callable(make) else self.module
        if instance is not self.module:
            instance.name = self.name
        return instance

    def hook(self, name: str, *args: Any, timeout: float | None = None) -> Any:
        """Call a hook of the extension, if it has it, with as many arguments as it takes."""
        method = getattr(self.instance, name, None)
        if not callable(method):
            return None
        with gevent.Timeout(
            timeout, TimeoutError(f"{name}() of extension {self.name} took more than {timeout} s")
        ):
            return call(taking(method, len(args)), *args)

    def start_task(
        self, name: str, app: Any, failed: Callable[[ExtensionRecord, Exception], None]
    ) -> Task | None:
        """Run ``run`` or ``worker`` of the extension on its host, if it has it."""
        method = getattr(self.instance, name, None)
        if not callable(method) or self.host is None:
            return None

        def body() -> None:
            try:
                call(taking(method, 3), app, self.values, self.log)
            # Whatever its task raises is for the manager to judge.
            except Exception as error:
                failed(self, error)

        return self.host.spawn(body, label=f"{self.name}.{name}")

    def end_task(self, task: Task | None, timeout: float) -> None:
        """Cancel a task and wait until it has ended."""
        if task is None or task is gevent.getcurrent():
            return
        task.kill(block=False)
        task.join(timeout)
        if not task.dead:
            log.error("[SPECTER:extensions] %s does not end", task.name)
