"""HttpApp: the ASGI application. Guard first, then the framework's own endpoints, files, routers, pages."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from typing import Any

from specter import hub
from specter.context import current_app, current_request
from specter.errors import HTTPError, Redirect
from specter.http.actions import Actions
from specter.http.auth import AnonymousAuthService, AuthError, Visitor
from specter.http.body import ClientGone
from specter.http.compress import compress
from specter.http.config import HttpConfig
from specter.http.cookies import SessionCookies
from specter.http.edge import HttpProtocol, SocketProtocol
from specter.http.events import Events
from specter.http.guard import SAFE_METHODS, Guard, Refused, content_security_policy, security_headers
from specter.http.health import Health
from specter.http.ingress import Ingress
from specter.http.request import Request
from specter.http.response import HTML, JSON, HeaderList, Response, encode_json, header_lines, location
from specter.http.sessions import KVSessionStore, SessionKeeper, SessionPolicy
from specter.http.socket import Sockets
from specter.http.surfaces import Failure, NoSurfaces, Surfaces
from specter.http.topics import SocketTransport
from specter.http.uploads import Uploads
from specter.http.watchdog import Watchdog
from specter.runtime import Runtime
from specter.service import Service
from specter.storage import Storage, open_storage

log = logging.getLogger("specter.http")
access = logging.getLogger("sprag.runtime")

PREFIX = "/__sprag__/"
UNEXPECTED = "Internal Server Error"


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
        self.surfaces: Surfaces = surfaces or NoSurfaces()
        self.config = config or HttpConfig()
        self.site_app = getattr(self.surfaces, "app", None)
        self.max_frame = self.config.max_frame
        self.guard = Guard(self.config)
        self.background = Service("sprag.background")
        self.draining = False
        self._storage: Storage | None = None
        self.http_connections: set[HttpProtocol] = set()
        self.visitor: Visitor
        self.ingress = Ingress()
        self.transport = SocketTransport(self.config)
        self.events = Events(self)
        self.actions = Actions(self)
        self.sockets = Sockets(self)
        self.runtime.install("socket_ingress", self.ingress)
        self.runtime.install("socket_transport", self.transport)
        self.runtime.install("sprag.events", self.events)
        self.uploads = Uploads(self)
        self.runtime.install("sprag.uploads", self.uploads)
        self.runtime.install("sprag.background", self.background)
        self.health = Health(self)
        self.watchdog = Watchdog()
        self.runtime.install("sprag.watchdog", self.watchdog)
        self._endpoints: dict[str, Any] = {
            "actions": (("POST",), self.actions),
            "events": (("GET",), self.events),
            **self.uploads.endpoints(),
            **self.health.endpoints(),
        }
        self._mounted: list[tuple[str, Any]] = []
        self._security = security_headers(self.config)
        self._page_headers: HeaderList = [
            *self._security,
            (b"content-security-policy", content_security_policy(self.config.csp).encode("latin-1")),
        ]

        self._security_lines = header_lines(self._security)
        self._page_lines = header_lines(self._page_headers)

    def mount(self, prefix: str, app: Any) -> None:
        """Serve an ASGI application (a Router, say) below a path prefix; "" asks it before the pages."""
        self._mounted.append((prefix.rstrip("/"), app))
        self._mounted.sort(key=lambda entry: -len(entry[0]))

    def allow_host(self, name: str) -> None:
        """Answer to this host name too; `serve` says the one that it listens on."""
        self.guard.allow_host(name)

    # --- lifetime

    async def startup(self) -> None:
        """Boot the runtime; what a part raises is raised."""
        await hub.call(self._boot)
        self._watching = asyncio.get_running_loop().create_task(self._watch_slow_clients())

    async def drain(self) -> None:
        """The process is about to end: not ready any more; browsers come back later, not all at once."""
        self.draining = True
        self.events.end_all()
        for connection in list(self.transport.connections.values()):
            connection.close(1012, f"{random.uniform(0.2, 2.0):.1f}")

    async def shutdown(self) -> None:
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
        secret = self.config.secret or stored_secret(store)
        cookies = SessionCookies(self.config.cookie, secret)
        policy = self.runtime.policy or SessionPolicy()
        self.visitor = Visitor(SessionKeeper(store, policy, cookies), auth)
        self.transport.keyed(secret)
        self.sockets.keyed(secret)
        self.runtime.boot()

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

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        try:
            self.guard.check(scope)
            if "/../" in path or path.endswith("/..") or "\\" in path or "\0" in path:
                raise Refused(400, "The path is not valid.")
        except Refused as refused:
            await self._refuse(scope, refused, send)
            return
        path = self.route_path(scope)
        try:
            if path.startswith(PREFIX):
                await self._endpoint(path[len(PREFIX) :], scope, receive, send)
                return
            app = self.surfaces.static(path)
            if app is None and self._mounted:
                app = self._mounted_at(path, scope)
            if app is not None:
                await app(scope, receive, send)
                return
            request = Request.of(scope, path, self.visitor)
            if scope["method"] in SAFE_METHODS and scope["method"] != "OPTIONS":
                await self.send(request, await self._page(request), send)
            else:
                await self.send(request, _no_method(scope["method"], ("GET", "HEAD")), send)
        except ClientGone:
            pass

    async def _websocket(self, scope: Any, receive: Any, send: Any) -> None:
        path = self.route_path(scope)
        app = None if path.startswith(PREFIX) else self._mounted_at(path, scope)
        await (app or self.sockets)(scope, receive, send)

    def route_path(self, scope: Any) -> str:
        """The path below the prefix under which the application is mounted."""
        path: str = scope["path"]
        root: str = scope.get("root_path", "")
        # A proxy may have taken the prefix off already.
        return path[len(root) :] or "/" if root and f"{path}/".startswith(f"{root}/") else path

    async def _endpoint(self, name: str, scope: Any, receive: Any, send: Any) -> None:
        methods, endpoint = self._endpoints.get(name, ((), None))
        if endpoint is not None and scope["method"] in methods:
            await endpoint(scope, receive, send)
        elif endpoint is not None:
            await self.send(self.request(scope), _no_method(scope["method"], methods), send)
        else:
            await self.send(
                self.request(scope), Response.json({"error": "Not Found", "ok": False}, 404), send
            )

    def _mounted_at(self, path: str, scope: Any) -> Any:
        for prefix, app in self._mounted:
            if path != prefix and not path.startswith(prefix + "/"):
                continue
            matches = getattr(app, "matches", None)
            if not prefix and matches is not None and not matches(scope):
                continue
            scope["root_path"] = scope.get("root_path", "") + prefix
            scope["specter.app"] = self
            return app
        return None

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await self.startup()
        except Exception as error:
            log.exception("[SPECTER:http] the application did not start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.drain()
        await self.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    # --- pages

    async def _page(self, request: Request) -> Response:
        try:
            return await hub.call_within(self.config.action_timeout, self._render, request)
        except hub.HandlerTimeout as error:
            return await hub.call(self._failed, request, HTTPError("The page took too long.", 504), error)

    def _render(self, request: Request) -> Response:
        current_request.set(request)
        current_app.set(self.site_app)
        try:
            response = self.surfaces.page(request)
            if response is None:
                raise HTTPError("Not Found", 404)
        except Redirect as redirect:
            response = Response(b"", redirect.status, [(b"location", location(redirect.location))])
        except Exception as error:
            response = self._failed(request, error)
        self.commit(request, response)
        if self.config.production and self.config.compress and response.media_type == HTML:
            compress(response, request.headers.get("Accept-Encoding", ""))
        return response

    def _failed(self, request: Request, error: BaseException, cause: BaseException | None = None) -> Response:
        login = None
        if isinstance(error, AuthError) and error.status_code == 401:
            query = request.scope.get("query_string", b"").decode("latin-1")
            login = error.rule.login_url(request.base + request.path, query)
            return Response(b"", 302, [(b"location", location(login))])
        if isinstance(error, HTTPError):
            failure = Failure(error.status_code, error.message, request.request_id, cause or error)
        else:
            log.error("page %s failed, request %s", request.path, request.request_id, exc_info=error)
            failure = Failure(500, self.unexpected(request, error), request.request_id, error)
        try:
            return self.surfaces.error_page(request, failure)
        except Exception as second:
            log.error("the error page failed, request %s", request.request_id, exc_info=second)
            return Response(
                f"{failure.status} {UNEXPECTED} {request.request_id}\n", 500, media_type="text/plain"
            )

    # --- what the endpoints share

    def request(self, scope: Any) -> Request:
        """A Request of this application."""
        return Request.of(scope, scope["path"], self.visitor)

    def unexpected(self, request: Request, error: BaseException) -> str:
        """What a visitor is told about an error that nobody expected; names nothing in production."""
        return UNEXPECTED if self.config.production else f"{type(error).__name__}: {error}"

    def commit(self, request: Request, response: Response | None) -> None:
        """Store the request's session and let the response carry its cookie. In a greenlet."""
        session = request.opened_session
        if session is None or not (session.dirty() or session.should_set_cookie()):
            return
        secure = request.scope.get("scheme") in ("https", "wss")
        ended = session.invalidated_from or session.rotated_from
        try:
            cookie = self.visitor.keeper.commit(session, secure=secure)
        except Exception as error:
            log.error("a session could not be stored, request %s", request.request_id, exc_info=error)
            if response is not None:
                failure = {
                    "ok": False,
                    "error": self.unexpected(request, error),
                    "request_id": request.request_id,
                }
                response.status, response.body, response.media_type = 500, encode_json(failure), JSON
            return
        if ended is not None:
            self.transport.session_ended(ended)
        if cookie is not None and response is not None:
            response.headers.append((b"set-cookie", cookie.encode("latin-1")))
            response.headers.append((b"cache-control", b"no-store"))

    async def send(self, request: Request, response: Response, send: Any) -> None:
        """Send a complete response with the headers that all of ours have."""
        scope, status = request.scope, response.status
        if status >= 500:
            response.set("x-request-id", request.request_id)
        if access.isEnabledFor(logging.INFO):
            scope["specter.answer"] = (status, request)  # type: ignore[index]
        # A page that brings a policy of its own has that one: a browser would obey both.
        own_policy = any(name == b"content-security-policy" for name, _ in response.headers)
        has_ours = response.media_type == HTML and not own_policy
        described = status not in (204, 304)
        protocol = scope.get("specter.protocol")
        if protocol is not None:
            lines = self._page_lines if has_ours else self._security_lines
            if described:
                lines = b"content-type: %b\r\ncontent-length: %d\r\n%b" % (
                    response.media_type.encode("latin-1"),
                    len(response.body),
                    lines,
                )
            if response.headers:
                lines += header_lines(response.headers)
            closes = response.headers and any(name == b"connection" for name, _ in response.headers)
            if not closes and protocol.respond(scope, status, lines, response.body):
                return
        headers = [*(self._page_headers if has_ours else self._security), *response.headers]
        if described:
            headers.append((b"content-type", response.media_type.encode("latin-1")))
            headers.append((b"content-length", b"%d" % len(response.body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    async def _refuse(self, scope: Any, refused: Refused, send: Any) -> None:
        body = encode_json({"error": refused.message, "ok": False})
        headers = [
            (b"content-type", JSON.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *self._security,
        ]
        await send({"type": "http.response.start", "status": refused.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def note_request(scope: Any, seconds: float) -> None:
    """The access log's line."""
    status, request = scope.get("specter.answer", (None, None))
    level = (
        logging.INFO if status is None or status < 400 else logging.WARNING if status < 500 else logging.ERROR
    )
    access.log(
        level,
        "request",
        extra={
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "duration_ms": round(seconds * 1000, 2),
            "request_id": None if request is None else request.request_id,
        },
    )


def _no_method(method: str, allowed: tuple[str, ...]) -> Response:
    names = ", ".join((*allowed, "OPTIONS"))
    headers = [(b"allow", names.encode())]
    if method == "OPTIONS":
        return Response(b"", 204, headers)
    return Response.json({"error": "Method Not Allowed", "ok": False}, 405, headers)


def stored_secret(store: Any) -> str:
    """The signing secret that every process on this storage shares; made when there is none."""
    from specter.errors import Conflict

    kv = getattr(store, "kv", None)
    if kv is None:
        return secrets.token_urlsafe(32)
    found = kv.get("secret:session")
    if found is None:
        try:
            kv.put("secret:session", secrets.token_urlsafe(32).encode(), expect=0, ttl=None)
        except Conflict:
            pass  # another process was first
        found = kv.get("secret:session")
    return found[0].decode()  # type: ignore[no-any-return]
