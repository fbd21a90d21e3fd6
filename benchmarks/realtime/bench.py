"""Fan-out over websockets and event streams, and jobs by HTTP, beside every Python peer that installs.

    python benchmarks/realtime/bench.py [--quick] [--only sprag,robyn,…] [--work ws,sse,jobs]

200 clients on one topic. `flood`: one client says everything at once; messages delivered per second. `paced`: 50 a
second; the 99th percentile of the milliseconds until a message has arrived. `jobs`: 5,000 trivial jobs over 12
connections; done per second. Servers take turns, round by round; the median counts. `ahead` says how many times
better SPRAG is than that row: above 1, SPRAG is ahead. `CPU us` is the server's, for one delivered message or job.
Bar: ahead of every peer. The server has the first CPU, the client the last.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import psutil
from load import Heard, ask_often, ask_once, caller, frame, marked, post, readers, upgrade
from setup import installed

HERE = Path(__file__).parent
CLIENTS = 200
PACED = 50
WORKS = ("ws flood", "ws paced", "sse flood", "sse paced", "jobs")
UNIT = {
    "ws flood": "msg/s",
    "ws paced": "p99 ms",
    "sse flood": "msg/s",
    "sse paced": "p99 ms",
    "jobs": "jobs/s",
}


@dataclass
class Peer:
    """A server, how it is talked to, and what it was measured at."""

    name: str
    label: str
    works: tuple[str, ...] = WORKS
    socket: str = "/ws"
    first: tuple[str, ...] = ()
    say: Callable[[Any], str] = lambda payload: json.dumps({"event": "say", "payload": payload})
    publish: Callable[[int], bytes] = lambda count: post("/publish", {"count": count})
    events: str = "/events"
    job: bytes = post("/jobs", {"n": 1})
    done: bytes = post("/done", {})
    port: int = 0
    process: Any = None
    measured: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def act(action: str, payload: Any) -> bytes:
    return post("/__sprag__/actions", {"route": "/room", "action": action, "payload": payload})


SPRAG = Peer(
    "sprag",
    "SPRAG",
    socket="/__sprag__/socket",
    first=('{"type":"hello","route":"/room"}', '{"type":"topic","action":"join","topic":"room"}'),
    publish=lambda count: act("publish", {"count": count}),
    events="/__sprag__/events",
    job=act("enqueue", {"n": 1}),
    done=act("done", {}),
)
PEERS = [
    SPRAG,
    Peer("starlette", "Starlette, uvicorn"),
    Peer("fastapi", "FastAPI, uvicorn"),
    Peer("litestar", "Litestar, uvicorn"),
    Peer("blacksheep", "BlackSheep, uvicorn"),
    Peer("aiohttp", "aiohttp, uvloop"),
    Peer("sanic", "Sanic"),
    Peer("channels", "Django channels, uvicorn"),
    Peer("flask", "Flask, gevent"),
    Peer("robyn", "Robyn (Rust)"),
    Peer("granian", "granian RSGI (Rust)"),
    Peer("socketify", "socketify (C++)", works=("ws flood", "ws paced")),
    Peer(
        "socketio",
        "python-socketio, uvicorn",
        works=("ws flood", "ws paced"),
        socket="/socket.io/?EIO=4&transport=websocket",
        first=("40",),
        say=lambda payload: "42" + json.dumps(["say", payload]),
    ),
]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--quick", action="store_true", help="a quarter of the messages, one round")
    options.add_argument("--only", default="", help="names of servers, beside sprag")
    options.add_argument("--work", default="", help="works that begin with one of these")
    options.add_argument("--rounds", type=int, default=0)
    chosen = options.parse_args()
    only = {"sprag", *chosen.only.split(",")} if chosen.only else None
    works = [work for work in WORKS if work.startswith(tuple(chosen.work.split(",")))]
    peers = [peer for peer in PEERS if only is None or peer.name in only]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    # Whoever ends us ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with running(peers, installed()) as up:
        for work in works:
            for _ in range(chosen.rounds or (1 if chosen.quick else 3)):
                for peer in up:
                    if work in peer.works:
                        measure(peer, work, quick=chosen.quick)
            print(table(work, up), flush=True)


@contextlib.contextmanager
def running(peers: list[Peer], python: Path) -> Iterator[list[Peer]]:
    """Start the servers; those that start."""
    try:
        for peer in peers:
            peer.port = free_port()
            mine = sys.executable if peer is SPRAG else str(python)
            peer.process = subprocess.Popen(
                [mine, str(HERE / f"servers/with_{peer.name}.py"), str(peer.port)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(peer.process.pid, {0})
        up = [peer for peer in peers if answers(peer)]
        for peer in peers:
            if peer not in up:
                print(f"{peer.label} did not start and is left out")
        yield up
    finally:
        for peer in peers:
            if peer.process is not None:
                stop(peer.process)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server and what it started; it may have ended by itself."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(server.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
    server.kill()
    server.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(peer: Peer) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and peer.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", peer.port), 1):
            return True
        time.sleep(0.05)
    return False


def cpu_seconds(peer: Peer) -> float:
    process = psutil.Process(peer.process.pid)
    return float(sum(sum(one.cpu_times()[:2]) for one in [process, *process.children(recursive=True)]))


def measure(peer: Peer, work: str, *, quick: bool) -> None:
    kind, _, pace = work.partition(" ")
    try:
        if kind == "jobs":
            found = jobs(peer, 1_000 if quick else 5_000)
        else:
            count = {"flood": 1_000, "paced": 150}[pace] // (4 if quick else 1)
            found = asyncio.run(fan_out(peer, kind, count, paced=pace == "paced"))
    except (OSError, asyncio.TimeoutError) as error:
        print(f"{peer.label}, {work}: {type(error).__name__} {error}")
        return
    peer.measured.setdefault(work, []).append(found)


async def fan_out(peer: Peer, kind: str, count: int, *, paced: bool) -> tuple[float, float]:
    """Messages delivered per second, or p99 in milliseconds; and CPU microseconds of the server for each."""
    heard = Heard(timed=paced)
    asked = (
        upgrade(peer.socket)
        if kind == "ws"
        else f"GET {peer.events} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    )
    open_ones = await readers(peer.port, heard, asked, CLIENTS, peer.first if kind == "ws" else ())
    other = await caller(peer.port)
    await asyncio.sleep(0.7)
    heard.marks, heard.expected = 0, 2 * CLIENTS * count
    cpu, began = cpu_seconds(peer), time.monotonic()
    publishing = None
    if kind == "ws":
        for number in range(count):
            if paced:
                await asyncio.sleep(max(0.0, began + number / PACED - time.monotonic()))
            open_ones[0].transport.write(frame(peer.say(marked())))
    elif paced:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / PACED - time.monotonic()))
            await asyncio.wait_for(other.ask(peer.publish(1)), 10)
    else:
        publishing = asyncio.ensure_future(other.ask(peer.publish(count)))
    try:
        await asyncio.wait_for(heard.done.wait(), 40)
        if publishing is not None:
            await publishing
    finally:
        for reader in open_ones:
            reader.transport.abort()
        other.transport.abort()
    cpu = (cpu_seconds(peer) - cpu) / (CLIENTS * count) * 1e6
    await asyncio.sleep(0.3)
    if paced:
        return sorted(heard.milliseconds)[int(len(heard.milliseconds) * 0.99)], cpu
    return CLIENTS * count / (heard.last - began), cpu


def jobs(peer: Peer, count: int) -> tuple[float, float]:
    """Jobs done per second, and CPU microseconds of the server for each."""

    def finished() -> int:
        return int(json.loads(asyncio.run(ask_once(peer.port, peer.done)))["value"])

    before = finished()
    cpu, began = cpu_seconds(peer), time.monotonic()
    ask_often(peer.port, peer.job, count, 12)
    while finished() < before + count:
        time.sleep(0.005)
    took = time.monotonic() - began
    return count / took, (cpu_seconds(peer) - cpu) / count * 1e6


def table(work: str, peers: list[Peer]) -> str:
    """Best first; how far SPRAG is ahead of each."""
    lower = UNIT[work] == "p99 ms"
    rows = []
    for peer in peers:
        if work in peer.measured:
            values, costs = zip(*peer.measured[work])
            rows.append((statistics.median(values), statistics.median(costs), peer))
    ours = next((value for value, _, peer in rows if peer is SPRAG), None)
    if ours is None:
        return f"\n{work}: SPRAG was not measured"
    rows.sort(key=lambda row: row[0] if lower else -row[0])
    lines = [f"\n{work:<28} {UNIT[work]:>12} {'ahead':>8} {'CPU us':>8}"]
    ahead = {}
    for value, cost, peer in rows:
        ahead[peer.label] = value / ours if lower else ours / value
        lines.append(f"  {peer.label:<26} {value:>12,.1f} {ahead[peer.label]:>8.2f} {cost:>8.2f}")
    ahead.pop(SPRAG.label)
    if ahead:
        nearest = min(ahead, key=lambda label: ahead[label])
        verdict = "ahead of every peer" if ahead[nearest] > 1 else "BEHIND"
        lines.append(f"  {verdict}; nearest: {nearest}, {ahead[nearest]:.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
