"""Inputs that are led by coverage (F-02): `python tests/guided.py TARGET SECONDS`, in `nox -s guided`.

Every target takes bytes from outside. A failure is an exception that is no answer, an answer that depends on how the
bytes were cut, or an input that takes more than a tenth of a second.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Callable

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "packages/specter-runtime/tests"))

with atheris.instrument_imports(
    include=["specter", "sprag", "python_multipart", "markdown_it", "websockets"]
):
    import markdown_it  # noqa: F401  # imported late by what renders it
    import uvicorn
    from site_app import Counter, site
    from specter.errors import HTTPError
    from specter.http import HttpApp
    from specter.http.actions import _calls, decode
    from specter.http.edge import HttpProtocol
    from specter.http.guard import host_name
    from specter.http.links import safe_next
    from specter.http.multipart import Form, FormLimits, read_form, read_to_file, safe_name
    from specter.hub import HubLoop
    from sprag.authoring.content import _rendered
    from sprag.site.routing import Table
    from uvicorn.server import ServerState

#: Seconds that one input may take.
LONGEST = 0.1
FOLDER = tempfile.mkdtemp()


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never has to wait."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    raise AssertionError("it waits for something")


def cuts(data: bytes) -> tuple[bytes, list[bytes]]:
    """The bytes, and the same in pieces whose size the first byte says."""
    size, rest = (data[0] % 16 + 1, data[1:]) if data else (1, data)
    return rest, [rest[start : start + size] for start in range(0, len(rest), size)]


# --- payloads of actions

ACTIONS = Counter.actions()


def payload(data: bytes) -> None:
    try:
        call = decode(_calls, data)
        for name in ("increment", "plain", "remember", "store", "send"):
            ACTIONS[name].arguments(None, call.payload)
    except HTTPError as error:
        assert 400 <= error.status_code < 500, error


# --- forms


class Anybody:
    def file(self, form: Form, filename: str, kind: str | None) -> int | None:
        assert safe_name(filename) == filename
        return 500

    async def form(self, form: Form) -> None:
        pass


LIMITS = FormLimits(10_000, 1000, 20, 5, 100)
BEGIN = b"--b\r\n"
FORM: Any = {"headers": [(b"content-type", b"multipart/form-data; boundary=b")]}


def receiver(pieces: list[bytes]) -> Any:
    left = list(pieces) or [b""]

    async def receive() -> Any:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


def read(pieces: list[bytes]) -> Any:
    try:
        # On a loop: large files go to the disk in threads.
        reading = read_form(FORM, receiver(pieces), LIMITS, FOLDER, Anybody())
        form: Form = connections().loop.run_until_complete(reading)
    except HTTPError as error:
        return error.status_code
    files = {
        name: [file.read() for file in (found if isinstance(found, list) else [found])]
        for name, found in form.files.items()
    }
    form.discard()
    return form.fields, files


def multipart(data: bytes) -> None:
    whole, pieces = cuts(data)
    once, again = read([whole]), read(pieces)
    # What stands before the first boundary the parser sees in one piece only.
    assert once == again or not whole.startswith(BEGIN), (once, again)
    assert os.listdir(FOLDER) == []


def read_file(pieces: list[bytes], size: int) -> Any:
    view = memoryview(bytearray(size))
    try:
        sent = finished(read_to_file(FORM, receiver(pieces), LIMITS))
        found = finished(sent.fill(view)) if sent.name is not None else None
    except HTTPError as error:
        return error.status_code
    return sent.form.fields, sent.name, found, bytes(view) if found == size else None


def chunk(data: bytes) -> None:
    size, data = (data[0] % 32, data[1:]) if data else (0, data)
    whole, pieces = cuts(data)
    once, again = read_file([whole], size), read_file(pieces, size)
    assert once == again or not whole.startswith(BEGIN), (once, again)


# --- texts

ROUTES = Table([(path, path) for path in ("/", "/a", "/a/[b]", "/[a]/b", "/c/[...d]", "/[...e]", "/a/b/c")])


def paths(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    ROUTES.match(text)
    host_name(data)
    kept = safe_name(text)
    assert 0 < len(kept.encode()) <= 255
    assert "/" not in kept
    assert kept not in (".", "..")
    found = safe_next(text, "/home")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\")), found


def markdown(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for raw in (False, True):
        html = _rendered(text, raw)[0].lower()
        assert "<script" not in html, html
        assert "<iframe" not in html, html


# --- connections


class Wire(asyncio.Transport):
    """What a protocol says."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""
        self.closed = False
        self.protocol: Any = None
        self.protocol_changed = False

    def write(self, data: Any) -> None:
        self.said += data

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol
        self.protocol_changed = True

    def get_write_buffer_size(self) -> int:
        return 0


class Complaints(logging.Handler):
    """What is logged as an error is one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # uvicorn complains about its clients in this one way.
        if "Invalid UTF-8" not in record.getMessage():
            self.said.append(logging.Formatter().format(record))


class Connections:
    """An application whose connections are made of bytes."""

    def __init__(self) -> None:
        self.app: HttpApp = site()
        self.loop = HubLoop()
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.app.startup())
        self.state = ServerState()
        options: Any = {
            "http": HttpProtocol,
            "ws": self.app.websocket_protocol,
            "ws_max_size": 65536,
            "ws_ping_interval": None,
            "ws_per_message_deflate": False,
            "log_config": None,
            "access_log": False,
        }
        self.config = uvicorn.Config(self.app, **options)
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)

    def answers(self, pieces: list[bytes]) -> bytes:
        wire = Wire()
        wire.protocol = HttpProtocol(
            config=self.config, server_state=self.state, app_state={}, _loop=self.loop
        )
        wire.protocol.connection_made(wire)
        for piece in pieces:
            if wire.closed:
                break
            wire.protocol.data_received(piece)
            if wire.protocol_changed:
                self.loop.run_until_complete(self._settle())
                wire.protocol_changed = False
        self.loop.run_until_complete(self._settle())
        wire.protocol.connection_lost(None)
        self.loop.run_until_complete(self._settle())
        assert self.complaints.said == [], "\n".join(self.complaints.said)
        return wire.said

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


def statuses(said: bytes) -> list[bytes]:
    return [part[:4] for part in said.split(b"HTTP/1.1 ")[1:]]


CONNECTIONS: list[Connections] = []
HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


def connections() -> Connections:
    if not CONNECTIONS:
        CONNECTIONS.append(Connections())
    return CONNECTIONS[0]


def requests(data: bytes) -> None:
    whole, pieces = cuts(data)
    once = statuses(connections().answers([whole]))
    # The second time its head is known.
    assert once == statuses(connections().answers([whole]))
    assert not any(status.startswith(b"5") and status not in (b"501 ", b"505 ") for status in once), once
    if b" 408 " not in whole:
        assert once == statuses(connections().answers(pieces)), (once, pieces)


def frames(data: bytes) -> None:
    whole, pieces = cuts(data)
    once = connections().answers([HANDSHAKE, whole])
    assert once.startswith(b"HTTP/1.1 101 ")
    connections().answers([HANDSHAKE, *pieces])
    connections().answers([HANDSHAKE.replace(b"/echo", b"/__sprag__/socket"), whole])


CALL = b'{"route":"/counter","action":"increment","payload":{"count":1}}'
PART = b'--b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
SOME_FORM = PART % (b"a", b"", b"x") + PART % (b"chunk", b'; filename="f"', b"0123456789") + b"--b--\r\n"
POST = b"POST /__sprag__/actions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

#: What bytes are given to, and what they begin with.
TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "payload": (payload, [CALL, b'{"payload":{"a":[1.5,null,"\\ud83d\\ude00"]}}']),
    "multipart": (multipart, [b"\x04" + SOME_FORM]),
    "chunk": (chunk, [b"\x0a\x04" + SOME_FORM]),
    "paths": (paths, [b"/a/b", b"/c/d/e", b"//evil", b"/\\evil", b"localhost:80", b"a\xe2\x80\xaeb.txt"]),
    "markdown": (
        markdown,
        [b"# a\n\n* b [c](d) `e`\n\n```py\nf\n```\n<b onclick=x>", b"| a |\n|---|\n| b |\n\n[x]: /y"],
    ),
    "requests": (
        requests,
        [
            b"\x05GET /counter HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"\x05" + POST + b"Content-Length: %d\r\n\r\n" % len(CALL) + CALL,
            b"\x05" + POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(CALL), CALL),
        ],
    ),
    "frames": (
        frames,
        [b"\x05\x81\x85\0\0\0\0hello\x88\x82\0\0\0\0\x03\xe8", b"\x05\x81\x8f\0\0\0\0" + b'{"type":"ping"}'],
    ),
}


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    target, begins = TARGETS[name]

    def one(data: bytes) -> None:
        began = time.thread_time()
        target(data)
        took = time.thread_time() - began
        assert took < LONGEST, f"{took:.3f} s for {data!r}"

    corpus = tempfile.mkdtemp()
    for number, data in enumerate(begins):
        Path(corpus, str(number)).write_bytes(data)
    atheris.Setup(
        [name, f"-max_total_time={seconds}", "-max_len=4096", f"-artifact_prefix={corpus}-", corpus], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
