"""The page's websocket against a server that says exactly what a test tells it to."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

pytestmark = pytest.mark.browser

WITHIN = 30.0
CONTRACTS = Path(__file__).parents[4] / "contracts"


def contract(name: str) -> dict[str, Any]:
    """The example of a message that both sides are tested with."""
    example: dict[str, Any] = json.loads((CONTRACTS / f"{name}.json").read_text())
    return example


class Peer:
    """One connection of the browser, as the server sees it."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._frames: queue.Queue[Any] = queue.Queue()

    def run(self) -> None:
        try:
            for text in self._connection:
                self._frames.put(json.loads(text))
        except ConnectionClosed:
            pass
        self._frames.put(None)

    def next(self) -> Any:
        """The next frame of the browser; None once it has gone."""
        return self._frames.get(timeout=WITHIN)

    def say(self, **frame: Any) -> None:
        self._connection.send(json.dumps(frame))

    def cut(self, code: int = 1011, reason: str = "") -> None:
        self._connection.close(code, reason)

    def ready(self, **more: Any) -> Any:
        """Greets, and answers the browser's hello, which it returns."""
        hello = self.next()
        usual = {"id": "sprag-socket-1", "route": "/chat", "token": "T1", "streams": {}, "resumed": False}
        self.say(type="ready", **{**usual, **more})
        return hello


class SocketServer:
    def __init__(self) -> None:
        self._peers: queue.Queue[Peer] = queue.Queue()
        self._server = serve(self._accept, "127.0.0.1", 0)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/"

    def _accept(self, connection: ServerConnection) -> None:
        peer = Peer(connection)
        self._peers.put(peer)
        peer.run()

    def peer(self) -> Peer:
        return self._peers.get(timeout=WITHIN)

    def close(self) -> None:
        self._server.shutdown()


@pytest.fixture
def server() -> Iterator[SocketServer]:
    made = SocketServer()
    yield made
    made.close()


class Link:
    """The browser's end: `log` is what it was told."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.clock.install()
        page.evaluate(
            """async (url) => {
              const { SocketLink } = await import('/dist/esm/client/link.js')
              window.log = []
              const note = (name, promise) => promise.then(
                (value) => log.push([name, 'ok', value]),
                (error) => log.push([name, 'failed', error.status, error.message]))
              window.link = new SocketLink(url, '/chat', {
                event: (name, payload) => log.push([name, payload]),
                gap: (stream) => log.push(['gap', stream]),
                state: (state, detail) => {
                  if (state === 'close') window.closedWith = detail.code
                  else if (state !== 'open') log.push([state, detail])
                },
              })
              window.emit = (event, payload) => void note(event, link.emit(event, payload))
            }""",
            url,
        )

    def do(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def log(self, count: int) -> list[Any]:
        """What was logged, once it is `count` entries; the log is then empty."""
        self.page.wait_for_function("count => log.length >= count", arg=count)
        return list(self.page.evaluate("log.splice(0)"))

    def forward(self, seconds: float) -> None:
        self.page.clock.fast_forward(int(seconds * 1000))


@pytest.fixture
def link(page: Page, server: SocketServer) -> Iterator[Link]:
    made = Link(page, server.url)
    yield made
    # The server ends before the page does; the link would look for it.
    made.do("link.sleep()")


def test_the_browser_says_where_it_is_and_its_messages_are_acknowledged(
    link: Link, server: SocketServer
) -> None:
    link.do("emit('chat:message', {text: 'hi'})")
    peer = server.peer()

    assert peer.ready() == {"type": "hello", "route": "/chat"}
    assert link.log(1) == [["ready", {"id": "sprag-socket-1", "resumed": False}]]
    assert peer.next() == {
        "type": "emit",
        "event": "chat:message",
        "payload": {"text": "hi"},
        "route": "/chat",
        "id": 1,
    }
    peer.say(type="ack", id=1, value={"n": 2})
    assert link.log(1) == [["chat:message", "ok", {"n": 2}]]


def test_a_refused_message_and_a_refused_topic_say_why(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready()
    link.log(1)
    link.do("emit('chat:message', {})")
    peer.say(type="error", id=peer.next()["id"], error="Forbidden.", status=403)
    assert link.log(1) == [["chat:message", "failed", 403, "Forbidden."]]

    link.do("link.join('room:secret')")
    frame = peer.next()
    assert frame == {"type": "topic", "action": "join", "topic": "room:secret", "id": frame["id"]}
    peer.say(type="error", id=frame["id"], error="Not for you.", status=403)
    assert link.log(1) == [
        ["error", {"error": "Not for you.", "ok": False, "status": 403, "topic": "room:secret"}]
    ]


def test_each_event_arrives_once_and_in_order(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready(streams={"s": ["e", 4]})
    for seq in (4, 5, 6, 5, 6, 7):
        peer.say(type="event", event="n", payload=seq, stream="s", pos=["e", seq])
    peer.say(type="event", event="n", payload="other", stream="t", pos=["e", 1])
    peer.say(type="event", event="n", payload="new epoch", stream="s", pos=["f", 1])
    peer.say(type="event", event="n", payload="unnumbered")

    assert link.log(7)[1:] == [["n", value] for value in (5, 6, 7, "other", "new epoch", "unnumbered")]


def test_after_a_cut_the_view_is_resumed_where_it_was(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready(streams={"s": ["e", 4]})
    link.do("link.join('room')")
    joining = peer.next()
    peer.say(type="topic", action="join", topic="room", id=joining["id"], stream="t:room", pos=["e", 9])
    peer.say(type="event", event="n", payload=1, stream="s", pos=["e", 5])
    link.log(2)
    link.do("emit('sent', 1)")
    assert peer.next()["event"] == "sent"
    peer.cut()

    assert link.log(1)[0][:3] == ["sent", "failed", 0]
    link.do("emit('waiting', 2)")
    link.forward(1)
    again = server.peer()
    assert again.ready(resumed=True, streams={"s": ["e", 5], "t:room": ["e", 9]}) == {
        "type": "hello",
        "route": "/chat",
        "resume": {"token": "T1", "streams": {"s": ["e", 5], "t:room": ["e", 9]}},
    }
    assert again.next()["event"] == "waiting"
    again.say(type="event", event="n", payload="repeated", stream="s", pos=["e", 5])
    again.say(type="event", event="n", payload="missed", stream="s", pos=["e", 6])
    assert link.log(2) == [["ready", {"id": "sprag-socket-1", "resumed": True}], ["n", "missed"]]


def test_a_view_that_the_server_forgot_joins_again_and_refetches(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready()
    link.do("link.join('room')")
    peer.next()
    link.log(1)
    peer.cut()
    link.forward(1)
    again = server.peer()
    again.ready(resumed=False)

    assert again.next()["topic"] == "room"
    assert link.log(2) == [["ready", {"id": "sprag-socket-1", "resumed": False}], ["gap", None]]


def test_a_gap_is_told_and_the_stream_goes_on_after_it(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready(streams={"s": ["e", 4]})
    peer.say(type="gap", stream="s", pos=["e", 90])
    peer.say(type="event", event="n", payload="old", stream="s", pos=["e", 90])
    peer.say(type="event", event="n", payload="new", stream="s", pos=["e", 91])

    assert link.log(3)[1:] == [["gap", "s"], ["n", "new"]]


def test_a_link_that_went_silent_is_left_within_forty_seconds(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready()
    link.log(1)
    link.forward(25)
    assert peer.next() == {"type": "ping"}
    link.forward(11)
    link.forward(1)

    assert server.peer().next()["resume"]["token"] == "T1"


def test_an_answered_ping_keeps_the_link(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready()
    link.log(1)
    for _ in range(3):
        link.forward(25)
        assert peer.next() == {"type": "ping"}
        peer.say(type="pong")
        peer.say(type="event", event="heard", payload=None)
        assert link.log(1) == [["heard", None]]


def test_a_server_that_stops_is_given_the_time_it_asks_for(link: Link, server: SocketServer) -> None:
    peer = server.peer()
    peer.ready()
    link.log(1)
    link.do(
        "window.connects = 0; const Real = WebSocket;"
        "window.WebSocket = class extends Real { constructor(url) { super(url); connects++ } }; null"
    )
    peer.cut(1012, "20")
    assert peer.next() is None
    link.page.wait_for_function("() => window.closedWith === 1012")

    link.forward(19)
    assert link.do("connects") == 0
    link.forward(2)
    server.peer().ready(resumed=True)
    assert link.do("connects") == 1


def test_more_than_a_hundred_waiting_messages_are_refused(link: Link, server: SocketServer) -> None:
    server.peer()
    link.do("for (let i = 0; i < 101; i++) emit('n' + i, i)")

    assert link.log(1) == [["n100", "failed", 0, "100 messages are waiting for the server already."]]


def test_every_frame_of_the_contract_is_understood(link: Link, server: SocketServer) -> None:
    link.do("link.join('room:alpha'); emit('one', 1); emit('two', 2)")
    peer = server.peer()
    assert peer.next().keys() <= contract("ClientFrame").keys()
    peer.say(**contract("HelloFrame"))
    peer.say(**contract("ReadyFrame"))
    for _ in range(3):
        assert peer.next().keys() <= contract("ClientFrame").keys()
    peer.say(**{**contract("TopicFrame"), "id": 3})
    peer.say(**{**contract("ErrorFrame"), "id": 1})
    peer.say(**{**contract("AckFrame"), "id": 2})
    event = contract("EventFrame")
    stream, (epoch, seq) = event["stream"], event["pos"]
    peer.say(**event)
    peer.say(**{**event, "pos": [epoch, seq + 1]})
    peer.say(**contract("PongFrame"))
    peer.say(**contract("GapFrame"))

    # The topic stood at the event's position when it was joined: only the later one is news.
    assert link.log(5) == [
        ["ready", {"id": contract("ReadyFrame")["id"], "resumed": False}],
        ["one", "failed", 403, contract("ErrorFrame")["error"]],
        ["two", "ok", contract("AckFrame")["value"]],
        [event["event"], event["payload"]],
        ["gap", stream],
    ]


def test_a_resuming_hello_is_the_one_of_the_contract(link: Link, server: SocketServer) -> None:
    wanted = {name: value for name, value in contract("ClientFrame").items() if value is not None}
    peer = server.peer()
    peer.ready(token=wanted["resume"]["token"], streams=wanted["resume"]["streams"])
    link.log(1)
    peer.cut()
    link.forward(1)

    assert server.peer().next() == wanted
