from __future__ import annotations

from typing import Any

from sprag import Component, ui


class QueueCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        job = self.state["job"]
        running = job is not None and job["status"] in ("queued", "running", "cancelling")
        return ui.div(
            ui.div(
                ui.button(
                    "Build something",
                    type="button",
                    class_="button primary",
                    data_role="start",
                    disabled=running,
                ),
                ui.button(
                    "Cancel",
                    type="button",
                    class_="button",
                    data_role="cancel",
                    disabled=not running,
                ),
                class_="row",
            ),
            ui.p("No job yet.", class_="soft") if job is None else job_panel(job),
            ui.p(self.state["error"], class_="error", role="alert")
            if self.state["error"]
            else None,
            class_="stack",
        )


def job_panel(job: dict[str, Any]) -> Any:
    progress = job["progress"]
    return ui.div(
        ui.div(
            ui.strong(job["label"]),
            ui.span(job["status"], class_=["status", job["status"]], data_role="status"),
            class_="row between",
        ),
        ui.progress(value=progress["percent"], max="100", aria_label="Progress"),
        ui.p(job["message"], class_="soft", data_role="message", aria_live="polite"),
        ui.p(f"Result: {job['result']['steps']} steps", data_role="result")
        if job["result"]
        else None,
        class_="well stack",
    )
