"""Calls of actions that are answered at once: the same bytes come back as on the way through ASGI."""

from __future__ import annotations

import json
import random
import re
import socket
import time
from collections.abc import Iterator
from typing import IO

import pytest
from serving import Served, read_response, serving


def call(action: str, payload: object = None, *lines: str, body: bytes | None = None) -> bytes:
    if body is None:
        body = json.dumps({"route": "/counter", "action": action, "payload": payload}).encode()
    head = ["POST /__sprag__/actions HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


FOREIGN = "Origin: http://evil.example"
# Those of one line have the same head: what differs is the body, or one header.
CALLS = [
    *[call("increment", {"count": number}) for number in range(10)],
    call("increment", {"count": "x"}),
    call("increment", None, body=b'{"route":"/counter","action":"increment","payload":{"count":4}'),
    call("increment", {"count": 1}, "Origin: http://127.0.0.1"),
    call("increment", {"count": 2}, "Origin: http://127.0.0.1"),
    call("coroutine"),
    call("brokenxxx"),
    call("slow"),
    call("away"),
    call("outcome"),
    call("whoami"),
    call("nosuch"),
    call("admins"),
    call("increment", {"count": 3}, "Cookie: SPRAG_SID=forged"),
    call("unencodable"),
    call("slug", body=b'{"route":"/blog/a","action":"slug"}'),
    call("slug", body=b'{"route":"/blog/b","action":"slug"}'),
    b"GET /counter HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
]
# After these the connection is closed.
LAST = [
    call("increment", {"count": 1}, FOREIGN),
    call("increment", {"count": 1}, "Connection: close"),
    call("increment", {"count": 1}).replace(b"HTTP/1.1", b"HTTP/1.0"),
    call("increment", {"count": 1}).replace(b"application/json", b"text/plain")
    + b"\r\n\r\nno request\r\n\r\n",
    call("increment", {"count": 1}).replace(b"Host: 127.0.0.1", b"Host: evil.example"),
]


@pytest.fixture(scope="module")
def at_once() -> Iterator[Served]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def ordinary() -> Iterator[Served]:
    with serving("site_app.py", "{}", "ordinary") as found:
        yield found


def test_every_conversation_has_the_answers_of_the_ordinary_way(at_once: Served, ordinary: Served) -> None:
    chance = random.Random(20)
    for _ in range(40):
        requests = [*chance.choices(CALLS, k=12), chance.choice(LAST)]
        pieces = cut(requests, chance)
        assert converse(at_once, pieces) == converse(ordinary, pieces)


def test_a_head_that_is_known_is_not_one_that_differs_by_a_byte(at_once: Served) -> None:
    good = call("increment", {"count": 1}, "Origin: http://127.0.0.1")
    bad = good.replace(b"Origin: http://127.0.0.1", b"Origin: http://127.0.0.2")
    with at_once.connect() as connection:
        for request, status in ((good, b"200"), (good, b"200"), (bad, b"403")):
            connection.sendall(request)
            assert read_response(connection).split(b" ")[1] == status


def test_a_known_request_whose_client_goes_away_is_stopped(at_once: Served) -> None:
    for _ in range(3):
        with at_once.connect() as connection:
            connection.sendall(call("patient"))
    deadline = time.monotonic() + 30
    stopped: list[str] = []
    while len(stopped) < 3 and time.monotonic() < deadline:
        stopped = value(at_once, call("was_stopped"))
    assert stopped == ["CallerGone"] * 3


def test_a_connection_that_sends_known_requests_is_not_taken_for_a_slow_one() -> None:
    request = call("increment", {"count": 1})
    with serving("site_app.py", '{"header_timeout": 0.5}') as served:
        served.exchange(request)
        with served.connect() as connection, served.connect() as slow:
            connection.sendall(request)
            read_response(connection)
            slow.sendall(b"POST")
            assert slow.recv(100).startswith(b"HTTP/1.1 408")
            connection.sendall(request)
            assert read_response(connection).startswith(b"HTTP/1.1 200")


def test_what_is_answered_at_once_is_counted(at_once: Served) -> None:
    before = requests_total(at_once)
    with at_once.connect() as connection:
        for number in range(5):
            connection.sendall(call("increment", {"count": number}))
            read_response(connection)
    assert requests_total(at_once) - before == 6


def test_many_different_heads_push_out_the_oldest(at_once: Served) -> None:
    with at_once.connect() as connection:
        for number in range(700):
            connection.sendall(call("increment", {"count": 1}, f"X-Number: {number}"))
            assert read_response(connection).endswith(b'"value":{"count":2}}')


def value(served: Served, request: bytes) -> list[str]:
    body = served.exchange(request).partition(b"\r\n\r\n")[2]
    found: list[str] = json.loads(body)["value"]
    return found


def requests_total(served: Served) -> int:
    text = served.exchange(b"GET /__sprag__/health/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").decode()
    found = re.search(r"specter_requests_total (\d+)", text)
    assert found is not None, text
    return int(found.group(1))


def cut(requests: list[bytes], chance: random.Random) -> list[tuple[bytes, int]]:
    """Pieces to send, each with the number of requests that are whole by its end; some cut through requests."""
    pieces, rest, whole = [], b"", 0
    for number, request in enumerate(requests):
        # The last goes alone: what stands around a request that closes the connection is lost with it.
        way = chance.random() if number < len(requests) - 2 else 0.0
        rest, whole = rest + request, whole + 1
        if way < 0.6:
            pieces.append((rest, whole))
            rest, whole = b"", 0
        elif way < 0.8:
            at = chance.randrange(len(rest) - len(request) + 1, len(rest))
            pieces.append((rest[:at], whole - 1))
            rest, whole = rest[at:], 1
    return pieces


def converse(served: Served, pieces: list[tuple[bytes, int]]) -> list[bytes]:
    """The answers, without what differs from one time to the next. What is whole is answered before the rest goes."""
    answers = []
    with served.connect() as connection, connection.makefile("rb") as stream:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece, whole in pieces:
            connection.sendall(piece)
            answers += [read_one(stream) for _ in range(whole)]
        answers.append(stream.read())
    return [
        re.sub(rb"(date|x-request-id): [^\r]*|\"request_id\":\"[0-9a-f]*\"", b"", answer)
        for answer in answers
    ]


def read_one(stream: IO[bytes]) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        assert line, f"the connection was closed after {head!r}"
        head += line
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None, head
    return head + stream.read(int(length.group(1)))
