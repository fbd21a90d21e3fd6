"""A service that owns a watcher. It starts and stops with the app."""

from __future__ import annotations

from typing import Any

from sprag import Service, Watcher, bus


class PulseService(Service):
    name = "pulse_service"

    def __init__(self) -> None:
        super().__init__()
        self.ticks = 0

    def on_start(self) -> None:
        watcher = Watcher("lab-pulse", poll=self.read, interval=0.4)
        watcher.subscribe(self.on_pulse)
        watcher.start()
        self.own(watcher)

    def read(self) -> int:
        self.ticks += 1
        return self.ticks

    def on_pulse(self, ticks: int, watcher: Watcher) -> None:
        payload: dict[str, Any] = {"ticks": ticks, "label": f"pulse {ticks}"}
        bus.emit("sprag:broadcast", {"event": "lab:pulse", "payload": payload})
