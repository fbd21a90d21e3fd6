"""Knows how warm it is outside, and looks more often while somebody watches."""

from __future__ import annotations

import asyncio
from typing import Any

from specter.extensions import ExtensionBase


class Weather(ExtensionBase[Any]):
    def configure(self, configuration: dict[str, Any]) -> None:
        self.place = configuration["place"]
        self.looks = 0

    def exports(self) -> dict[str, Any]:
        return {"outside": lambda: {"place": self.place, "celsius": -3.5, "looks": self.looks}}

    async def worker(self) -> None:
        """Runs while at least one browser is connected."""
        async with self.use_nursery():
            self.start_in_background_soon(self._look)
            await asyncio.Event().wait()

    async def _look(self) -> None:
        while True:
            self.looks += 1
            await asyncio.sleep(0.5)


construct = Weather
