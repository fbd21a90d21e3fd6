"""Driving an ASGI application in memory, on a HubLoop, with a browser that keeps cookies."""

from __future__ import annotations

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
    ) -> Answer:
        """One request; `gone` is an awaitable after which the client has closed the connection."""
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

        async def receive() -> Any:
            if messages:
                return messages.pop()
            if gone is not None:
                await gone
                return {"type": "http.disconnect"}
            import asyncio

            await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
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
