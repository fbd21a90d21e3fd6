from __future__ import annotations

import re
from typing import Any

from sprag import ContentDocument, ui

from app.content import docs, posts, section_of
from app.frame import SiteScreen

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

REASONS = (
    (
        "What compiles is right",
        "Browser code gives the answer that CPython gives. What would not, does not compile, and says why.",
    ),
    (
        "Nothing is drawn twice",
        "The server's HTML and the browser's are equal, so the browser adopts what is there: focus, scroll and "
        "all. A page that needs no script ships none.",
    ),
    (
        "Realtime, jobs, uploads",
        "Queues with progress, websockets with topics, files in pieces that survive a bad line. They are parts, "
        "not projects.",
    ),
    (
        "Nothing accepted is lost",
        "Sessions, jobs and topics stand on one small storage interface: memory while you write, SQLite when it "
        "counts. Your code does not change.",
    ),
    (
        "Safe where it starts",
        "A strict content policy, calls from your own origin only, typed payloads, and nothing private in a page.",
    ),
    (
        "No front-end chain",
        "pip install is the installation. No Node, no bundler, no API between your two halves.",
    ),
)

WORDS = re.compile(r'\b(class|def|return)\b|("[^"]*")|(@\w+)')
COLOURS = ("k", "s1", "nd")


def coloured(code: str) -> list[Any]:
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
        class_="code-card",
    )


class HomeScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        return self.framed(
            "/",
            ui.main(
                ui.section(
                    ui.div(
                        ui.h1("One Python language, two runtimes."),
                        ui.p(
                            "Write the whole web app in Python: pages, behaviour, state, realtime. SPRAG renders it "
                            "on the server, compiles the browser part to JavaScript, and runs both as one.",
                            class_="lead",
                        ),
                        ui.pre(
                            ui.code("pip install spragkit\nsprag new myapp && cd myapp && sprag dev"),
                            class_="install",
                            tabindex="0",
                        ),
                        ui.div(
                            ui.a("Get started", href="/docs/getting-started", class_="button primary"),
                            ui.a("How it works", href="/docs/two-runtimes", class_="button"),
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
                    [ui.div(ui.h2(title), ui.p(text), class_="reason") for title, text in REASONS],
                    class_="reasons",
                ),
                ui.section(
                    ui.h2("The documentation"),
                    ui.div([door(*each) for each in sections().items()], class_="doors"),
                    class_="band",
                ),
                ui.section(
                    ui.h2("From the blog"),
                    ui.ul(
                        [
                            ui.li(
                                ui.time(str(post.metadata.get("date", ""))),
                                ui.a(post.title, href=post.url_path),
                            )
                            for post in posts()[:3]
                        ]
                    ),
                    class_="band latest",
                ),
                id="content",
                class_="page",
            ),
        )


def sections() -> dict[str, list[ContentDocument]]:
    found: dict[str, list[ContentDocument]] = {}
    for page in docs():
        found.setdefault(section_of(page), []).append(page)
    return found


def door(section: str, pages: list[ContentDocument]) -> Any:
    titles = ", ".join(page.title for page in pages[:4])
    return ui.a(
        ui.h3(section),
        ui.p(titles + (" …" if len(pages) > 4 else "")),
        href=pages[0].url_path,
        class_="door",
    )
