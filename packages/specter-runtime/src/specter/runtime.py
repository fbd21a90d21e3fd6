"""Runtime: what an application is made of, started in order and stopped in reverse; and the server that runs it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import uvicorn
from gevent.monkey import get_original

from specter.callables import isolated
from specter.hub import HubLoop
from specter.lifetime import Lifetime, stopper
from specter.registry import registry
from specter.service import Service

log = logging.getLogger(__name__)


class Runtime:
    """The parts, providers and controllers of one application.

    `boot()` starts the installed parts (framework services), then the providers in their order, then the controllers;
    when one fails, those that had started are stopped again and the error is raised. `shutdown()` goes backwards.
    """

    def __init__(self, *, providers: Mapping[str, Any] | None = None, policy: Any = None) -> None:
        self.providers = dict(providers or {})
        self.policy = policy
        self.booted = False
        self._parts: list[tuple[str, Any]] = []
        self._controllers: dict[str, Any] = {}
        self._life = Lifetime()
        self._endings: dict[str, Callable[[], None]] = {}

    @property
    def controllers(self) -> Mapping[str, Any]:
        """The controllers by their registry keys."""
        return self._controllers

    def install(self, key: str, part: Any) -> None:
        """Before boot: start `part` ahead of all providers and register it under `key`."""
        if self.booted:
            raise RuntimeError(f"cannot install {key!r}: the runtime has booted")
        self._parts.append((key, part))

    def add(self, key: str, controller: Any) -> None:
        """Register a controller; it starts with the runtime, or now when that has booted."""
        if key in self._controllers:
            raise KeyError(f"a controller is already registered as {key!r}")
        self._controllers[key] = controller
        if self.booted:
            self._start_controller(key, controller)

    def remove(self, key: str) -> None:
        """Stop a controller and forget it; unknown keys are ignored."""
        self._controllers.pop(key, None)
        end = self._endings.pop(key, None)
        if end is not None:
            end()

    def boot(self) -> Runtime:
        """Start everything, unless it runs."""
        if self.booted:
            return self
        self._life = Lifetime()
        try:
            for key, part in self._parts:
                self._start(part, key)
            for key, provider in self.providers.items():
                self._start(provider, key, getattr(provider, "name", None))
            self.booted = True
            for key, controller in self._controllers.items():
                self._start_controller(key, controller)
        except BaseException:
            self.shutdown()
            raise
        return self

    def shutdown(self) -> None:
        """Stop everything in reverse order; one that fails is logged and the rest still stop."""
        self.booted = False
        self._endings.clear()
        with isolated(log, "[SPECTER] not everything stopped cleanly"):
            self._life.close()

    def health(self) -> dict[str, Any]:
        """`status`, and the `health()` of every part, provider and controller that has one."""
        services = {}
        for key, part in [*self._parts, *self.providers.items(), *self._controllers.items()]:
            if isinstance(part, Service):
                services[key] = part.health()
        unwell = [key for key, health in services.items() if health.get("status") not in ("ok", None)]
        status = "stopped" if not self.booted else "failed" if unwell else "ok"
        return {"status": status, "services": services}

    def _start(self, part: Any, *keys: Any) -> None:
        names = list(dict.fromkeys(key for key in keys if isinstance(key, str) and key.strip()))
        for name in names:
            registry.provide(name, part)
            self._life.defer(lambda name=name: registry.unregister(name))  # type: ignore[misc]
        start = getattr(part, "start", None)
        if callable(start) and not getattr(part, "running", False):
            start()
        with contextlib.suppress(TypeError):
            self._life.defer(stopper(part, None))

    def _start_controller(self, key: str, controller: Any) -> None:
        endings = Lifetime()
        registry.provide(key, controller)
        endings.defer(lambda: registry.unregister(key))
        try:
            endings.defer(controller.stop)
            controller.start()
            if registry.has("socket_ingress"):
                controller.build_handler(registry.resolve("socket_transport"))
        except BaseException:
            endings.close()
            raise
        forget = self._life.defer(endings.close)

        def end() -> None:
            forget()
            endings.close()

        self._endings[key] = end


def serve(
    app: Any,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    sock: socket.socket | None = None,
    drain: float = 30.0,
    ready: Callable[[str, int], None] | None = None,
) -> int:
    """Serve an ASGI application on a HubLoop until SIGTERM or SIGINT, then drain it; the exit code.

    Requests in flight have `drain` seconds to end. `ready(host, port)` is called when connections are accepted.
    An application that fails to boot, and a port in use, raise here.
    """
    listener = listen(host, port) if sock is None else _plain(sock)
    allow_host = getattr(app, "allow_host", None)
    if allow_host is not None and host not in ("0.0.0.0", "::", ""):
        allow_host(host)
    loop = HubLoop()
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(_Serving(app, listener, drain, ready).run())
    finally:
        listener.close()
        asyncio.set_event_loop(None)
        loop.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError with a sentence for a person when the address cannot be had."""
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = _PlainSocket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise OSError(error.errno, f"port {port} on {host} is in use; choose another one") from None
        raise OSError(
            error.errno, f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}"
        ) from None
    return listener


_Original: Any = get_original("socket", "socket")


class _PlainSocket(_Original):  # type: ignore[misc]
    """The interpreter's own socket, also for the connections it accepts: asyncio does not need gevent's."""

    def accept(self) -> tuple[Any, Any]:
        fd, address = self._accept()
        return _Original(self.family, self.type, self.proto, fileno=fd), address


def _plain(sock: socket.socket) -> socket.socket:
    plain = _PlainSocket(sock.family, sock.type, sock.proto, fileno=sock.detach())
    plain.setblocking(False)
    return plain


class _Serving(uvicorn.Server):
    """One run of a server: boot, accept, drain, stop."""

    def __init__(
        self, app: Any, listener: socket.socket, drain: float, ready: Callable[[str, int], None] | None
    ) -> None:
        self._startup = getattr(app, "startup", None)
        self._draining = getattr(app, "drain", None)
        self._shutdown = getattr(app, "shutdown", None)
        self._listener = listener
        self._ready = ready
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off" if self._startup is not None else "auto",
                http=getattr(app, "http_protocol", "httptools"),
                ws=getattr(app, "websocket_protocol", "websockets-sansio"),
                ws_max_size=getattr(app, "max_frame", 65536),
                ws_ping_interval=None,
                ws_ping_timeout=None,
                ws_per_message_deflate=False,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=max(1, int(drain)),
            )
        )

    async def run(self) -> int:  # type: ignore[override]
        if self._startup is not None:
            await self._startup()
        try:
            await self.serve(sockets=[self._listener])
        finally:
            if self._shutdown is not None:
                await self._shutdown()
        return 0

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        host, port = self._listener.getsockname()[:2]
        log.info("[SPECTER] serving on %s port %s", host, port)
        if self._ready is not None:
            self._ready(host, port)

    async def shutdown(self, sockets: Any = None) -> None:
        if self._draining is not None:
            await self._draining()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The loop's own handlers wake it at once; plain ones would wait for gevent's next look.
        loop = asyncio.get_running_loop()
        signals = (
            (signal.SIGTERM, signal.SIGINT) if threading.current_thread() is threading.main_thread() else ()
        )
        for number in signals:
            loop.add_signal_handler(number, self._end, number)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    def _end(self, number: int) -> None:
        if self.should_exit and number == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True
