"""A service that writes down what happens to it."""

from __future__ import annotations

from specter import Service


class Traced(Service):
    """Writes down what happens to it."""

    def __init__(self, name: str = "traced", log: list[str] | None = None) -> None:
        super().__init__(name)
        self.log = [] if log is None else log

    def on_start(self) -> None:
        self.log.append(f"+{self.name}")

    def on_stop(self) -> None:
        self.log.append(f"-{self.name}")
