"""Websockets and event streams against a real server: protocol, targets, resuming, limits."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import websocket

sys.path.insert(0, str(Path(__file__).parent))

from browsing import View, act, open_socket, visitor
from serving import Served, serving


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("site_app.py", '{"frames_per_second": 1000}') as found:
        yield found


@pytest.mark.parametrize("path", ["/__sprag__/socket", "/echo"])
def test_only_our_own_pages_open_sockets(served: Served, path: str) -> None:
    own = served.url
    for origin, allowed in (
        (own, True),
        (None, False),
        ("null", False),
        ("http://evil.example", False),
        (own + ".evil.example", False),
        (own.replace("http:", "https:"), False),
        ("http://127.0.0.1:1", False),
    ):
        options: dict[str, Any] = {"suppress_origin": True} if origin is None else {"origin": origin}
        try:
            websocket.create_connection(own.replace("http", "ws") + path, timeout=30, **options).close()
            opened = True
        except websocket.WebSocketBadStatusException as error:
            assert error.status_code == 403
            opened = False
        assert opened == allowed, origin


FRAMES: list[tuple[str, dict[str, Any]]] = [
    ("[]", {"type": "error", "error": "SPRAG socket messages must be JSON objects.", "status": 400}),
    (
        '{"type":"wat"}',
        {"type": "error", "error": "Unsupported SPRAG socket message type 'wat'.", "status": 400},
    ),
    (
        '{"type":"topic","action":"zap","topic":"a"}',
        {"type": "error", "error": "Unsupported SPRAG socket topic action 'zap'.", "status": 400},
    ),
    (
        '{"type":"topic","action":"join"}',
        {"type": "error", "error": "SPRAG socket topic messages require a non-empty 'topic'.", "status": 400},
    ),
    (
        '{"event":null}',
        {
            "type": "error",
            "error": "socket message field 'event' expects a non-empty string; got None.",
            "status": 400,
        },
    ),
    ('{"type":"ping"}', {"type": "pong"}),
    (
        '{"type":"topic","action":"join","topic":"private:x","id":4}',
        {"type": "error", "error": "Topic 'private:x' may not be joined here.", "id": 4, "status": 403},
    ),
    (
        '{"event":"unknown","id":5}',
        {"type": "error", "error": "Nobody handles the socket event 'unknown'.", "id": 5, "status": 404},
    ),
    ('{"event":"fail","id":6}', {"type": "error", "error": "Internal Server Error", "id": 6, "status": 500}),
    (
        '{"event":"members","id":7}',
        {"type": "error", "error": "Authentication required.", "id": 7, "status": 401},
    ),
    (
        '{"event":"private","id":8}',
        {"type": "error", "error": "Authentication required.", "id": 8, "status": 401},
    ),
    ('{"event":"async","id":9}', {"type": "ack", "id": 9, "value": "async"}),
    (
        '{"event":"echo","id":9,"route":"/nope"}',
        {"type": "error", "error": "Unknown route '/nope'.", "id": 9, "status": 404},
    ),
]


def test_every_frame_has_its_answer(served: Served) -> None:
    view = View(served)
    for text, answer in FRAMES:
        view.link.send(text)
        assert view.receive() == answer, text
    view.link.send("{")
    assert view.receive()["error"].startswith("Invalid SPRAG socket JSON: ")
    view.close()


def test_a_handler_knows_its_request_and_its_answer_is_the_acknowledgement(served: Served) -> None:
    view = View(served, "/blog/hello")
    answer = view.ask({"event": "echo", "payload": {"a": 1}})
    assert answer["value"] == {"payload": {"a": 1}, "path": "/blog/hello", "params": {"slug": "hello"}}
    assert ("echoed", {"a": 1}) in view.events
    view.close()


def test_a_protected_page_gives_its_socket_to_nobody_else(served: Served) -> None:
    stranger = open_socket(served.port, origin=served.url)
    stranger.recv()
    stranger.send('{"type":"hello","route":"/private"}')
    ready, refused = json.loads(stranger.recv()), json.loads(stranger.recv())
    assert ready["route"] is None
    assert "r:/private" not in ready["streams"]
    assert refused == {"type": "error", "error": "Authentication required.", "status": 401}
    stranger.close()
    member = View(served)
    with visitor(served, member.cookie) as client:
        client.post(
            "/__sprag__/actions", json={"route": "/counter", "action": "login", "payload": {"name": "bob"}}
        )
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    known = View(served, "/private", cookie=cookie)
    assert known.ask({"event": "private"})["value"] == "private"
    known.close()
    member.close()


def test_after_logout_nothing_more_is_delivered(served: Served) -> None:
    view = View(served)
    with visitor(served, view.cookie) as client:
        act(client, "logout")
        with pytest.raises(ConnectionError):
            view.receive()
    view.close()
    told = View(served)
    with visitor(served, view.cookie) as client:
        act(client, "send", {"event": "secret", "session": True})
    told.quiet()
    assert view.events == told.events == []
    told.close()


def test_what_was_missed_follows_in_order_and_once(served: Served) -> None:
    view = View(served)
    view.join("room:resume")
    with visitor(served) as client:
        for round_number in range(5):
            act(client, "flood", {"topic": "room:resume", "count": 100, "sender": f"{round_number}a"})
            view.drop()
            act(client, "flood", {"topic": "room:resume", "count": 100, "sender": f"{round_number}b"})
            before = view.id
            view.connect()
            assert view.id == before
    view.quiet()
    sent = [("tick", [f"{r}{part}", n]) for r in range(5) for part in "ab" for n in range(100)]
    assert view.events == sent
    assert view.gaps == []
    view.close()


def test_beyond_what_is_kept_there_is_a_gap_and_then_it_goes_on() -> None:
    with serving("site_app.py", '{"retention_messages": 20}') as served:
        view = View(served)
        view.join("room:gap")
        view.drop()
        with visitor(served) as client:
            act(client, "flood", {"topic": "room:gap", "count": 500})
            view.connect()
            view.quiet()
            assert (view.gaps, view.events) == (["t:room:gap"], [])
            act(client, "send", {"event": "after", "topic": "room:gap"})
        view.quiet()
        assert view.events == [("after", None)]
        view.close()


def test_too_much_is_refused() -> None:
    with serving("site_app.py", '{"sockets_per_session": 3, "topics_per_socket": 4}') as served:
        first = View(served)
        views = [first, *[View(served, cookie=first.cookie) for _ in range(2)]]
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            View(served, cookie=first.cookie)
        assert refused.value.status_code == 429
        for number in range(4):
            assert first.join(f"room:{number}")["type"] == "topic"
        assert first.join("room:4")["status"] == 429
        assert first.join("room:" + "x" * 200)["status"] == 400
        with pytest.raises((OSError, ConnectionError)):
            # Closed with 1009 while it is still sent: the client may only see that the connection is gone.
            first.link.send("x" * 70_000)
            first.receive()
        # In one piece: what is still on its way when the server closes would reset the connection.
        ping = websocket.ABNF.create_frame('{"type":"ping"}', websocket.ABNF.OPCODE_TEXT).format()
        views[1].link.sock.sendall(ping * 150)
        kinds = set()
        while True:
            opcode, frame = views[1].link.recv_data_frame(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                assert int.from_bytes(frame.data[:2], "big") == 1008
                break
            kinds.add(json.loads(frame.data)["type"])
        assert kinds == {"pong", "error"}
        for view in views:
            view.close()


def test_event_streams_carry_broadcasts(served: Served) -> None:
    events = served.url + "/__sprag__/events"
    with (
        visitor(served) as client,
        httpx.Client(timeout=30) as reader,
        reader.stream("GET", events) as stream,
    ):
        assert stream.headers["content-type"] == "text/event-stream"
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        assert next(lines) == ""
        act(client, "broadcast", {"payload": {"event": "lab:done", "payload": {"n": 1}}})
        assert next(lines) == 'data: {"event":"lab:done","payload":{"n":1}}'


def test_a_server_that_is_told_to_stop_says_so_and_ends_well(tmp_path: Path) -> None:
    with serving() as served:
        view = View(served)
        waiting: list[int] = []
        with visitor(served) as client:
            act(client, "write", {"file": str(tmp_path / "letters"), "text": "in work"})

        def slow() -> None:
            waiting.append(httpx.get(served.url + "/until-the-end", timeout=30).status_code)

        request = threading.Thread(target=slow)
        request.start()
        metrics = served.url + "/__sprag__/health/metrics"
        deadline = time.monotonic() + 30
        while "specter_requests_in_flight 2\n" not in httpx.get(metrics, timeout=30).text:
            assert time.monotonic() < deadline, "the request did not begin"
            time.sleep(0.01)
        served.process.send_signal(signal.SIGTERM)
        opcode, frame = view.link.recv_data_frame(control_frame=True)
        assert opcode == websocket.ABNF.OPCODE_CLOSE
        assert int.from_bytes(frame.data[:2], "big") == 1012
        assert 0.1 < float(frame.data[2:]) < 3
        with pytest.raises(httpx.TransportError):
            httpx.get(served.url)
        request.join()
        assert waiting == [200]
        view.close()
        assert served.process.wait(30) == 0
        assert (tmp_path / "letters").read_text() == "in work\n"


def test_a_browser_that_never_answers_the_goodbye_does_not_hold_up_the_end() -> None:
    with serving() as served, served.connect() as silent:
        silent.sendall(
            b"GET /__sprag__/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        heard = b""
        while b"sprag-socket" not in heard:
            heard += silent.recv(65536)
        served.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert served.process.wait(30) == 0
        # The server of the library would wait ten seconds for it.
        assert time.monotonic() - began < 9
        heard = b""
        while piece := silent.recv(65536):
            heard += piece
        assert int.from_bytes(heard[2:4], "big") == 1012
