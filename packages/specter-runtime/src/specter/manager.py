"""ServiceManager: starts services and handlers in order, stops them in reverse, and knows how they are."""

from __future__ import annotations

import atexit
import logging
import weakref
from collections.abc import Iterable
from typing import Any, TypeVar

from specter.controller import Controller
from specter.handlers import Handler, SocketIngress
from specter.registry import registry
from specter.service import Service

log = logging.getLogger(__name__)
Self = TypeVar("Self", bound="ServiceManager")


class ServiceManager(Service):
    """A service that owns the others. ``app`` (anything with ``mount(prefix, app)``) serves the routes of controllers,
    ``socketio`` brings socket events; both may be None.

    Services start by ``priority`` (lowest first), then in the order of registration. With ``fail_fast`` a service
    that does not start stops the boot and undoes it; otherwise it is left out and ``health`` says so.
    """

    def __init__(self, app: Any = None, socketio: Any = None, *, fail_fast: bool = False) -> None:
        super().__init__("service_manager")
        self.app = app
        self.socketio = socketio
        self.fail_fast = fail_fast
        self.socket_ingress = SocketIngress()
        self.booted = False
        self._services: list[Service] = []
        self._handlers: list[Handler] = []
        self._controllers: list[Controller] = []
        self._failed: dict[str, Exception] = {}

    def register_service(self: Self, service: Service) -> Self:
        """Add a service, and start it if the manager has booted."""
        if not isinstance(service, Service):
            raise TypeError(f"register_service takes a Service, got {type(service).__name__}")
        if service in self._services:
            return self
        if any(known.name == service.name for known in self._services):
            raise ValueError(f"a service named {service.name!r} is already registered; give one another name")
        self._services.append(service)
        if self.booted:
            self._start(service)
        return self

    def register_handler(self: Self, handler: Handler) -> Self:
        """Add a handler, and set it up if the manager has booted."""
        if not (callable(getattr(handler, "setup", None)) and callable(getattr(handler, "teardown", None))):
            raise TypeError(f"a handler needs setup() and teardown(), got {type(handler).__name__}")
        if handler not in self._handlers:
            self._handlers.append(handler)
            if self.booted:
                handler.setup(self.socketio)
        return self

    def register_controller(self: Self, controller: Controller, *, url_prefix: str | None = None) -> Self:
        """Add a controller: its routes to ``app``, its service, its socket events."""
        if not isinstance(controller, Controller):
            raise TypeError(f"register_controller takes a Controller, got {type(controller).__name__}")
        if self.app is not None:
            controller.build_blueprint(url_prefix).register(self.app)
        self.register_service(controller)
        self._controllers.append(controller)
        if self.booted:
            controller.build_handler().setup(self.socketio)
        return self

    def boot(self: Self) -> Self:
        """Start everything, once; after ``shutdown`` the same services start again."""
        if self.booted:
            return self
        self.start()
        self.provide("service_manager", self)
        self.provide("socket_ingress", self.socket_ingress)
        if self.socketio is not None:
            self.socket_ingress.attach(self.socketio)
        self._failed.clear()
        self.booted = True
        try:
            for service in sorted(self._services, key=lambda service: service.priority):
                self._start(service)
            for controller in self._controllers:
                controller.create_handler()
            for handler in self._every_handler():
                handler.setup(self.socketio)
        except BaseException:
            self.shutdown()
            raise
        _stop_at_exit(self)
        return self

    def shutdown(self: Self) -> Self:
        """Stop handlers, then services, in reverse; what is registered stays for another boot."""
        if not self.booted:
            return self
        self.booted = False
        interrupted: list[BaseException] = []
        for handler in reversed(self._every_handler()):
            self._step(f"handler {getattr(handler, 'name', handler)}", handler.teardown, interrupted)
        for service in sorted(self._services, key=lambda service: service.priority)[::-1]:
            self._step(f"service {service.name}", service.stop, interrupted)
        self.socket_ingress.clear()
        self.stop()
        if interrupted:
            raise interrupted[0]
        return self

    def provide(self, key: str, value: Any) -> None:
        """Put ``value`` into the registry until the shutdown; only what is its own goes then."""
        registry.provide(key, value, owner=self, replace=True)

    def health(self) -> dict[str, Any]:
        """``status``: ok, degraded (a service failed) or stopped; ``services`` and ``handlers`` by name."""
        services = {service.name: self._health_of(service) for service in self._services}
        status = "ok" if self.booted else "stopped"
        if self.booted and any(report.get("status") not in ("ok", None) for report in services.values()):
            status = "degraded"
        handlers = {handler.name: {"registered": handler.registered} for handler in self._every_handler()}
        return {"status": status, "services": services, "handlers": handlers}

    def _start(self, service: Service) -> None:
        # The manager's, not the service's: it stays through a supervised restart, and while others still stop.
        self.provide(service.name, service)
        try:
            service.start()
        except Exception as error:
            registry.unregister(service.name)
            if self.fail_fast:
                raise
            self._failed[service.name] = error
            log.exception("[SPECTER:manager] service %s did not start; the others go on", service.name)

    def _health_of(self, service: Service) -> dict[str, Any]:
        error = self._failed.get(service.name)
        if error is not None and not service.running:
            return {"status": "error", "error": f"{type(error).__name__}: {error}"}
        try:
            return service.health()
        except Exception as failed:
            return {"status": "error", "error": f"{type(failed).__name__}: {failed}"}

    def _every_handler(self) -> list[Any]:
        made = [controller._handler for controller in self._controllers if controller._handler is not None]
        return [*self._handlers, *made]


def boot(
    app: Any = None,
    socketio: Any = None,
    *,
    services: Iterable[Service] | None = None,
    handlers: Iterable[Handler] | None = None,
    controllers: Iterable[Controller] | None = None,
    fail_fast: bool = False,
) -> ServiceManager:
    """A booted manager of these services, handlers and controllers."""
    manager = ServiceManager(app, socketio, fail_fast=fail_fast)
    for service in services or ():
        manager.register_service(service)
    for handler in handlers or ():
        manager.register_handler(handler)
    for controller in controllers or ():
        manager.register_controller(controller)
    return manager.boot()


def _stop_at_exit(manager: ServiceManager) -> None:
    """The last resort for programs that end without a shutdown; it does not keep the manager alive."""
    held = weakref.ref(manager)

    def stop() -> None:
        alive = held()
        if alive is not None:
            alive.shutdown()

    atexit.register(stop)
    manager.add_cleanup(lambda: atexit.unregister(stop))
