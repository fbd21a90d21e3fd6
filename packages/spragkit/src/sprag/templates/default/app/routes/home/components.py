"""The start page, in pieces. Edit the text and save: the open page follows."""

from __future__ import annotations

import re
from typing import Any

from sprag import Component, ui

SERVER_CODE = """\
class CounterController(Controller):
    route = "/counter"

    @action(schema=Schema("increment", {
        "count": Field(int, required=True),
    }))
    def increment(self, count):
        return {"count": count + 1}
"""

BROWSER_CODE = """\
class CounterModule(Module):
    def on_increment(self, event):
        payload = {"count": self.state["count"]}
        answer = self.call_action("increment", payload)
        answer.then(self.on_result)

    def on_result(self, result):
        self.set_state(result.value)
"""


WORDS = re.compile(r'\b(class|def|return)\b|("[^"]*")|(@\w+)')
COLOURS = ("keyword", "text", "mark")


def coloured(code: str) -> list[Any]:
    """Return the code with keywords, strings and decorators in spans of their own."""
    parts: list[Any] = []
    end = 0
    for found in WORDS.finditer(code):
        kind = COLOURS[(found.lastindex or 1) - 1]
        parts += [code[end : found.start()], ui.span(found.group(), class_=kind)]
        end = found.end()
    return [*parts, code[end:]]


def code_card(runtime: str, file: str, code: str) -> Any:
    return ui.figure(
        ui.figcaption(ui.code(file), ui.span(runtime, class_=["tag", runtime])),
        ui.pre(ui.code(coloured(code)), tabindex="0"),
        class_=["card", "code-card", runtime],
    )


def step(title: str, file: str, text: str) -> Any:
    return ui.li(ui.h3(title), ui.code(file), ui.p(text), class_="step")


class Landing(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        visits = (props or {}).get("visits", 0)
        return ui.div(
            ui.section(
                ui.div(
                    ui.p("PROJECT_NAME is running", class_="eyebrow"),
                    ui.h1("Both sides of your app, written in Python."),
                    ui.p(
                        "The server renders this page. Where a page needs to react, the same "
                        "language carries on in the browser: no JavaScript to write, no API in "
                        "between.",
                        class_="lead",
                    ),
                    ui.div(
                        ui.a("Try the counter", href="/counter", class_="button primary"),
                        ui.a("How it fits together", href="/about", class_="button"),
                        class_="actions",
                    ),
                    class_="pitch",
                ),
                ui.div(
                    code_card("server", "counter/server.py", SERVER_CODE),
                    ui.div(class_="wire", aria_hidden="true"),
                    code_card("browser", "counter/modules.py", BROWSER_CODE),
                    class_="pair",
                ),
                class_="hero",
            ),
            ui.section(
                ui.h2("Make it yours"),
                ui.ol(
                    step(
                        "Change this page",
                        "app/routes/home/components.py",
                        "Edit any text and save. The page in front of you changes.",
                    ),
                    step(
                        "Set the tone",
                        "app/shell.css",
                        "Colours, type and spacing are tokens at the top of one file.",
                    ),
                    step(
                        "Add a page",
                        "sprag add route pricing",
                        "A controller, a screen and a component, ready to fill in.",
                    ),
                    class_="steps",
                ),
                class_="band",
            ),
            ui.p(
                "This server has rendered the page ",
                ui.strong(str(visits), data_role="visits"),
                " time" if visits == 1 else " times",
                " since it started.",
                class_="visits",
            ),
        )
