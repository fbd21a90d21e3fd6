from __future__ import annotations

from typing import Any

from sprag import Component, ui


def file_size(size: int) -> str:
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{size / 1024:.1f} KB"
    return f"{size / 1024 / 1024:.1f} MB"


class UploadCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.form(
            ui.label("Title", ui.input(type="text", name="title", value="Holiday"), class_="field"),
            ui.label("Files", ui.input(type="file", name="files", multiple=True), class_="field"),
            ui.div(
                ui.button("Send", type="submit", class_="button primary", disabled=state["busy"]),
                ui.progress(
                    value=state["percent"],
                    max="100",
                    aria_label="Progress",
                    hidden=not state["busy"],
                ),
                class_="row",
            ),
            ui.p(state["error"], class_="error", role="alert") if state["error"] else None,
            ui.ul(
                [
                    ui.li(
                        ui.strong(file["name"]),
                        ui.span(f"{file['title']}, {file_size(file['size'])}", class_="soft"),
                    )
                    for file in state["files"]
                ],
                class_="files",
                data_role="files",
            ),
            class_="stack",
        )
