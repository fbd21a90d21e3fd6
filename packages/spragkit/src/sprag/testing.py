"""Client: an app driven in memory, through the whole HTTP application, for an app's own tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Any, Optional, Union
from urllib.parse import urlencode

from specter.http import HttpApp
from specter.hub import HubLoop

from .authoring.app import App
from .serve import application
from .site import Loaded, discover
from .site.loading import loaded_from

Query = Mapping[str, Union[str, list[str]]]
File = tuple[str, bytes]


class Answer:
    """A response: `status`, `headers` (lower-case names), `body`, `text`."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def payload(self) -> Any:
        """What the page gives its browser part; None for a page without one."""
        _, found, rest = self.text.partition('<script type="application/json" id="sprag-payload">')
        return json.loads(rest.partition("</script>")[0]) if found else None

    def __repr__(self) -> str:
        return f"<Answer {self.status} {len(self.body)} bytes>"


class ActionAnswer(Answer):
    """The answer to an action: the envelope's fields as attributes; `status` is the envelope's, else HTTP's."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status, [], answer.body)
        self.headers = answer.headers
        self.http_status = answer.status
        self.envelope: dict[str, Any] = self.json()
        self.status = self.envelope.get("status", answer.status)
        self.ok: bool = self.envelope.get("ok", False)
        self.value = self.envelope.get("value")
        self.error: Optional[str] = self.envelope.get("error")
        self.errors: dict[str, str] = self.envelope.get("errors") or {}
        self.redirect: Optional[dict[str, Any]] = self.envelope.get("redirect")


class Client:
    """A visitor of an app, with cookies of its own. Use it as a context manager: the app's services run inside.

    with Client(app) as client:
        assert client.action("/counter", "increment", {"count": 1}).value == {"count": 2}
    """

    def __init__(self, app: Union[App, Loaded], *, production: bool = False, **config: Any) -> None:
        loaded = app if isinstance(app, Loaded) else loaded_from(app)
        self._serve(application(loaded, discover(loaded), {}, production=production, **config))

    @classmethod
    def of(cls, asgi: HttpApp) -> Client:
        """A client of an application that is made already, such as `create_app("dist")`."""
        client = cls.__new__(cls)
        client._serve(asgi)
        return client

    def _serve(self, asgi: HttpApp) -> None:
        self.asgi = asgi
        self.cookies: dict[str, str] = {}
        self._loop: Optional[HubLoop] = None

    def __enter__(self) -> Client:
        self._loop = HubLoop()
        try:
            self._loop.run_until_complete(self.asgi.startup())
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        assert self._loop is not None
        try:
            self._loop.run_until_complete(self.asgi.shutdown())
        finally:
            self._close()

    def get(
        self, path: str, query: Optional[Query] = None, headers: Optional[Mapping[str, str]] = None
    ) -> Answer:
        """A GET; redirects are not followed."""
        return self.request("GET", path, query=query, headers=headers)

    def action(self, route: str, name: str, payload: Any = None) -> ActionAnswer:
        """Calls an `@action` of the page at the concrete path `route`."""
        body = json.dumps({"route": route, "action": name, "payload": payload}).encode()
        headers = {"Content-Type": "application/json"}
        return ActionAnswer(self.request("POST", "/__sprag__/actions", body=body, headers=headers))

    def upload(
        self, route: str, name: str, fields: Mapping[str, Any], files: Mapping[str, Union[File, list[File]]]
    ) -> ActionAnswer:
        """Sends a form with files, each `(filename, bytes)`, to an `@action`."""
        boundary = "----sprag-testing-7d1c5b"
        values = {"__sprag_route": route, "__sprag_action": name, "__sprag_payload": json.dumps(dict(fields))}
        parts = [(f'name="{key}"', str(value).encode()) for key, value in values.items()]
        for key, given in files.items():
            for filename, data in given if isinstance(given, list) else [given]:
                parts.append((f'name="{key}"; filename="{filename}"', data))
        body = b"".join(
            f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        body += f"--{boundary}--\r\n".encode()
        return ActionAnswer(self.request("POST", "/__sprag__/uploads", body=body, headers=headers))

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Query] = None,
        body: bytes = b"",
        headers: Optional[Mapping[str, str]] = None,
        root_path: str = "",
    ) -> Answer:
        """Any request of this visitor; `root_path` is the prefix that the app is served under."""
        if self._loop is None:
            raise RuntimeError("the app does not run; write `with Client(app) as client:`")
        scope = self._scope(method, path, query, body, headers)
        scope["root_path"] = root_path
        answer = self._loop.run_until_complete(self._ask(scope, body))
        for cookie in SimpleCookie(answer.headers.get("set-cookie", "")).values():
            if cookie["max-age"] == "0":
                self.cookies.pop(cookie.key, None)
            else:
                self.cookies[cookie.key] = cookie.value
        return answer

    def _scope(
        self,
        method: str,
        path: str,
        query: Optional[Query],
        body: bytes,
        headers: Optional[Mapping[str, str]],
    ) -> dict[str, Any]:
        from urllib.parse import unquote

        address, _, written = path.partition("?")
        sent = {"host": "localhost", "content-length": str(len(body)), **(headers or {})}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(address),
            "raw_path": address.encode(),
            "query_string": (urlencode(query, doseq=True) if query else written).encode(),
            "root_path": "",
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()
            ],
            "client": ("127.0.0.1", 50000),
            "server": ("localhost", 80),
        }

    async def _ask(self, scope: dict[str, Any], body: bytes) -> Answer:
        import asyncio

        given: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
        stays: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return given.pop() if given else await stays

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.asgi(scope, receive, send)
        return Answer(
            sent[0]["status"], sent[0]["headers"], b"".join(one.get("body", b"") for one in sent[1:])
        )

    def _close(self) -> None:
        assert self._loop is not None
        self._loop.close()
        self._loop = None
