"""Start, edit to screen, and memory of dev servers, side by side in one run, in a real Chromium.

    python benchmarks/devloop/bench.py [--rounds 10] [--only uvicorn,sveltekit]

Every server is started, edited `rounds` times and stopped before the next one, so that none steals time from another.
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
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from peers import PEERS, Peer, Project, install
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
STARTS_WITHIN = 180.0
SHOWN_WITHIN = 60.0


@dataclass(frozen=True)
class Row:
    """Seconds to the first page, milliseconds from an edit to the screen (median, worst), MB of all its processes."""

    start: float
    edit: float
    worst: float
    memory: float


def measure(project: Project, port: int, browser: Browser, rounds: int) -> Row:
    url = f"http://127.0.0.1:{port}{project.path}"
    begin = time.perf_counter()
    process = subprocess.Popen(
        project.command,
        cwd=project.folder,
        env={**os.environ, **project.env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    page = browser.new_page()
    try:
        wait(lambda: urllib.request.urlopen(url, timeout=30).status == 200)
        start = time.perf_counter() - begin
        page.goto(url)
        shown(page, project, 0)
        page.wait_for_timeout(1500)  # what a server does after its first page is no part of an edit
        times = []
        for number in range(1, rounds + 1):
            before = time.perf_counter()
            project.edit(number)
            shown(page, project, number)
            times.append((time.perf_counter() - before) * 1000)
            page.wait_for_timeout(300)
        return Row(start, statistics.median(times), max(times), resident(process.pid))
    finally:
        page.close()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def shown(page: Page, project: Project, number: int) -> None:
    """Wait until the page shows the edit; a page that nobody tells is reloaded."""
    wanted = f"Title {number}"
    deadline = time.perf_counter() + SHOWN_WITHIN
    while project.reloads and time.perf_counter() < deadline:
        try:
            page.reload(wait_until="commit")
            if page.inner_text(project.selector, timeout=500) == wanted:
                return
        except BrowserError:  # the server is between two processes
            pass
        time.sleep(0.02)
    script = "([selector, text]) => document.querySelector(selector)?.textContent.trim() === text"
    page.wait_for_function(script, arg=[project.selector, wanted], timeout=SHOWN_WITHIN * 1000, polling=1)


def resident(pid: int) -> float:
    parent = psutil.Process(pid)
    return float(sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True)))) / 2**20


def wait(ready: Callable[[], Any]) -> None:
    deadline = time.perf_counter() + STARTS_WITHIN
    while True:
        try:
            if ready():
                return
        except OSError:
            pass
        if time.perf_counter() > deadline:
            raise TimeoutError(f"not ready after {STARTS_WITHIN:.0f} s")
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rows(peers: list[Peer], rounds: int) -> dict[str, Row]:
    found = {}
    with sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for peer in peers:
            with tempfile.TemporaryDirectory() as folder:
                port = free_port()
                try:
                    found[peer.name] = measure(peer.make(Path(folder), port), port, browser, rounds)
                except (TimeoutError, BrowserError) as error:
                    print(f"{peer.name} is left out: {error}", file=sys.stderr)
        browser.close()
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--only", default="", help="names of peers, beside sprag")
    given = options.parse_args()
    wanted = {"sprag", *given.only.split(",")}
    measured = rows(
        [peer for peer in PEERS if (not given.only or peer.name in wanted) and install(peer)], given.rounds
    )
    ours = measured["sprag"]
    print(f"{'':10}{'start s':>10}{'edit ms':>10}{'worst ms':>10}{'MB':>8}{'edit':>9}{'start':>9}")
    for name, row in measured.items():
        ratios = f"{row.edit / ours.edit:8.1f}x{row.start / ours.start:8.1f}x"
        print(f"{name:10}{row.start:10.2f}{row.edit:10.0f}{row.worst:10.0f}{row.memory:8.0f}{ratios}")


if __name__ == "__main__":
    main()
