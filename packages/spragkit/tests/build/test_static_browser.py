"""A static build in Chromium, below a path that it was not told."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

FILES = {
    "app/__init__.py": "from sprag import App\napp = App(routes='app.routes')\n",
    "app/site.css": "h1 { background: url('/static/dot.svg') }",
    "app/static/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    "app/routes/__init__.py": "",
    "app/routes/home/page.py": """
from sprag import Component, Controller, Module, Screen, hydrate, page, ui

class HomeController(Controller):
    def load(self):
        return {"count": 3}

class Card(Component):
    def render(self, props=None):
        return ui.main(ui.h1("Home"), ui.p(str(self.state["count"])), ui.button("More"), ui.a("Deep", href="/deep/page"))

class CardModule(Module):
    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {"count": 3})

    def on_start(self):
        self.delegate(self.element, "click", "button", self.more)

    def more(self, event):
        self.set_state({"count": self.state["count"] + 1})

class HomeScreen(Screen):
    modules = [CardModule]

    def render(self, data):
        return hydrate(Card, module=self.module(CardModule))

home = page(path="/", controller=HomeController, screen=HomeScreen, css=["app/site.css"])
""",
    "app/routes/deep/page/page.py": """
from sprag import Controller, Screen, page, ui

class DeepController(Controller):
    pass

class DeepScreen(Screen):
    def render(self, data):
        return ui.main(ui.h1("Deep"), ui.img(src="/static/dot.svg", alt=""), ui.a("Back", href="/"))

deep = page(path="/deep/page", controller=DeepController, screen=DeepScreen, mode="document")
""",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    project = tmp_path / "app"
    for name, text in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    program = "import sys; from pathlib import Path; from sprag.build import build_static\n"
    program += "build_static(Path(sys.argv[1]), Path(sys.argv[2]))"
    out = tmp_path / "host/some/where"
    out.parent.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", program, str(project), str(out)], check=True, timeout=60)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "host"))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_pages_styles_images_links_and_scripts_work_under_any_prefix(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            problems.append(answer.url) if answer.status >= 400 and "favicon" not in answer.url else None
        ),
    )
    page.goto(address)
    page.click("button")
    page.get_by_text("4", exact=True).wait_for()
    page.click("text=Deep")
    page.get_by_role("heading", name="Deep").wait_for()
    width = page.evaluate("document.querySelector('img').naturalWidth")
    page.click("text=Back")
    page.get_by_role("heading", name="Home").wait_for()

    assert page.url == address
    assert width == 1
    assert problems == []
    page.close()
