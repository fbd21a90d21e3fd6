"""A small backend on Specter alone: readings come in over HTTP, are summarised in the background, and are watched live.

python app.py                # http://127.0.0.1:8000
"""

from __future__ import annotations

import logging
import os
from collections import deque
from pathlib import Path
from typing import Any

from specter import (
    Field,
    Handler,
    HttpApp,
    QueueService,
    Router,
    Runtime,
    Schema,
    Service,
    bus,
    registry,
    serve,
)
from specter.extensions import ExtensionManager
from specter.http.views import request
from specter.storage import open_storage

READING = Schema(
    "reading",
    {
        "sensor": Field(required=True),
        "celsius": Field(float, required=True, validator=lambda c: -90 < c < 60),
    },
)


class Readings(Service):
    """Keeps the last readings and says on the bus that one came."""

    def __init__(self) -> None:
        super().__init__("readings")
        self.last: deque[dict[str, Any]] = deque(maxlen=1000)

    def add(self, reading: dict[str, Any]) -> None:
        self.last.append(reading)
        self.emit("reading:added", reading)


class Alarm(Service):
    """Tells the browsers when it gets hot, and at most once a second that it still is."""

    def on_start(self) -> None:
        self.hot: set[str] = set()
        self.listen("reading:added", self._look)
        self.interval(self._remind, 1.0)

    def _look(self, reading: dict[str, Any]) -> None:
        if reading["celsius"] < 30:
            self.hot.discard(reading["sensor"])
        elif reading["sensor"] not in self.hot:
            self.hot.add(reading["sensor"])
            self.emit_socket("alarm:hot", reading)

    def _remind(self) -> None:
        if self.hot:
            self.emit_socket("alarm:still", sorted(self.hot))


class Reports(QueueService):
    """Makes reports, one at a time; a restart of the process loses none (see `jobs` below)."""

    name = "reports"
    max_attempts = 3

    def handle_item(self, item: dict[str, Any]) -> dict[str, float]:
        readings = [one for one in registry.require("readings").last if one["sensor"] == item["sensor"]]
        total = 0.0
        for number, reading in enumerate(readings, 1):
            self.check_cancelled()
            total += reading["celsius"]
            self.report_progress(current=number, total=len(readings))
        return {"count": len(readings), "mean": total / max(1, len(readings))}


class Live(Handler):
    """What browsers may say over the websocket."""

    name = "live"
    events = {"readings:last": "last"}

    def last(self, payload: Any) -> list[dict[str, Any]]:
        """The newest readings, as the acknowledgement of the message."""
        count = Schema("last", {"count": Field(int, default=5)}).require(payload)["count"]
        return list(registry.require("readings").last)[-count:]


api = Router("api", url_prefix="/api")


@api.route("/readings", methods=["POST"], json_errors="The reading could not be stored.")
def add_reading() -> tuple[dict[str, Any], int]:
    reading = READING.require(request.get_json())
    registry.require("readings").add(reading)
    return reading, 201


@api.route("/readings/<sensor>", methods=["GET"])
def readings_of(sensor: str) -> list[dict[str, Any]]:
    return [one for one in registry.require("readings").last if one["sensor"] == sensor]


@api.route("/reports/<sensor>", methods=["POST"])
def start_report(sensor: str) -> tuple[dict[str, Any], int]:
    return registry.require("reports").enqueue_job({"sensor": sensor}, label=f"report on {sensor}"), 202


@api.route("/reports/jobs/<job_id>", methods=["GET"])
def report_status(job_id: str) -> Any:
    job = registry.require("reports").get_job(job_id)
    return ({"error": "There is no such job."}, 404) if job is None else job


@api.route("/weather", methods=["GET"])
async def weather() -> dict[str, Any]:
    """`async def` works as well; the API is that of an extension."""
    return {"outside": registry.require("extension:weather").outside()}


def build(data: Path) -> HttpApp:
    """The application, with its data below `data`."""
    storage = open_storage(f"sqlite:///{data.resolve() / 'backend.db'}")
    runtime = Runtime(
        providers={
            "readings": Readings(),
            "alarm": Alarm("alarm"),
            "reports": Reports(jobs=storage.jobs),
            "live": Live(),
            "extensions": ExtensionManager("extensions", configuration={"weather": {"place": "Tromsø"}}),
        }
    )
    app = HttpApp(runtime)
    app.mount("", api)
    return app


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    bus.on("reading:added", lambda reading: logging.info("%(sensor)s: %(celsius).1f °C", reading))
    return serve(
        build(Path(os.environ.get("DATA", "."))),
        port=int(os.environ.get("PORT", "8000")),
        ready=lambda host, port: print(f"Serving on http://{host}:{port}", flush=True),
    )
