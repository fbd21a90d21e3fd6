from __future__ import annotations

from typing import Any

from sprag import Component, ui, virtual_scroll

CHUNK = 50


@virtual_scroll(chunk=50, max_chunks=5, initial_chunks=2, root=".vs-outer")
class LedgerCard(Component):
    """A ledger of any length; `chunk(i)` draws fifty entries."""

    def total(self) -> int:
        return self.state["total"]

    def chunk(self, index: int) -> Any:
        first = index * CHUNK
        last = min(first + CHUNK, self.state["total"])
        return ui.div(
            [
                ui.div(
                    ui.span(f"{number + 1:,}", class_="soft"),
                    ui.span(f"Entry {number + 1}"),
                    ui.span(f"{number * 7919 % 997 / 10:.1f}"),
                    class_="ledger-row",
                )
                for number in range(first, last)
            ],
            class_="ledger-chunk",
        )

    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(class_="ledger")
