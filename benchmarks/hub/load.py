"""HTTP load for the benchmarks: keep-alive connections that send one request after the other, and a server's CPU time.

`measure(...)` alternates between servers, round by round, so that a busy machine disturbs all of them alike.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil


@dataclass
class Server:
    """A command that prints its port as its first line."""

    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    port: int = 0
    rounds: list[Round] = field(default_factory=list)


@dataclass
class Round:
    requests: int
    seconds: float
    cpu: float
    latencies: list[float]

    @property
    def cpu_us(self) -> float:
        return self.cpu / max(1, self.requests) * 1e6

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def p99_ms(self) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * 0.99)] * 1000 if self.latencies else 0.0


@contextlib.contextmanager
def running(servers: list[Server]) -> Iterator[None]:
    """Start the servers, and end them."""
    try:
        for server in servers:
            server.process = subprocess.Popen(server.command, stdout=subprocess.PIPE, text=True)
            assert server.process.stdout is not None
            server.port = int(server.process.stdout.readline())
        yield
    finally:
        for server in servers:
            if server.process is not None:
                server.process.send_signal(signal.SIGTERM)
        for server in servers:
            if server.process is not None:
                try:
                    server.process.wait(10)
                except subprocess.TimeoutExpired:
                    server.process.kill()


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """A whole request."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{length}\r\n".encode() + body


def measure(
    servers: list[Server], asked: dict[str, bytes], *, connections: int, seconds: float, rounds: int
) -> None:
    """Load every server in turn; the first round of each is a warm-up."""
    for number in range(rounds + 1):
        for server in servers:
            found = load(server, asked[server.name], connections, seconds if number else seconds / 3)
            if number:
                server.rounds.append(found)


def load(server: Server, asked: bytes, connections: int, seconds: float) -> Round:
    assert server.process is not None
    watched = psutil.Process(server.process.pid)
    before = cpu_seconds(watched)
    latencies, took = asyncio.run(_load(server.port, asked, connections, seconds))
    return Round(len(latencies), took, cpu_seconds(watched) - before, latencies)


def cpu_seconds(process: psutil.Process) -> float:
    """CPU time of a process and its children."""
    return sum(sum(one.cpu_times()[:2]) for one in [process, *process.children(recursive=True)])


async def _load(port: int, asked: bytes, connections: int, seconds: float) -> tuple[list[float], float]:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    began = time.perf_counter()
    until = began + seconds
    clients = [
        await loop.create_connection(lambda: _Client(asked, latencies, until), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*[client.ended for _, client in clients])
    return latencies, time.perf_counter() - began


class _Client(asyncio.Protocol):
    def __init__(self, asked: bytes, latencies: list[float], until: float) -> None:
        self.asked, self.latencies, self.until = asked, latencies, until
        self.ended = asyncio.get_running_loop().create_future()
        self.data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.asked)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.data += data
        head, found, body = self.data.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().find(b"content-length:")
        if len(body) < int(head[at + 15 : head.find(b"\r", at) if b"\r" in head[at:] else None]):
            return
        if not head.startswith(b"HTTP/1.1 2"):
            self.ended.set_exception(RuntimeError(head.decode()))
            self.transport.close()
            return
        now = time.perf_counter()
        self.latencies.append(now - self.began)
        self.data = b""
        if now < self.until:
            self._ask()
        elif not self.ended.done():
            self.ended.set_result(None)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def table(servers: list[Server], reference: str) -> str:
    """One line per server: medians, and ratios to the reference round by round."""
    by_name = {server.name: server for server in servers}
    lines = [f"{'':24} {'req/s':>8} {'ratio':>6} {'CPU us':>8} {'ratio':>6} {'p99 ms':>8}"]
    for server in servers:
        base = by_name[reference].rounds
        lines.append(
            f"{server.name:24} {median([r.per_second for r in server.rounds]):8.0f}"
            f" {median([r.per_second / b.per_second for r, b in zip(server.rounds, base)]):6.2f}"
            f" {median([r.cpu_us for r in server.rounds]):8.1f}"
            f" {median([r.cpu_us / b.cpu_us for r, b in zip(server.rounds, base)]):6.2f}"
            f" {median([r.p99_ms for r in server.rounds]):8.1f}"
        )
    return "\n".join(lines)


def median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def here(file: str, name: str) -> list[str]:
    """The command of a server program that stands beside the caller."""
    return [sys.executable, os.path.join(os.path.dirname(os.path.abspath(file)), name)]
