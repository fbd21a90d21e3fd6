"""How ROUTE_PATH behaves; compiled to JavaScript for the browser."""

from __future__ import annotations

from typing import Any

from sprag import Module


class ROUTE_CLASSModule(Module):
    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-view]", self.on_tab)

    def on_tab(self, event: Any, tab: Any) -> None:
        self.set_state({"view": tab.get_attribute("data-view")})
