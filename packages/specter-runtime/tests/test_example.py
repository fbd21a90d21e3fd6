"""The example backend, run as its README says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import websocket

EXAMPLE = Path(__file__).parents[1] / "examples" / "backend"


class Backend:
    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=EXAMPLE,
            env={**os.environ, "PORT": "0", "DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.match(r"Serving on (http://127\.0\.0\.1:\d+)$", line)
        assert found is not None, line + (self.process.stderr.read() if self.process.stderr else "")
        self.url = found.group(1)
        self.client = httpx.Client(base_url=self.url, timeout=10)

    def stop(self) -> int:
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        _, self.errors = self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    running = Backend(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


def until(ask: Any, seconds: float = 10.0) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_the_backend_does_what_its_readme_shows(backend: Backend) -> None:
    client = backend.client
    socket = websocket.create_connection(
        backend.url.replace("http", "ws") + "/__sprag__/socket", timeout=10, origin=backend.url
    )
    frames = iter(lambda: json.loads(socket.recv()), None)
    socket.send('{"type": "hello"}')
    assert next(frame for frame in frames if frame["type"] == "ready")["id"]

    added = client.post("/api/readings", json={"sensor": "attic", "celsius": "31.5"})
    assert (added.status_code, added.json()) == (201, {"sensor": "attic", "celsius": 31.5})
    assert client.get("/api/readings/attic").json() == [{"sensor": "attic", "celsius": 31.5}]
    wrong = client.post("/api/readings", json={"celsius": "hot"})
    assert (wrong.status_code, sorted(wrong.json()["errors"])) == (400, ["celsius", "sensor"])

    heard = next(frame for frame in frames if frame["type"] == "event")
    assert (heard["event"], heard["payload"]) == ("alarm:hot", {"sensor": "attic", "celsius": 31.5})
    socket.send(json.dumps({"type": "emit", "event": "readings:last", "payload": {"count": 1}, "id": 7}))
    ack = next(frame for frame in frames if frame["type"] == "ack")
    assert (ack["id"], ack["value"]) == (7, [{"sensor": "attic", "celsius": 31.5}])

    job = client.post("/api/reports/attic").json()["job"]
    done = until(
        lambda: (
            (status := client.get(f"/api/reports/jobs/{job['id']}").json())["status"] == "completed"
            and status
        )
    )
    assert (done["result"], done["progress"]["percent"]) == ({"count": 1, "mean": 31.5}, 100)
    assert client.get("/api/reports/jobs/nope").status_code == 404

    weather = until(lambda: (found := client.get("/api/weather").json()["outside"])["looks"] and found)
    assert weather["place"] == "Tromsø"
    assert client.get("/__sprag__/health/ready").status_code == 200

    assert backend.stop() == 0
    assert "Traceback" not in backend.errors
    socket.close()


def test_its_jobs_survive_a_restart(tmp_path: Path) -> None:
    first = Backend(tmp_path)
    job = first.client.post("/api/reports/attic").json()["job"]["id"]
    until(lambda: first.client.get(f"/api/reports/jobs/{job}").json()["status"] == "completed")
    first.process.kill()
    first.process.communicate()
    first.client.close()

    second = Backend(tmp_path)
    assert second.client.get(f"/api/reports/jobs/{job}").json()["result"] == {"count": 0, "mean": 0.0}
    assert second.stop() == 0
