"""A browser's half of the socket protocol over a real connection."""

from __future__ import annotations

import contextlib
import json
import socket
from typing import Any

import httpx
import websocket
from serving import Served


class View:
    """One page view: keeps its positions, drops what it has seen, and resumes."""

    def __init__(
        self, served: Served, route: str = "/counter", port: int | None = None, cookie: str = ""
    ) -> None:
        self.served = served
        self.route = route
        self.port = port or served.port
        self.cookie = cookie
        self.token = ""
        self.id = ""
        self.streams: dict[str, list[Any]] = {}
        self.events: list[tuple[str, Any]] = []
        self.gaps: list[str] = []
        self.frames: list[str] = []
        self.link: Any = None
        self.connect()

    def connect(self) -> None:
        """Open, or open again, until it is ready."""
        self.close()
        self.link = open_socket(
            self.port, origin=self.served.url, host=f"127.0.0.1:{self.served.port}", cookie=self.cookie
        )
        made = self.link.headers.get("set-cookie")
        if made:
            self.cookie = made.split(";")[0]
        hello: dict[str, Any] = {"type": "hello", "route": self.route}
        if self.token:
            hello["resume"] = {"token": self.token, "streams": self.streams}
        self.send(hello)
        ready = self.until("ready")
        self.token, self.id = ready["token"], ready["id"]
        self.streams = {**ready["streams"]}

    def send(self, frame: dict[str, Any]) -> None:
        self.link.send(json.dumps(frame))

    def receive(self) -> dict[str, Any]:
        text = self.link.recv()
        if not text:
            raise ConnectionError("closed")
        self.frames.append(text)
        frame: dict[str, Any] = json.loads(text)
        stream = frame.get("stream")
        if frame["type"] == "event":
            epoch, seq = frame["pos"]
            known = self.streams.get(stream)
            if known is None or known[0] != epoch or seq > known[1]:
                self.streams[stream] = [epoch, seq]
                self.events.append((frame["event"], frame["payload"]))
        elif frame["type"] == "gap":
            self.gaps.append(stream)
            self.streams[stream] = frame["pos"]
        elif frame["type"] == "topic" and frame["action"] == "join":
            self.streams[stream] = frame["pos"]
        return frame

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            frame = self.receive()
            if frame["type"] == kind:
                return frame

    def join(self, topic: str) -> dict[str, Any]:
        self.send({"type": "topic", "action": "join", "topic": topic, "id": 1})
        while True:
            frame = self.receive()
            if frame.get("id") == 1:
                return frame

    def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Send with an id and return what carries it back."""
        self.send({**frame, "id": 77})
        while True:
            answer = self.receive()
            if answer.get("id") == 77:
                return answer

    def quiet(self) -> None:
        """Until a ping is answered: everything sent before has arrived."""
        self.send({"type": "ping"})
        self.until("pong")

    def drop(self) -> None:
        """Lose the connection without a word."""
        self.link.sock.close()

    def close(self) -> None:
        if self.link is not None:
            with contextlib.suppress(Exception):
                self.link.close()
            self.link.sock and self.link.sock.close()


def open_socket(port: int, **options: Any) -> Any:
    """A websocket; the connection is closed when the server refuses it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    try:
        return websocket.create_connection(
            f"ws://127.0.0.1:{port}/__sprag__/socket", socket=connection, timeout=30, **options
        )
    except BaseException:
        connection.close()
        raise


def visitor(served: Served, cookie: str = "") -> httpx.Client:
    headers = {"origin": served.url, **({"cookie": cookie} if cookie else {})}
    return httpx.Client(base_url=served.url, headers=headers, timeout=60)


def act(client: httpx.Client, action: str, payload: Any = None) -> Any:
    answer = client.post(
        "/__sprag__/actions", json={"route": "/counter", "action": action, "payload": payload}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]
