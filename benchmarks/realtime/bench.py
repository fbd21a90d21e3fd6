"""Fan-out over websockets and event streams, idle sockets, and jobs by HTTP.

    python benchmarks/realtime/bench.py [--quick] [--idle N]

Bars: ahead of every Python peer; an idle socket <= 30 KiB; a broadcast to 10,000 <= 1 s.
"""

from __future__ import annotations

import asyncio
import json
import resource
import struct
import sys
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from load import Server, cpu_seconds, here, load, request, running

UPGRADE = (
    b"GET /__sprag__/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1\r\n\r\n"
)
EVENTS = b"GET /__sprag__/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def frame(value: object) -> bytes:
    """A client's text frame; its mask is zero."""
    text = json.dumps(value).encode()
    head = (
        struct.pack("!BB", 0x81, 0x80 | len(text))
        if len(text) < 126
        else struct.pack("!BBH", 0x81, 0xFE, len(text))
    )
    return head + b"\0\0\0\0" + text


class Count:
    def __init__(self) -> None:
        self.marks = 0
        self.expected = 0
        self.done = asyncio.Event()


class Reader(asyncio.Protocol):
    """Counts the marks `#` of what comes."""

    def __init__(self, count: Count, asked: bytes) -> None:
        self.count, self.asked = count, asked
        self.ready = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.asked)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.ready.done() and b"\r\n\r\n" in data:
            self.ready.set_result(None)
        self.count.marks += data.count(b"#")
        if self.count.expected and self.count.marks >= self.count.expected:
            self.count.done.set()


async def opened(port: int, count: Count, asked: bytes, clients: int) -> list[Reader]:
    loop = asyncio.get_running_loop()
    readers = []
    for _ in range(clients):
        _, reader = await loop.create_connection(lambda: Reader(count, asked), "127.0.0.1", port)
        await reader.ready
        readers.append(reader)
    return readers


async def fan_out(server: Server, kind: str, clients: int, messages: int) -> tuple[float, float]:
    """Messages delivered per second, and CPU microseconds of the server for each."""
    assert server.process is not None
    count = Count()
    readers = await opened(server.port, count, UPGRADE if kind == "ws" else EVENTS, clients)
    if kind == "ws":
        for reader in readers:
            reader.transport.write(frame({"type": "hello", "route": "/room"}))  # type: ignore[attr-defined]
            reader.transport.write(frame({"type": "topic", "action": "join", "topic": "room"}))  # type: ignore[attr-defined]
    await asyncio.sleep(0.7)
    count.marks, count.expected = 0, clients * messages
    watched = psutil.Process(server.process.pid)
    before, began = cpu_seconds(watched), time.perf_counter()
    if kind == "ws":
        for number in range(messages):
            readers[0].transport.write(
                frame({"event": "say", "payload": {"mark": "#", "n": number, "text": "x" * 64}})
            )  # type: ignore[attr-defined]
            if number % 50 == 49:
                await asyncio.sleep(0)
    else:
        body = json.dumps({"route": "/room", "action": "publish", "payload": {"count": messages}}).encode()
        asked = request("POST", "/__sprag__/actions", body, "Content-Type: application/json\r\n")
        (sender,) = await opened(server.port, Count(), asked, 1)
        sender.transport.close()
    await asyncio.wait_for(count.done.wait(), 60)
    took = time.perf_counter() - began
    cpu = (cpu_seconds(watched) - before) / count.expected * 1e6
    for reader in readers:
        reader.transport.abort()  # type: ignore[attr-defined]
    await asyncio.sleep(0.3)
    return count.expected / took, cpu


async def idle(server: Server, clients: int) -> None:
    assert server.process is not None
    watched = psutil.Process(server.process.pid)
    before = watched.memory_info().rss
    count = Count()
    readers = await opened(server.port, count, UPGRADE, clients)
    for reader in readers:
        reader.transport.write(frame({"type": "hello", "route": "/room"}))  # type: ignore[attr-defined]
        reader.transport.write(frame({"type": "topic", "action": "join", "topic": "room"}))  # type: ignore[attr-defined]
    await asyncio.sleep(3 + clients / 2000)
    each = (watched.memory_info().rss - before) / clients / 1024
    busy = cpu_seconds(watched)
    await asyncio.sleep(2)
    busy = (cpu_seconds(watched) - busy) / 2 * 100
    count.marks, count.expected = 0, clients
    began = time.perf_counter()
    readers[0].transport.write(frame({"event": "say", "payload": "#"}))  # type: ignore[attr-defined]
    await asyncio.wait_for(count.done.wait(), 30)
    took = time.perf_counter() - began
    print(
        f"{clients} idle sockets: {each:.1f} KiB each, {busy:.1f} % CPU; a broadcast to all took {took:.2f} s"
    )
    for reader in readers:
        reader.transport.abort()  # type: ignore[attr-defined]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    quick = "--quick" in sys.argv
    messages, rounds = (100, 2) if quick else (300, 4)
    for kind in ("ws", "sse"):
        for _ in range(rounds):
            servers = [
                Server(name, [*here(__file__, "servers.py"), name]) for name in ("starlette", "specter")
            ]
            with running(servers):
                line = [
                    (server.name, *asyncio.run(fan_out(server, kind, 200, messages))) for server in servers
                ]
            base = line[0][2]
            print(
                kind,
                "; ".join(f"{n}: {r:.0f}/s, {c:.1f} us each ({c / base:.2f})" for n, r, c in line),
                flush=True,
            )
    specter = Server("specter", [*here(__file__, "servers.py"), "specter"])
    with running([specter]):
        body = b'{"route":"/room","action":"enqueue","payload":{}}'
        asked = request("POST", "/__sprag__/actions", body, "Content-Type: application/json\r\n")
        found = load(specter, asked, 12, 2.0)
        print(f"jobs by HTTP: {found.per_second:.0f}/s, {found.cpu_us:.0f} us each")
    clients = (
        int(sys.argv[sys.argv.index("--idle") + 1]) if "--idle" in sys.argv else 1000 if quick else 10_000
    )
    with running([specter]):
        asyncio.run(idle(specter, clients))


if __name__ == "__main__":
    main()
