"""Router: plain HTTP endpoints and websockets beside (or without) pages. An ASGI application of its own."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from specter import hub
from specter.context import current_request
from specter.errors import HTTPError, Redirect
from specter.http.body import ClientGone, read_body
from specter.http.failures import UNEXPECTED
from specter.http.links import location, path_below
from specter.http.request import Request
from specter.http.response import Response, encode_json, other_method
from specter.http.rules import Rule
from specter.http.views import json_endpoint, to_response
from specter.lifetime import Lifetime, Owner
from specter.registry import registry

log = logging.getLogger("specter.http.routing")
Function = TypeVar("Function", bound=Callable[..., Any])

MARK = "_specter_routes"
_MAX_BODY = 1024 * 1024


@dataclass(frozen=True)
class RouteSpec:
    """What `@route` notes on a method."""

    rule: str
    methods: tuple[str, ...]
    endpoint: str | None = None
    json_errors: str | None = None
    max_body: int = _MAX_BODY


@dataclass(frozen=True)
class _Route:
    rule: Rule
    spec: RouteSpec
    endpoint: str
    function: Callable[..., Any]
    is_async: bool


def route(
    rule: str,
    *,
    methods: Iterable[str] | None = None,
    endpoint: str | None = None,
    json_errors: str | None = None,
    max_body: int = _MAX_BODY,
) -> Callable[[Function], Function]:
    """On a method of a Router class: serve `rule` with it. Variables of the rule are keyword arguments."""
    spec = RouteSpec(rule, _methods(methods), endpoint, json_errors, max_body)

    def mark(function: Function) -> Function:
        setattr(function, MARK, (*getattr(function, MARK, ()), spec))
        return function

    return mark


class Router(Owner):
    """A group of routes under a prefix. It may be served alone, mounted in any ASGI application, or by HttpApp.

    `def` functions run in handler greenlets, `async def` ones on the loop. HEAD comes with GET, OPTIONS with
    everything; a path that is known under other methods is a 405.
    """

    name: str = "router"
    url_prefix: str = ""

    def __init__(
        self, name: str | None = None, *, url_prefix: str | None = None, import_name: str | None = None
    ) -> None:
        self.name = name or type(self).name
        self.url_prefix = (type(self).url_prefix if url_prefix is None else url_prefix).rstrip("/")
        self.import_name = import_name or type(self).__module__
        self._lifetime = Lifetime()
        self._routes: list[_Route] = []
        self._sockets: list[tuple[Rule, Callable[..., Any]]] = []
        self._applications: list[tuple[str, Any]] = []
        self._mounted = False
        self._took_own = False

    def on_mount(self) -> None:
        """Called once, when the router begins to serve."""

    def on_unmount(self) -> None:
        """Called at teardown."""

    # --- saying what is served

    def route(
        self,
        rule: str,
        *,
        methods: Iterable[str] | None = None,
        endpoint: str | None = None,
        json_errors: str | None = None,
        max_body: int = _MAX_BODY,
    ) -> Callable[[Function], Function]:
        """Serve `rule` with the decorated function."""

        def add(function: Function) -> Function:
            self._add(RouteSpec(rule, _methods(methods), endpoint, json_errors, max_body), function)
            return function

        return add

    def websocket(self, rule: str) -> Callable[[Function], Function]:
        """Serve websockets at `rule`; the `async def` function gets a starlette WebSocket, not yet accepted."""

        def add(function: Function) -> Function:
            self._sockets.append((Rule.parse(self.url_prefix + rule), function))
            return function

        return add

    def include(self, prefix: str, app: Any) -> None:
        """Serve any ASGI application (another Router too) below `prefix`."""
        self._applications.append((self.url_prefix + prefix.rstrip("/"), app))
        self._applications.sort(key=lambda entry: -len(entry[0]))

    @property
    def routes(self) -> list[tuple[str, tuple[str, ...], str]]:
        """(rule, methods, endpoint) of every route, in order of preference."""
        self.mount()
        return [(route.rule.text, route.spec.methods, route.endpoint) for route in self._routes]

    def mount(self) -> Router:
        """Take in the class's own `@route` methods; called by itself before the first request."""
        if self._mounted:
            return self
        if not self._took_own:
            self._took_own = True
            for method_name, specs in _declared(type(self)):
                for spec in specs:
                    self._add(spec, getattr(self, method_name))
        self.on_mount()
        self._mounted = True
        return self

    def blueprint(self) -> Router:
        return self.mount()

    def register(self, app: Any) -> Router:
        """Mount this router in an HttpApp, a Starlette application, or anything with `mount(prefix, app)`."""
        self.mount()
        app.mount("", self)
        return self

    def teardown(self) -> None:
        """Release what the router owns; CleanupError when something failed."""
        if not self._mounted:
            return
        self._mounted = False
        try:
            self.on_unmount()
        finally:
            self._lifetime.close()
            self._lifetime = Lifetime()

    def require(self, key: str) -> Any:
        return registry.require(key)

    def resolve(self, key: str) -> Any:
        return registry.resolve(key)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The path of an endpoint (`name` or `router.name`) with its variables; KeyError when there is none."""
        wanted = endpoint.rpartition(".")[2]
        for found in self.mount()._routes:
            if found.endpoint == wanted:
                return "/" + "/".join(
                    part if isinstance(part, str) else str(values[part[0]]) for part in found.rule.parts
                )
        raise KeyError(f"router {self.name!r} has no endpoint {wanted!r}")

    # --- serving

    def matches(self, scope: Any) -> bool:
        """Whether anything of this router answers at this path, under whatever method."""
        self.mount()
        path = path_below(scope)
        segments = _segments(path)
        if scope["type"] == "websocket":
            if any(rule.match(segments) is not None for rule, _ in self._sockets):
                return True
        elif any(found.rule.match(segments) is not None for found in self._routes):
            return True
        return self._included(path) is not None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.mount()
        if scope["type"] == "lifespan":
            await _lifespan(self, receive, send)
            return
        path = path_below(scope)
        segments = _segments(path)
        if scope["type"] == "websocket":
            for rule, function in self._sockets:
                values = rule.match(segments)
                if values is not None:
                    await _websocket(function, values, scope, receive, send)
                    return
        else:
            allowed: dict[str, None] = {}
            for found in self._routes:
                values = found.rule.match(segments)
                if values is None:
                    continue
                if scope["method"] in found.spec.methods:
                    await self._answer(found, values, scope, receive, send)
                    return
                allowed.update(dict.fromkeys(found.spec.methods))
            if allowed:
                await _send(other_method(scope["method"], tuple(allowed)), scope, receive, send)
                return
        included = self._included(path)
        if included is not None:
            prefix, app = included
            await app({**scope, "root_path": scope.get("root_path", "") + prefix}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "Not Found"})
        else:
            await _send(Response.json({"error": "Not Found"}, 404), scope, receive, send)

    async def _answer(
        self, found: _Route, values: dict[str, Any], scope: Any, receive: Any, send: Any
    ) -> None:
        site = scope.get("specter.site")
        asked = Request.of(scope, path_below(scope), None if site is None else site.visitor)
        asked.params = values
        try:
            asked.body = await read_body(scope, receive, found.spec.max_body)
            if found.is_async:
                response = await self._call_async(found, values, asked)
            else:
                response = await hub.call(self._call, found, values, asked)
            if site is not None and isinstance(response, Response):
                await hub.call(site.commit, asked, response)
        except ClientGone:
            return
        # A route function may raise anything; here it becomes an answer.
        except Exception as error:
            response = _failed(error, asked)
        await _send(response, scope, receive, send)

    def _call(self, found: _Route, values: dict[str, Any], asked: Request) -> Any:
        current_request.set(asked)
        return to_response(found.function(**values))

    async def _call_async(self, found: _Route, values: dict[str, Any], asked: Request) -> Any:
        current_request.set(asked)
        return to_response(await found.function(**values))

    def _add(self, spec: RouteSpec, function: Callable[..., Any]) -> None:
        endpoint = spec.endpoint or function.__name__
        served = function if spec.json_errors is None else json_endpoint(spec.json_errors)(function)
        rule = Rule.parse(self.url_prefix + spec.rule if spec.rule != "/" else self.url_prefix or "/")
        self._routes.append(_Route(rule, spec, endpoint, served, inspect.iscoroutinefunction(function)))
        self._routes.sort(key=lambda one: one.rule.order)

    def _included(self, path: str) -> tuple[str, Any] | None:
        for prefix, app in self._applications:
            if path == prefix or path.startswith(prefix + "/"):
                return prefix, app
        return None


def _declared(cls: type) -> list[tuple[str, tuple[RouteSpec, ...]]]:
    """The routed methods of a class, base classes first; what a subclass overrides keeps its routes."""
    found: dict[str, tuple[RouteSpec, ...]] = {}
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            specs = getattr(value, MARK, None)
            if specs is not None:
                found[name] = specs
    return list(found.items())


def _methods(methods: Iterable[str] | None) -> tuple[str, ...]:
    names = [method.upper() for method in methods] if methods is not None else ["GET"]
    if "GET" in names and "HEAD" not in names:
        names.append("HEAD")
    return tuple(dict.fromkeys(names))


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _failed(error: Exception, asked: Request) -> Response:
    if isinstance(error, Redirect):
        return Response(b"", error.status, [(b"location", location(error.location))])
    if isinstance(error, HTTPError):
        if error.log_message:
            log.log(error.log_level, "%s", error.log_message)
        body, status = error.to_response()
        return Response(encode_json(body), status, media_type="application/json")
    log.error("route %s failed, request %s", asked.path, asked.request_id, exc_info=error)
    return Response.json({"error": UNEXPECTED, "request_id": asked.request_id}, 500)


async def _send(response: Any, scope: Any, receive: Any, send: Any) -> None:
    if not isinstance(response, Response):
        await response(scope, receive, send)
        return
    headers = [
        (b"content-type", response.media_type.encode("latin-1")),
        (b"content-length", b"%d" % len(response.body)),
        (b"x-content-type-options", b"nosniff"),
        *response.headers,
    ]
    if response.status in (204, 304):
        headers = [header for header in headers if header[0] not in (b"content-type", b"content-length")]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})


async def _websocket(
    function: Callable[..., Any], values: dict[str, Any], scope: Any, receive: Any, send: Any
) -> None:
    from starlette.websockets import WebSocket, WebSocketDisconnect

    try:
        await function(WebSocket(scope, receive, send), **values)
    except WebSocketDisconnect:
        pass


async def _lifespan(router: Router, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await hub.call(router.teardown)
    await send({"type": "lifespan.shutdown.complete"})
