"""sprag dev in a real browser: an edit is on the screen, the page keeps its state, a broken edit harms nobody."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from sprag.cli.new import create_project

from .conftest import Serve, Server, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Server:
    project, _ = create_project("shop", tmp_path_factory.mktemp("scaffold"), "default")
    return serve(project)


@pytest.fixture
def counted(server: Server, visitor: Visitor) -> Page:
    """The counter page after two clicks, with a mark that a reload would lose."""
    page = visitor.open(f"{server.url}/counter")
    for count in ("1", "2"):
        page.click("[data-role='increment']")
        expect(page.locator(".counter-display")).to_have_text(count)
    page.evaluate("window.mark = 'same document'")
    return page


def edit(server: Server, file: str, old: str, new: str) -> None:
    path = server.project / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_edited_component_is_swapped_and_the_count_stays(server: Server, counted: Page) -> None:
    edit(server, "app/routes/counter/components.py", '"Increment"', '"Add one"')

    expect(counted.locator("[data-role='increment']")).to_have_text("Add one")
    expect(counted.locator(".counter-display")).to_have_text("2")
    assert counted.evaluate("window.mark") == "same document"
    counted.click("[data-role='increment']")
    expect(counted.locator(".counter-display")).to_have_text("3")


def test_an_edited_module_behaves_anew_and_the_count_stays(server: Server, counted: Page) -> None:
    edit(
        server,
        "app/routes/counter/modules.py",
        "self.set_state(result.value)",
        'self.set_state({"count": 77})',
    )

    expect(counted.locator(".counter-display")).to_have_text("2")
    # The swap is complete when a click behaves in the new way.
    counted.wait_for_function(
        """() => { document.querySelector("[data-role='increment']").click()
                   return document.querySelector('.counter-display').textContent === '77' }""",
        polling=200,
    )
    assert counted.evaluate("window.mark") == "same document"
    edit(
        server,
        "app/routes/counter/modules.py",
        'self.set_state({"count": 77})',
        "self.set_state(result.value)",
    )


def test_an_edited_style_sheet_is_swapped_in_place(server: Server, counted: Page) -> None:
    path = server.project / "app/shell.css"
    path.write_text(path.read_text() + "\nbody { outline: 3px solid rgb(1, 2, 3); }\n")

    counted.wait_for_function("() => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'")
    assert counted.evaluate("window.mark") == "same document"
    expect(counted.locator(".counter-display")).to_have_text("2")


def test_edited_server_code_is_replaced_behind_the_open_page(server: Server, counted: Page) -> None:
    edit(server, "app/routes/counter/server.py", "count + 1", "count + 10")

    counted.wait_for_function(
        """() => { document.querySelector("[data-role='increment']").click()
                   return Number(document.querySelector('.counter-display').textContent) > 11 }""",
        polling=200,
    )
    assert counted.evaluate("window.mark") == "same document"
    edit(server, "app/routes/counter/server.py", "count + 10", "count + 1")


def test_a_broken_edit_shows_the_overlay_and_the_next_good_one_clears_it(
    server: Server, visitor: Visitor
) -> None:
    page = visitor.open(f"{server.url}/counter")
    edit(server, "app/routes/counter/modules.py", "def on_start(self)", "def on_start(self")

    overlay = page.locator("sprag-overlay")
    expect(overlay.locator(".where")).to_contain_text("app/routes/counter/modules.py")
    other = visitor.context.new_page()
    other.goto(f"{server.url}/counter")
    other.click("[data-role='increment']", force=True)

    edit(server, "app/routes/counter/modules.py", "def on_start(self", "def on_start(self)")
    expect(overlay).to_have_count(0)
    visitor.errors.clear()


def test_what_the_compiler_refuses_is_shown_with_its_advice(server: Server, visitor: Visitor) -> None:
    page = visitor.open(f"{server.url}/counter")
    good = 'self.call_action("reset").then(self.on_result)'
    edit(server, "app/routes/counter/modules.py", good, f"{good}\n        exec('1')")

    overlay = page.locator("sprag-overlay")
    expect(overlay.locator("pre")).to_contain_text("exec('1')")
    expect(overlay.locator(".advice")).not_to_be_empty()
    edit(server, "app/routes/counter/modules.py", f"{good}\n        exec('1')", good)
    expect(overlay).to_have_count(0)
    visitor.errors.clear()


def test_document_pages_follow_edits_too(server: Server, visitor: Visitor) -> None:
    page = visitor.open(f"{server.url}/about")
    file = server.project / "app/routes/about/components.py"
    before = file.read_text()
    heading = page.locator("h1").inner_text()
    file.write_text(before.replace(heading, "Edited heading"))

    expect(page.locator("h1")).to_have_text("Edited heading")
    file.write_text(before)
    expect(page.locator("h1")).to_have_text(heading)


def test_foreign_hosts_are_refused(server: Server) -> None:
    answer = httpx.get(f"{server.url}/counter", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    events = httpx.get(f"{server.url}/__sprag__/dev/events", headers={"Sec-Fetch-Site": "cross-site"})
    assert events.status_code == 403


def test_a_server_with_open_pages_ends_quietly(visitor: Visitor, tmp_path: Path) -> None:
    project, _ = create_project("shop", tmp_path, "default")
    server = Server([sys.executable, "-m", "sprag", "dev", "--port", "0"], project, {})
    page = visitor.open(f"{server.url}/counter")
    edit(server, "app/routes/counter/components.py", '"Increment"', '"Add one"')
    expect(page.locator("[data-role='increment']")).to_have_text("Add one")

    code = server.stop()

    # Lines about requests are indented.
    said = [re.sub(r"\d+ ms", "N ms", line.rstrip()) for line in server.lines if not line.startswith("  ")]
    assert said[0] == f"[SPRAG] app:app on {server.url}"
    live = said.index("[SPRAG] app/routes/counter/components.py: live in N ms")
    assert (code, said[live + 1 :]) == (0, [])
    visitor.errors.clear()  # its stream has ended
