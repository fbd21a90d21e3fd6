"""Requests beside clients that only hold connections.

    python benchmarks/actions/crowd.py [--quick]

Bar: with 1,000 half-open requests, 1,000 idle keep-alive connections and 200 event streams, each opened again whenever
the server closes it, the p99 of other requests is <= 2 of what it is without them.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import sys
import urllib.request
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from load import Round, Server, here, load, median, request, running

#: What each kind of client sends, and how many there are of it.
CROWD = {
    "half-open": (b"POST /__sprag__/actions HTTP/1.1\r\nHost: 127", 1000),
    "idle": (request("GET", "/"), 1000),
    "events": (request("GET", "/__sprag__/events"), 200),
}
BODY = b'{"route":"/counter","action":"increment","payload":{"count":41}}'


def main() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    seconds, rounds = (2.0, 3) if "--quick" in sys.argv else (5.0, 5)
    server = Server("specter", [*here(__file__, "servers.py"), "specter"])
    asked = request("POST", "/__sprag__/actions", BODY, "Content-Type: application/json\r\n")
    alone: list[Round] = []
    beside: list[Round] = []
    with running([server]):
        load(server, asked, 4, seconds)
        for _ in range(rounds):
            alone.append(load(server, asked, 4, seconds))
            with crowd(server.port):
                beside.append(load(server, asked, 4, seconds))
                assert figure(server.port, "specter_sse_connections") == CROWD["events"][1]
    for name, found in (("alone", alone), ("beside the crowd", beside)):
        print(
            f"{name:18} p99 {median([one.p99_ms for one in found]):6.2f} ms"
            f"   CPU {median([one.cpu_us for one in found]):6.1f} us a request"
            f"   {median([one.per_second for one in found]):6.0f} requests/s"
        )
    print(f"p99, beside / alone: {median([b.p99_ms / a.p99_ms for a, b in zip(alone, beside)]):.2f}")


def figure(port: int, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__sprag__/health/metrics") as answer:
        lines = dict(line.split() for line in answer.read().decode().splitlines())
    return float(lines[name])


@contextlib.contextmanager
def crowd(port: int) -> Iterator[None]:
    """The clients, in a process of their own, while the block runs; all are connected when it begins."""
    ready, ended = multiprocessing.Event(), multiprocessing.Event()
    process = multiprocessing.Process(target=lambda: asyncio.run(hold(port, ready, ended)))
    process.start()
    assert ready.wait(60), "the crowd did not connect within a minute"
    try:
        yield
    finally:
        ended.set()
        process.join()


async def hold(port: int, ready: Event, ended: Event) -> None:
    loop = asyncio.get_running_loop()
    connecting: set[asyncio.Task[None]] = set()

    class Client(asyncio.Protocol):
        def __init__(self, said: bytes) -> None:
            self.said = said

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transport.write(self.said)  # type: ignore[attr-defined]

        def connection_lost(self, exc: Exception | None) -> None:
            if not ended.is_set():
                again = loop.create_task(connect(self.said))
                connecting.add(again)
                again.add_done_callback(connecting.discard)

    async def connect(said: bytes) -> None:
        with contextlib.suppress(OSError):
            await loop.create_connection(lambda: Client(said), "127.0.0.1", port)

    for said, count in CROWD.values():
        for _ in range(count):
            await connect(said)
    ready.set()
    await loop.run_in_executor(None, ended.wait)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
