from __future__ import annotations

import random
from typing import Any

from sprag import Module, browser


class SparkModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"points": [3, 7, 4, 8, 6, 12, 9, 14]})
        self.chart: Any = None

    def on_start(self) -> None:
        canvas = self.element.query_selector("canvas")
        self.chart = browser.SPRAGSparkWidget(canvas, self.state["points"])
        self.delegate(self.element, "click", "[data-role='add']", self.on_add)

    def on_add(self, event: Any) -> None:
        points = [*self.state["points"], random.randint(1, 20)][-24:]
        self.set_state({"points": points})
        self.chart.draw(points)

    def on_stop(self) -> None:
        if self.chart:
            self.chart.destroy()
