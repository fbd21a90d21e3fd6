"""A small site for the tests of `specter.http`: `site()` in process, or a server when it is run."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from typing import Any

import gevent
from gevent.event import AsyncResult, Event
from specter.bus import bus
from specter.controller import Controller, action
from specter.errors import HTTPError, OperationError, Redirect, redirect
from specter.http import (
    AnonymousAuthService,
    Failure,
    HttpApp,
    HttpConfig,
    Request,
    Response,
    SessionPolicy,
    Target,
    accepts_files,
    authorize,
    requires_auth,
)
from specter.outcome import Outcome
from specter.queues import QueueService
from specter.runtime import Runtime, serve
from specter.schema import Field, Schema

USERS: dict[str, dict[str, Any]] = {
    "ada": {"name": "ada", "roles": ["admin"]},
    "bob": {"name": "bob", "roles": ["reader"]},
}


class Auth(AnonymousAuthService):
    """Users by name, known by a key of the session."""

    def load_user(self, session: Any, request: Any) -> Any:
        return USERS.get(session.get("user"))

    def authorize(
        self,
        user: Any,
        active_profile: Any,
        session: Any,
        request: Any,
        *,
        roles: Any = None,
        permissions: Any = None,
    ) -> bool:
        return bool(set(roles or ()) & set(user["roles"])) and not permissions

    def public_snapshot(self, user: Any, session: Any, request: Any) -> Any:
        return {"authenticated": user is not None, "viewer": user and {"name": user["name"]}}

    def set_active_profile(
        self, profile: Any, user: Any, session: Any, request: Any, extra_session: Any = None
    ) -> Any:
        session.set("profile", profile)
        return {"name": profile}

    def login_session(self, user: Any, session: Any, request: Any, extra_session: Any = None) -> None:
        session.set("user", user["name"])
        session.patch(extra_session or {})


class Letters(QueueService):
    """Writes each letter down, slowly."""

    def handle_item(self, item: Any) -> None:
        gevent.sleep(0.3)
        with open(item["file"], "a") as file:
            file.write(item["text"] + "\n")


class Counter(Controller):
    route = "/counter"

    def __init__(self) -> None:
        super().__init__("counter")
        self.stopped: list[str] = []
        self.reads = 0
        self.may_digest = Event()
        self.digested = AsyncResult()

    @action(schema=Schema("increment", {"count": Field(int, required=True)}))
    def increment(self, count: int) -> dict[str, int]:
        return {"count": count + 1}

    @action
    def plain(self, a, b=2):  # type: ignore[no-untyped-def]
        return [a, b]

    @action
    async def coroutine(self) -> str:
        await asyncio.sleep(0.001)
        return str(self.request.path)

    @action
    def broken(self) -> None:
        raise KeyError("secret-table")

    @action
    def refused(self) -> None:
        raise HTTPError("No tea here.", 418)

    @action
    def operation(self) -> None:
        raise OperationError("Too short.", status=422)

    @action
    def outcome(self) -> Any:
        return Outcome.failure("nope", status=409, value=1)

    @action
    def created(self) -> Any:
        return Outcome.success({"id": 7}, status=201)

    @action
    def away(self) -> Any:
        return redirect("/counter", status=303)

    @action
    def away_raised(self) -> Any:
        raise Redirect("/x", 301)

    @action
    def unencodable(self) -> Any:
        return object()

    @action(timeout=0.05)
    def slow(self) -> None:
        gevent.sleep(5)

    @action
    def patient(self) -> None:
        try:
            gevent.sleep(5)
        except BaseException as error:
            self.stopped.append(type(error).__name__)
            raise

    @action
    def was_stopped(self) -> list[str]:
        return self.stopped

    @action(defer=True)
    def later(self, word: str) -> str:
        return word.upper()

    @action
    def remember(self, key: str, value: str) -> None:
        self.request.session.set(key, value)

    @action
    def slowly_remember(self, key: str) -> None:
        self.request.session.set(key, 1)
        gevent.sleep(0.05)

    @action
    def remembered(self) -> Any:
        return {k: v for k, v in self.request.session.snapshot().items() if not k.startswith("__")}

    @action
    def login(self, name: str, remember: bool = False) -> Any:
        user = USERS.get(name)
        if user is None:
            raise HTTPError("Unknown user.", 401)
        super().login(user, remember=remember)
        return {"name": name}

    @action
    def logout(self) -> None:
        super().logout()

    @action
    def act_as(self, profile: str) -> Any:
        return self.set_active_profile(profile)

    @action
    def whoami(self) -> Any:
        return self.request.user and self.request.user["name"]

    @action
    @requires_auth
    def members(self) -> str:
        return "members"

    @requires_auth(roles="admin")
    @action
    def admins(self) -> str:
        return "admins"

    @action(schema=Schema("store", {"title": Field(str, required=True)}))
    @accepts_files(max_size=1_000_000, max_count=3, types=["text/*", "application/octet-stream"])
    def store(self, title: str) -> Any:
        files = [f for name in self.request.files for f in self.request.files_list(name)]
        return {"title": title, "files": [[f.name, f.filename, f.size] for f in files]}

    @action
    def read_whole(self) -> str:
        return str(self.request.file("asset").text("latin-1"))

    @action
    def digests(self) -> list[str]:
        return [hashlib.sha256(file.read()).hexdigest() for file in self.request.files_list("asset")]

    @action(defer=True)
    def digests_later(self) -> None:
        self.may_digest.wait(30)
        self.digested.set(self.digests())

    @action(defer=True)
    def away_later(self) -> None:
        raise Redirect("/x", 303)

    @action
    @accepts_files()
    def read_slowly(self) -> Any:
        """The beginning of each file; how often this has run."""
        self.reads += 1
        gevent.sleep(0.01)
        return [self.reads, [file.text()[:3] for file in self.request.files_list("asset")]]

    @action
    def send(
        self, event: str, payload: Any = None, topic: str = "", session: bool = False, client: str = ""
    ) -> bool:
        return self.emit_socket(
            event,
            payload,
            topic=topic or None,
            session_id=self.request.session_id if session else None,
            client_id=client or None,
        )

    @action
    def flood(self, topic: str, count: int, sender: str = "") -> None:
        for number in range(count):
            self.emit_socket("tick", [sender, number], topic=topic)
            if number % 50 == 49:
                gevent.sleep(0)

    @action
    def write(self, file: str, text: str) -> bool:
        return self.queue("letters").enqueue({"file": file, "text": text})

    @action
    def broadcast(self, payload: Any) -> None:
        bus.emit("sprag:broadcast", payload)

    def build_events(self, handler: Any) -> None:
        handler.on("echo", self.echo)
        handler.on("fail", self.fail)
        handler.on("members", self.member_event)
        handler.on("async", self.async_event)

    def echo(self, payload: Any) -> Any:
        self.emit_socket("echoed", payload, client_id=self.request.client_id)
        return {"payload": payload, "path": self.request.path, "params": self.request.params}

    def fail(self, payload: Any) -> None:
        raise ValueError("secret-table")

    @requires_auth
    def member_event(self, payload: Any) -> str:
        return "for members"

    async def async_event(self, payload: Any) -> str:
        await asyncio.sleep(0.001)
        return "async"


class Post(Controller):
    route = "/blog/[slug]"

    @action
    def slug(self) -> Any:
        return self.request.params


@requires_auth
class Private(Controller):
    route = "/private"

    def load(self) -> Any:
        return {}

    @action
    def secret(self) -> str:
        return "secret"

    def build_events(self, handler: Any) -> None:
        handler.on("private", self.private)

    def private(self, payload: Any) -> str:
        return "private"


class Site:
    """A `Surfaces` with three pages."""

    http: HttpApp

    def __init__(self) -> None:
        self.counter, self.post, self.private = Counter(), Post(), Private()
        self.app = self

    def authorize_topic(self, topic: str) -> bool:
        return topic.startswith("room:")

    def page(self, request: Request) -> Response | None:
        if request.path == "/fault":
            raise RuntimeError("secret-table")
        if request.path == "/moved":
            raise Redirect("/counter?ü=1", 301)
        if request.path == "/slow":
            gevent.sleep(0.5)
            return Response("slow")
        if request.path == "/until-the-end":
            while not self.http.site.draining:
                gevent.sleep(0.01)
            return Response("at last")
        if request.path == "/sleepy":
            time.sleep(0.3)
            return Response("sleepy")
        if request.path == "/session":
            return Response(f"<p>{len(request.session_id)}</p>")
        if request.path == "/query":
            return Response(json.dumps(request.query), media_type="application/json")
        target = self.find(request.path)
        if target is None:
            return None
        request.params = dict(target.params)
        authorize(target.controller.load, request)
        return Response(f"<h1>{target.name}</h1>")

    def find(self, route: str) -> Target | None:
        if route == "/counter":
            return Target("counter", "/counter", {}, self.counter, ("news",))
        if route == "/private":
            return Target("private", "/private", {}, self.private)
        if route.startswith("/blog/") and route.count("/") == 2:
            return Target("blog", "/blog/[slug]", {"slug": route[6:]}, self.post)
        return None

    def static(self, path: str) -> Any:
        return None

    def error_page(self, request: Request, failure: Failure) -> Response:
        return Response(f"<h1>{failure.status}</h1><p>{failure.message}</p>", failure.status)


class Ordinary(HttpApp):
    """Sees every request as an ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await super().__call__(scope, receive, send)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A websocket that says what it hears."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


def site(policy: SessionPolicy | None = None, made: type[HttpApp] = HttpApp, **config: Any) -> HttpApp:
    """The application of the site."""
    surfaces = Site()
    runtime = Runtime(providers={"auth": Auth(), "letters": Letters()}, policy=policy)
    for controller in (surfaces.counter, surfaces.post, surfaces.private):
        runtime.add(f"test.controller.{controller.name}", controller)
    app = made(runtime, surfaces, HttpConfig(production=True, **config))
    app.mount("/echo", echo)
    surfaces.http = app
    return app


if __name__ == "__main__":
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    kind = Ordinary if "ordinary" in sys.argv else HttpApp
    raise SystemExit(
        serve(site(made=kind, **options), port=0, ready=lambda host, port: print(port, flush=True))
    )
