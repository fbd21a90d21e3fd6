from __future__ import annotations

from typing import Any

from sprag import Component, ui


def tree_row(tree: dict[str, Any]) -> Any:
    return ui.li(
        ui.strong(tree["name"]),
        ui.span(f"{tree['years']} years", class_="soft"),
        ui.input(type="text", placeholder="a note", aria_label=f"Note on {tree['name']}"),
        ui.button("Remove", type="button", class_="button small", data_remove=tree["id"]),
        class_="tree",
        data_tree=tree["id"],
    )


class ListDemoCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        trees = self.state["trees"]
        return ui.div(
            ui.div(
                ui.button("Reverse", type="button", class_="button", data_role="reverse"),
                ui.button("By age", type="button", class_="button", data_role="sort"),
                ui.button("Plant one", type="button", class_="button primary", data_role="add"),
                class_="row",
            ),
            ui.ul(ui.For(trees, key="id", render=tree_row), class_="trees"),
            ui.p(
                f"{len(trees)} trees, {sum([tree['years'] for tree in trees])} years together",
                class_="soft",
                data_role="sum",
            ),
            class_="stack",
        )
