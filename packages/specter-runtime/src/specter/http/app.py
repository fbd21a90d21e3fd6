"""HttpApp: the ASGI application. Guard first, then the framework's own endpoints, files, routers, pages."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable
from typing import Any, Callable

from specter import hub
from specter.errors import HTTPError
from specter.http.actions import Actions, refuse_forms
from specter.http.auth import AnonymousAuthService, Visitor
from specter.http.body import ClientGone, declared_length
from specter.http.config import HttpConfig
from specter.http.cookies import SessionCookies
from specter.http.edge import HttpProtocol
from specter.http.edge_socket import SocketProtocol
from specter.http.events import Events
from specter.http.guard import Refused
from specter.http.heads import Heads
from specter.http.health import Health
from specter.http.ingress import Ingress
from specter.http.links import path_below
from specter.http.pages import Pages
from specter.http.request import Request
from specter.http.response import Response, other_method
from specter.http.sending import Answer, access, note_request
from specter.http.sessions import KVSessionStore, SessionKeeper, SessionPolicy, signing_secret
from specter.http.site import PREFIX, Site
from specter.http.socket import Sockets, deny
from specter.http.surfaces import NoSurfaces, Surfaces
from specter.http.topics import SocketTransport
from specter.http.uploads import Uploads
from specter.http.watchdog import Watchdog
from specter.runtime import Runtime
from specter.service import Service
from specter.storage import Storage, open_storage

log = logging.getLogger("specter.http")

#: Seconds between two looks at sessions whose time is over.
_SWEEP_EVERY = 10.0

ACTIONS = f"{PREFIX}actions"
#: Bytes of a body that is waited for in one piece.
SMALL = 64 * 1024

ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]

#: Browsers that a restarted server is to see again in one second.
COMES_BACK_PER_SECOND = 333


class HttpApp:
    """Serves a runtime and its site over HTTP.

    Under `specter.runtime.serve` it boots and stops the runtime itself; under another server its lifespan does.
    """

    http_protocol = HttpProtocol
    websocket_protocol = SocketProtocol

    def __init__(
        self,
        runtime: Runtime | None = None,
        surfaces: Surfaces | None = None,
        config: HttpConfig | None = None,
    ) -> None:
        self.runtime = runtime or Runtime()
        self.site = Site(config or HttpConfig(), surfaces or NoSurfaces())
        self.config = self.site.config
        self.max_frame = self.config.max_frame
        self.http_connections: set[HttpProtocol] = set()
        # Whoever calls the application in a way of their own sees every request.
        self.heads = Heads() if type(self).__call__ is HttpApp.__call__ else None
        self._storage: Storage | None = None
        self._watching: asyncio.Task[None] | None = None
        self._mounted: list[tuple[str, Any]] = []

        self._background = background = Service("sprag.background")
        self.transport = SocketTransport(self.config)
        self.site.on_session_end = self.transport.session_ended
        self.events = Events(self.site)
        self.pages = Pages(self.site)
        self.actions = Actions(self.site, self.transport, background)
        self.uploads = Uploads(self.site, self.actions)
        self.watchdog = Watchdog()
        ingress = Ingress()
        self.sockets = Sockets(self.site, self.transport, ingress)
        self.health = Health(
            self.site, self.runtime, (self.transport, self.events, self.uploads, self.watchdog)
        )
        for key, part in (
            ("socket_ingress", ingress),
            ("socket_transport", self.transport),
            ("sprag.events", self.events),
            ("sprag.uploads", self.uploads),
            ("sprag.background", background),
            ("sprag.watchdog", self.watchdog),
        ):
            self.runtime.install(key, part)
        self._endpoints: dict[str, Any] = {
            "actions": (("POST",), self.actions),
            "events": (("GET",), self.events),
            **self.uploads.endpoints(),
            **self.health.endpoints(),
        }

    @property
    def surfaces(self) -> Surfaces:
        return self.site.surfaces

    def mount(self, prefix: str, app: Any) -> None:
        """Serve an ASGI application (a Router, say) below a path prefix; "" asks it before the pages."""
        self._mounted.append((prefix.rstrip("/"), app))
        self._mounted.sort(key=lambda entry: -len(entry[0]))

    def allow_host(self, name: str) -> None:
        """Answer to this host name too; `serve` says the one that it listens on."""
        self.site.guard.allow_host(name)

    # --- lifetime

    async def startup(self) -> None:
        """Boot the runtime; what a part raises is raised."""
        self.site.draining = False
        await hub.call(self._boot)
        self._watching = asyncio.get_running_loop().create_task(self._watch_slow_clients())

    async def drain(self) -> None:
        """The process is about to end: not ready any more; browsers come back later, not all at once."""
        self.site.draining = True
        self.events.end_all()
        connections = list(self.transport.connections.values())
        # Whoever comes next is not asked for more than some hundreds of handshakes a second.
        longest = min(30.0, max(2.0, len(connections) / COMES_BACK_PER_SECOND))
        for connection in connections:
            connection.close(1012, f"{random.uniform(0.2, longest):.1f}")

    async def shutdown(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        await hub.call(self.runtime.shutdown)
        if self._storage is not None:
            await hub.call(self._storage.close)

    def _boot(self) -> None:
        providers = self.runtime.providers
        store = providers.get("session_store")
        if store is None:
            self._storage = open_storage(self.config.storage)
            store = KVSessionStore(self._storage.kv)
        auth = providers.get("auth") or AnonymousAuthService()
        secret = self.config.secret or signing_secret(store)
        cookies = SessionCookies(self.config.cookie, secret)
        policy = self.runtime.policy or SessionPolicy()
        self.site.visitor = Visitor(SessionKeeper(store, policy, cookies), auth)
        self.transport.keyed(secret)
        self.sockets.keyed(secret)
        self.runtime.boot()
        sweep = getattr(store, "sweep", None)
        if sweep is not None:
            self._background.interval(sweep, _SWEEP_EVERY)

    async def _watch_slow_clients(self) -> None:
        config = self.config
        while True:
            await asyncio.sleep(1.0)
            now = time.monotonic()
            for connection in list(self.http_connections):
                connection.check(now, config.header_timeout, config.body_grace, config.min_body_rate)

    # --- ASGI

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        kind = scope["type"]
        if self._watching is None and kind != "lifespan":
            raise RuntimeError(
                "this application was not started: serve it with its lifespan (uvicorn: not --lifespan off), "
                "or await its startup() first"
            )
        if self.config.base and kind != "lifespan":
            scope["root_path"] = self.config.base
        if kind == "http":
            health = self.health
            health.requests += 1
            health.in_flight += 1
            started = time.perf_counter()
            try:
                await self._http(scope, receive, send)
            finally:
                health.in_flight -= 1
                if access.isEnabledFor(logging.INFO):
                    note_request(scope, time.perf_counter() - started)
        elif kind == "websocket":
            await self._websocket(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)

    # --- calls of actions under our own server, without a task for each

    def suits(self, scope: Any) -> bool:
        """Whether `begin` takes this request: a call of an action that the guard lets through, with a small body."""
        if self.config.base:
            scope["root_path"] = self.config.base
        if scope["method"] != "POST" or path_below(scope) != ACTIONS:
            return False
        try:
            self.site.guard.check(scope)
            refuse_forms(scope["headers"])
            length = declared_length(scope["headers"])
        except (Refused, HTTPError):
            return False
        return length is not None and length <= min(SMALL, self.config.max_json)

    def begin(self, scope: Any, body: bytes) -> Answer | ASGIApp:
        """The answer to a request that suits; when its handler blocks, the application that waits and answers."""
        health = self.health
        health.requests += 1
        started = time.perf_counter()
        request = self.site.request(scope)
        request.body = body
        found = self.actions.begin(request)
        if isinstance(found, Response):
            answer = self.site.answer(request, found)
            if access.isEnabledFor(logging.INFO):
                note_request(scope, time.perf_counter() - started)
            return answer
        late = found

        async def rest(scope: Any, receive: Any, send: Any) -> None:
            try:
                await self.site.send(request, await late(receive), send)
            finally:
                health.in_flight -= 1
                if access.isEnabledFor(logging.INFO):
                    note_request(scope, time.perf_counter() - started)

        health.in_flight += 1
        return rest

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        try:
            self.site.guard.check(scope)
            if "/../" in path or path.endswith("/..") or "\\" in path or "\0" in path:
                raise Refused(400, "The path is not valid.")
        except Refused as refused:
            await self.site.refuse(scope, refused, send)
            return
        path = path_below(scope)
        try:
            if path.startswith(PREFIX):
                await self._endpoint(path[len(PREFIX) :], scope, receive, send)
                return
            app = self.site.surfaces.static(path)
            if app is None and self._mounted:
                app = self._mounted_at(path, scope)
            if app is not None:
                await app(scope, receive, send)
                return
            await self.pages(Request.of(scope, path, self.site.visitor), send)
        except ClientGone:
            pass

    async def _websocket(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            self.site.guard.check(scope)
        except Refused as refused:
            await receive()
            await deny(scope, send, refused)
            return
        path = path_below(scope)
        app = None if path.startswith(PREFIX) else self._mounted_at(path, scope)
        await (app or self.sockets)(scope, receive, send)

    async def _endpoint(self, name: str, scope: Any, receive: Any, send: Any) -> None:
        methods, endpoint = self._endpoints.get(name, ((), None))
        if endpoint is not None and scope["method"] in methods:
            await endpoint(scope, receive, send)
            return
        if endpoint is not None:
            response = other_method(scope["method"], methods)
        else:
            response = Response.json({"error": "Not Found", "ok": False}, 404)
        await self.site.send(self.site.request(scope), response, send)

    def _mounted_at(self, path: str, scope: Any) -> Any:
        for prefix, app in self._mounted:
            if path != prefix and not path.startswith(prefix + "/"):
                continue
            matches = getattr(app, "matches", None)
            if not prefix and matches is not None and not matches(scope):
                continue
            scope["root_path"] = scope.get("root_path", "") + prefix
            scope["specter.site"] = self.site
            return app
        return None

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await self.startup()
        # A service's start may fail with anything: the server is told, and says it.
        except Exception as error:
            log.exception("[SPECTER:http] the application did not start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.drain()
        await self.shutdown()
        await send({"type": "lifespan.shutdown.complete"})
