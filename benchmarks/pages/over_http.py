"""The 100-row table over HTTP: a `sprag build` served by `sprag start`, beside Starlette + Jinja2 on uvloop.

    python benchmarks/pages/over_http.py [--rounds 5]

One worker each, keep-alive connections, rounds interleaved. Requests a second, CPU of the server per request, p99;
ratios against the peer (CPU: lower is better).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")

PAGE = """\
from .components import Table
from sprag import Controller, Screen, page, ssr

class Users(Controller):
    def load(self):
        return {"rows": rows()}

def rows():
    return [
        {"id": n, "name": f"User & <{n}>", "email": f"user{n}@example.org", "score": n * 7 % 101} for n in range(1, 101)
    ]

class Shown(Screen):
    def render(self, data):
        return ssr(Table, rows=data["rows"])

table = page(path="/table", controller=Users, screen=Shown, mode="document")
"""
COMPONENTS = """\
from sprag import Component, ui

class Table(Component):
    def render(self, props=None):
        return ui.main(
            ui.h1("Users"),
            ui.table(
                ui.thead(ui.tr(ui.th("ID"), ui.th("Name"), ui.th("Email"), ui.th("Score"))),
                ui.tbody(ui.For(self.props["rows"], key="id", render=lambda row: ui.tr(
                    ui.td(str(row["id"])),
                    ui.td(row["name"]),
                    ui.td(ui.a(row["email"], href=f"/users/{row['id']}")),
                    ui.td(str(row["score"]), class_="score high" if row["score"] >= 50 else "score"),
                    key=row["id"],
                ))),
                class_="grid",
            ),
        )
"""


@dataclass
class Peer:
    name: str
    command: list[str]
    folder: Path
    port: int
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env={**os.environ, "PORT": str(self.port)}
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit(f"{self.name} did not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def cpu_seconds(self) -> float:
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def our_build(folder: Path) -> Path:
    (folder / "app/routes/table").mkdir(parents=True)
    (folder / "app/__init__.py").write_text("from sprag import App\napp = App()\n")
    for name in ("app/routes/__init__.py", "app/routes/table/__init__.py"):
        (folder / name).write_text("")
    (folder / "app/routes/table/page.py").write_text(PAGE)
    (folder / "app/routes/table/components.py").write_text(COMPONENTS)
    subprocess.run([sys.executable, "-m", "sprag", "build", "--quiet"], cwd=folder, check=True)
    return folder


async def load(port: int, seconds: float, connections: int) -> tuple[int, list[float]]:
    """Requests that were answered, and how long each took."""
    end = time.perf_counter() + seconds
    request = f"GET /table HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    times: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begin := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            times.append(time.perf_counter() - begin)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return len(times), times


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=2.0)
    arguments.add_argument("--connections", type=int, default=8)
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sprag-bench-"))
    port = free_port()
    sprag = [sys.executable, "-m", "sprag", "start", "--port", str(port), "--quiet"]
    uvicorn = [sys.executable, "-m", "uvicorn", "--loop", "uvloop", "--no-access-log", "--log-level", "error"]
    other = free_port()
    peers = [
        Peer("starlette+jinja2", [*uvicorn, "--port", str(other), "starlette_peer:app"], HERE, other),
        Peer("sprag", sprag, our_build(folder), port),
    ]
    try:
        for peer in peers:
            peer.start()
        for number in range(given.rounds + 1):
            for peer in peers:
                before, begin = peer.cpu_seconds(), time.perf_counter()
                count, times = asyncio.run(load(peer.port, given.seconds, given.connections))
                if number:  # the first round warms up
                    peer.rates.append(count / (time.perf_counter() - begin))
                    peer.cpu.append((peer.cpu_seconds() - before) / count)
                    peer.p99.append(sorted(times)[int(len(times) * 0.99)])
    finally:
        for peer in peers:
            if peer.process is not None:
                peer.process.send_signal(signal.SIGTERM)
                peer.process.wait(20)
        shutil.rmtree(folder)
    reference = peers[0]
    for peer in peers:
        rate, cpu, p99 = (statistics.median(values) for values in (peer.rates, peer.cpu, peer.p99))
        base_rate, base_cpu = statistics.median(reference.rates), statistics.median(reference.cpu)
        print(
            f"{peer.name:18} {rate:7.0f} req/s ({rate / base_rate:4.2f}x)   "
            f"{cpu * 1e6:6.0f} us CPU/req ({cpu / base_cpu:4.2f}x)   p99 {p99 * 1e3:5.2f} ms"
        )


if __name__ == "__main__":
    main()
