"""The 100-row table over HTTP: a `sprag build` served by `sprag start`, beside its peers in one run.

    python benchmarks/pages/over_http.py [--rounds 5] [--only starlette,sveltekit]

One worker each, on one processor, the client on another; keep-alive connections; rounds interleaved. Requests a second,
the server's CPU time per request, p99 of the time to the whole page. Ratios are medians of the rounds' ratios against
Starlette with Jinja2 on uvloop.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import psutil
from load import measure
from peers import PEERS, Peer, install, ours

STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Sample:
    """One round: requests a second, seconds of CPU per request, seconds of the 99th percentile."""

    rate: float
    cpu: float
    p99: float


class Server:
    """A running peer, on the first processor."""

    def __init__(self, peer: Peer) -> None:
        self.name, self.port = peer.name, free_port()
        self.samples: list[Sample] = []
        self._process = psutil.Popen(
            [word.replace("{port}", str(self.port)) for word in peer.command],
            cwd=peer.folder,
            env={**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", "NODE_ENV": "production"},
            stdout=subprocess.DEVNULL,
        )
        self._process.cpu_affinity([min(os.sched_getaffinity(0))])
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise SystemExit(f"{peer.name} did not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def round(self, seconds: float, connections: int) -> Sample:
        before, begin = self._cpu(), time.perf_counter()
        times = sorted(measure(self.port, "/table", seconds, connections))
        rate = len(times) / (time.perf_counter() - begin)
        return Sample(rate, (self._cpu() - before) / len(times), times[int(len(times) * 0.99)])

    def _cpu(self) -> float:
        """Of the server and of the processes that it started."""
        total = 0.0
        for process in (self._process, *self._process.children(recursive=True)):
            spent = process.cpu_times()
            total += spent.user + spent.system
        return total

    def stop(self) -> None:
        for process in (*self._process.children(recursive=True), self._process):
            if process.is_running():
                process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except psutil.TimeoutExpired:
            self._process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def table(servers: list[Server]) -> list[str]:
    """A line per server, the quickest first; every ratio is of the same round's reference."""
    reference = servers[0].samples
    lines = []
    for server in servers:
        pairs = list(zip(server.samples, reference))
        rate = statistics.median(one.rate / other.rate for one, other in pairs)
        cpu = statistics.median(other.cpu / one.cpu for one, other in pairs)
        tail = statistics.median(one.p99 / other.p99 for one, other in pairs)
        own = [statistics.median(column) for column in zip(*map(astuple, server.samples))]
        text = (
            f"{server.name:21}{own[0]:7.0f} req/s {rate:6.2f}x   {own[1] * 1e6:6.0f} us CPU {cpu:6.2f}x   "
            f"p99 {own[2] * 1e3:6.2f} ms {tail:5.2f}x"
        )
        lines.append((rate, text))
    return [text for _, text in sorted(lines, reverse=True)]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=1.5)
    arguments.add_argument("--connections", type=int, default=8)
    arguments.add_argument("--only", default="", help="names of peers, beside starlette and sprag")
    given = arguments.parse_args()
    wanted = set(given.only.split(",")) | {"starlette"}
    peers = [peer for peer in PEERS if (not given.only or peer.name in wanted) and install(peer)]
    folder = Path(tempfile.mkdtemp(prefix="sprag-bench-"))
    servers: list[Server] = []
    try:
        servers.extend(map(Server, [*peers, ours(folder)]))
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        for server in servers:
            server.round(given.seconds, given.connections)  # warms it up
        for number in range(given.rounds):
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
            for server in servers:
                server.samples.append(server.round(given.seconds, given.connections))
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder)
    print("\n".join(table(servers)))


if __name__ == "__main__":
    main()
