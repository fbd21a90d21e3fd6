"""A build that is checked by running it: every page asked for, and everything that a page loads."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_LOADED = re.compile(r"""<(?:script|link|img)\b[^<>]*?\s(?:src|href)="(/[^"]*)\"""")


@dataclass
class Checked:
    """How many pages and files answered, and what did not."""

    pages: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def check_server(dist: Path, paths: list[str], *, deadline: float = 30.0) -> Checked:
    """Start `server.py` of a build and ask for every path."""
    out = Checked()
    port = _free_port()
    command = [sys.executable, "server.py", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=dist, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            if not _answers(port, process, deadline):
                out.problems.append(f"server.py did not start: {_said(process)}")
                return out
            seen: set[str] = set()
            for path in paths:
                status, body = _get(port, path)
                if status >= 500 or status == 404:
                    out.problems.append(f"{path} answered {status}")
                    continue
                out.pages += 1
                for url in _LOADED.findall(body):
                    if url in seen or url.startswith("//"):
                        continue
                    seen.add(url)
                    status, _ = _get(port, url)
                    if status >= 400:
                        out.problems.append(f"{path} loads {url}, which answered {status}")
                    else:
                        out.files += 1
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    return out


def check_files(dist: Path) -> Checked:
    """Look for everything that the pages of a static build load."""
    out = Checked()
    for page in sorted(dist.rglob("*.html")):
        out.pages += 1
        for url in re.findall(
            r"""<(?:script|link|img)\b[^<>]*?\s(?:src|href)="([^"#?]+)""", page.read_text("utf-8")
        ):
            if re.match(r"(?:[a-z][\w+.-]*:|//)", url) or (url.startswith("/") and page.name == "404.html"):
                continue
            if url.startswith("/"):
                continue  # absolute below --base: where that is, only the host knows
            if not (page.parent / url).exists():
                out.problems.append(f"{page.relative_to(dist).as_posix()} loads {url}, which is not there")
            else:
                out.files += 1
    return out


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _answers(port: int, process: subprocess.Popen[str], deadline: float) -> bool:
    end = time.monotonic() + deadline
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.02)
    return False


def _said(process: subprocess.Popen[str]) -> str:
    process.kill()
    assert process.stdout is not None
    return process.stdout.read().strip()[-2000:] or "it said nothing"


def _get(port: int, path: str) -> tuple[int, str]:
    """Status and text of a GET; redirects are not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", quote(path, safe="/%?=&:+,;@!$'()*~"))
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return 599, str(error)
    finally:
        connection.close()
