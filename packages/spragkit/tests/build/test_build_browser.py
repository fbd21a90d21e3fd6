"""A build in Chromium: the page comes to life from one script, and maps lead back to Python."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sprag.build import Report, build
from sprag.site import unload

sys.path.insert(0, str(Path(__file__).parents[1]))
from maps import segments

pytestmark = pytest.mark.browser
COUNTER = Path(__file__).parents[4] / "tests/apps/counter"


@contextmanager
def serving(dist: Path) -> Iterator[str]:
    """The address of `python server.py`."""
    script = (
        "import sys; from gevent import monkey; monkey.patch_all(thread=False, queue=False)\n"
        "from sprag.serve import create_app\nfrom specter.runtime import serve\n"
        "sys.exit(serve(create_app(sys.argv[1]), '127.0.0.1', 0, ready=lambda host, port: print(port, flush=True)))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(dist)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Report:
    report = build(COUNTER, tmp_path_factory.mktemp("counter") / "dist", maps=True)
    unload(COUNTER)
    return report


def test_the_counter_counts_from_its_build_with_one_script(built: Report, chromium: Browser) -> None:
    with serving(built.out) as address:
        page = chromium.new_page()
        scripts: list[str] = []
        problems: list[str] = []
        page.on(
            "request",
            lambda request: scripts.append(request.url) if request.resource_type == "script" else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/counter")
        kept = page.locator(".counter-display").element_handle()
        page.click("[data-role=increment]")
        page.get_by_text("1", exact=True).wait_for()

        assert page.evaluate("node => node.isConnected && node.textContent", kept) == "1"
        assert problems == []
        assert len(scripts) == 1
        page.close()


def test_the_counter_s_page_stays_small(built: Report) -> None:
    assert built.scripts["/counter"] <= 6_000


def test_a_stack_trace_and_a_breakpoint_lead_to_the_python_line(built: Report, chromium: Browser) -> None:
    source = (COUNTER / "app/routes/counter/modules.py").read_text().split("\n")
    line = next(number for number, text in enumerate(source) if "self.set_state(result.value)" in text)
    with serving(built.out) as address:
        page = chromium.new_page()
        session = page.context.new_cdp_session(page)
        maps: list[tuple[str, str]] = []
        session.on(
            "Debugger.scriptParsed",
            lambda event: maps.append((event["scriptId"], event.get("sourceMapURL", ""))),
        )
        session.send("Debugger.enable")
        page.goto(f"{address}/counter")
        script, url = next((script, url) for script, url in maps if url)
        data = json.loads(page.request.get(f"{address}/surfaces/{url}").text())
        place = generated_place(data, "app/routes/counter/modules.py", line)
        stops: list[dict[str, object]] = []
        session.on("Debugger.paused", lambda event: stops.append(event) or session.send("Debugger.resume"))
        session.send(
            "Debugger.setBreakpoint",
            {"location": {"scriptId": script, "lineNumber": place[0], "columnNumber": place[1]}},
        )
        page.click("[data-role=increment]")
        page.get_by_text("1", exact=True).wait_for()

        frame = stops[0]["callFrames"][0]  # type: ignore[index]
        at = frame["location"]
        assert original_place(data, at["lineNumber"], at["columnNumber"]) == (
            "app/routes/counter/modules.py",
            line,
        )
        page.close()


def generated_place(data: dict[str, object], source: str, line: int) -> tuple[int, int]:
    return min((row, column) for row, column, where in segments(data) if where[:2] == (source, line))


def original_place(data: dict[str, object], row: int, column: int) -> tuple[str, int]:
    """What a debugger shows for a place in the script: that of the last segment before it."""
    before = [(r, c, where) for r, c, where in segments(data) if (r, c) <= (row, column) and r == row]
    return max(before)[2][:2]


def test_a_map_shows_no_server_code(tmp_path: Path) -> None:
    project = tmp_path / "leaky"
    files = {
        "app/__init__.py": "from sprag import App\napp = App(routes='app.routes')\n",
        "app/routes/__init__.py": "",
        "app/routes/home/page.py": """
            from sprag import Component, Controller, Screen, hydrate, page, ui

            PASSWORD = "hunter2"

            class HomeController(Controller):
                def load(self):
                    return {"count": len(PASSWORD)}

            class Card(Component):
                def render(self, props=None):
                    return ui.p(str(self.state["count"]))

            class HomeScreen(Screen):
                def render(self, data):
                    return hydrate(Card, props={"count": data["count"]})

            home = page(path="/", controller=HomeController, screen=HomeScreen)
        """,
    }
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")

    build(project, tmp_path / "dist", maps=True)
    unload(project)

    files = [file for file in (tmp_path / "dist/public").rglob("*") if file.suffix in (".js", ".map")]
    public = "".join(file.read_text("utf-8") for file in files)
    assert "class Card(Component)" in public
    assert "hunter2" not in public
    assert "HomeController" not in public
