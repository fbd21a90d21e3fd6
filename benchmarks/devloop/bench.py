"""Start, edit-to-screen and memory of dev servers, side by side in one run."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable

import psutil
from playwright.sync_api import Page, sync_playwright

BIN = Path(sys.executable).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
ASGI = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": kind + ".complete"})
            if kind == "lifespan.shutdown":
                return
    body = b"<!doctype html><title>x</title><h1>Title 0</h1>"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": body})
"""
NICEGUI = """
from nicegui import ui
ui.label("Title 0").classes("title")
ui.run(port={port}, host="127.0.0.1", show=False, reload=True)
"""


class Peer:
    """A dev server with one page that shows a title, and the file and text to edit."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.port = name, folder, free_port()
        self.path, self.selector, self.polls = "/", "h1", False
        getattr(self, f"_{name}")()

    def _sprag(self) -> None:
        subprocess.run([BIN / "sprag", "new", "shop"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.cwd = self.folder / "shop"
        self.command = [BIN / "sprag", "dev", "--port", str(self.port)]
        self.file = self.cwd / "app/routes/counter/components.py"
        self.old, self.path, self.selector = '"Increment"', "/counter", "[data-role='increment']"
        self.file.write_text(self.file.read_text().replace(self.old, '"Title 0"'))

    def _uvicorn(self) -> None:
        self.cwd = self.folder
        self.file = self.cwd / "main.py"
        self.file.write_text(ASGI)
        self.command = [BIN / "uvicorn", "main:app", "--reload", "--port", str(self.port)]
        self.polls = True

    def _nicegui(self) -> None:
        self.cwd = self.folder
        self.file = self.cwd / "main.py"
        self.file.write_text(NICEGUI.format(port=self.port))
        self.command = [sys.executable, "main.py"]
        self.selector = ".title"

    def edit(self, number: int) -> None:
        self.file.write_text(re.sub(r"Title \d+", f"Title {number}", self.file.read_text()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(ready: Callable[[], Any], seconds: float) -> float:
    """Seconds until `ready` answers without an error."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            if ready():
                return time.perf_counter() - started
        except OSError:
            pass
        time.sleep(0.005)
    raise TimeoutError(f"not ready after {seconds} s")


def measure(peer: Peer, page: Page, rounds: int) -> dict[str, float]:
    url = f"http://127.0.0.1:{peer.port}{peer.path}"
    process = subprocess.Popen(
        [str(word) for word in peer.command],
        cwd=peer.cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        start = wait(lambda: urllib.request.urlopen(url, timeout=2).status == 200, 60)
        page.goto(url)
        page.wait_for_selector(f"{peer.selector}:has-text('Title 0')")
        time.sleep(1.5)
        times = []
        for number in range(1, rounds + 1):
            before = time.perf_counter()
            peer.edit(number)
            shown(page, peer, number)
            times.append((time.perf_counter() - before) * 1000)
            time.sleep(0.3)
        parent = psutil.Process(process.pid)
        tree = [parent, *parent.children(recursive=True)]
        rss = sum(one.memory_info().rss for one in tree) / 2**20
        return {"start s": start, "edit ms": statistics.median(times), "worst ms": max(times), "rss MB": rss}
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def shown(page: Page, peer: Peer, number: int) -> None:
    """Wait until the page shows the edit; a page that nobody tells is reloaded."""
    wanted = f"Title {number}"
    deadline = time.perf_counter() + 20
    while peer.polls and time.perf_counter() < deadline:
        try:
            page.reload(wait_until="commit")
            if page.inner_text(peer.selector, timeout=500) == wanted:
                return
        except Exception:  # the server is between two processes
            pass
        time.sleep(0.02)
    script = "([selector, text]) => document.querySelector(selector)?.textContent.trim() === text"
    page.wait_for_function(script, arg=[peer.selector, wanted], timeout=20000)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--peers", default="sprag,uvicorn")
    given = options.parse_args()
    rows = {}
    with sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for name in given.peers.split(","):
            with tempfile.TemporaryDirectory() as folder:
                rows[name] = measure(Peer(name, Path(folder)), browser.new_page(), given.rounds)
        browser.close()
    reference = rows.get("sprag") or next(iter(rows.values()))
    print(f"{'peer':<10}" + "".join(f"{key:>12}" for key in reference) + f"{'edit ratio':>12}")
    for name, row in rows.items():
        ratio = row["edit ms"] / reference["edit ms"]
        print(f"{name:<10}" + "".join(f"{value:>12.2f}" for value in row.values()) + f"{ratio:>12.2f}")


if __name__ == "__main__":
    main()
