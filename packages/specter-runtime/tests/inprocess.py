"""Driving an ASGI application in memory, on a HubLoop, with a browser that keeps cookies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from specter import hub

HOST = "127.0.0.1:8000"


@dataclass
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    def header(self, name: str) -> str | None:
        return next((value.decode() for key, value in self.headers if key == name.encode()), None)


@dataclass
class Browser:
    app: Any
    cookies: dict[str, str] = field(default_factory=dict)
    scheme: str = "http"

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        gone: Any = None,
        receive: Any = None,
    ) -> Answer:
        """One request; `gone` is an awaitable after which the client has closed the connection, `receive` says the
        body piece by piece.
        """
        given = {"host": HOST, **(headers or {})}
        if self.cookies:
            given.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            given.setdefault("content-length", str(len(body)))
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode("utf-8", "surrogatepass"),
            "query_string": query.encode(),
            "root_path": "",
            "scheme": self.scheme,
            "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        messages = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Any] = []

        async def whole() -> Any:
            if messages:
                return messages.pop()
            if gone is not None:
                await gone
                return {"type": "http.disconnect"}
            return await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive or whole, send)
        start = next(message for message in sent if message["type"] == "http.response.start")
        payload = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
        answer = Answer(start["status"], list(start["headers"]), payload)
        for name, value in answer.headers:
            if name == b"set-cookie":
                key, _, rest = value.decode().partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer

    async def act(self, action: str, payload: Any = None, route: str = "/counter", **options: Any) -> Answer:
        """Call an action as the browser runtime does."""
        body = msgspec.json.encode({"route": route, "action": action, "payload": payload})
        return await self.ask(
            "POST", "/__sprag__/actions", body, {**JSON, **options.pop("headers", {})}, **options
        )

    async def converse(self, frames: list[bytes]) -> list[dict[str, Any]]:
        """The frames that one websocket is sent for these; it leaves when the last is answered."""
        sent: list[Any] = []
        waiting: asyncio.Queue[Any] = asyncio.Queue()
        waiting.put_nowait({"type": "websocket.connect"})
        # Frames are worked on one after the other: the answer to an event that nobody handles comes last.
        for frame in [*frames, b'{"type":"emit","event":"(last)","id":424242}']:
            waiting.put_nowait({"type": "websocket.receive", "text": frame.decode("utf-8", "replace")})

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "websocket.close" or "424242" in message.get("text", ""):
                waiting.put_nowait({"type": "websocket.disconnect"})

        headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())]
        headers += [(b"cookie", f"{name}={value}".encode()) for name, value in self.cookies.items()]
        scope = {
            "type": "websocket",
            "scheme": "ws",
            "path": "/__sprag__/socket",
            "query_string": b"",
            "headers": headers,
        }
        await self.app(scope, waiting.get, send)
        return [msgspec.json.decode(message["text"]) for message in sent if "text" in message]

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})


JSON = {"content-type": "application/json", "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


def drive(app: Any, scenario: Callable[[Browser], Awaitable[None]]) -> None:
    """Boot the application, run the scenario with a fresh browser, stop the application."""

    async def main() -> None:
        await app.startup()
        try:
            await scenario(Browser(app))
        finally:
            await app.drain()
            await app.shutdown()

    hub.run(main())


class Client:
    """An application under a plain asyncio loop, as any other server would run it; one loop for all requests."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Client:
        started = self._loop.run_until_complete(self._start())
        if started["type"] != "lifespan.startup.complete":
            self._loop.run_until_complete(self._lifespan)
            self._loop.close()
            raise RuntimeError(started["message"])
        return self

    def __exit__(self, *_: object) -> None:
        self._messages.put_nowait({"type": "lifespan.shutdown"})
        self._loop.run_until_complete(self._lifespan)
        self._loop.close()

    async def _start(self) -> Any:
        self._messages: asyncio.Queue[Any] = asyncio.Queue()
        self._sent: asyncio.Queue[Any] = asyncio.Queue()
        self._lifespan = asyncio.ensure_future(self._live())
        self._messages.put_nowait({"type": "lifespan.startup"})
        return await self._sent.get()

    async def _live(self) -> None:
        await self.app({"type": "lifespan"}, self._messages.get, self._put)

    async def _put(self, message: Any) -> None:
        self._sent.put_nowait(message)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._loop.run_until_complete(Browser(self.app).ask(method, path, body, given))

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, value: Any, **headers: str) -> Answer:
        return self.ask("POST", path, msgspec.json.encode(value), content_type="application/json", **headers)

    def websocket(self, path: str, *texts: str) -> list[Any]:
        """What the application sends on a websocket that says `texts`, one after each answer, and then leaves."""
        return self._loop.run_until_complete(talk(self.app, path, list(texts)))


async def talk(app: Any, path: str, texts: list[str]) -> list[Any]:
    sent: list[Any] = []
    waiting: asyncio.Queue[Any] = asyncio.Queue()
    waiting.put_nowait({"type": "websocket.connect"})

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] in ("websocket.accept", "websocket.send"):
            if texts:
                waiting.put_nowait({"type": "websocket.receive", "text": texts.pop(0)})
            else:
                asyncio.get_running_loop().call_later(
                    0.05, waiting.put_nowait, {"type": "websocket.disconnect"}
                )

    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())],
    }
    await app(scope, waiting.get, send)
    return sent
