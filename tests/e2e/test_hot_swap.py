"""Edits to a running app, seen in the page that is open, which is never loaded again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Serve, Server, Visitor

pytestmark = pytest.mark.browser


class Edits:
    """Edits of a project's files that are taken back in the end."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._before: dict[Path, str] = {}

    def replace(self, file: str, old: str, new: str) -> None:
        path = self._server.project / file
        text = path.read_text()
        self._before.setdefault(path, text)
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new))

    def undo(self) -> None:
        """Takes everything back, and waits until it is served."""
        if not self._before:
            return
        served = self._server.output.count(": live in ")
        for path, text in self._before.items():
            path.write_text(text)
        self._before.clear()
        deadline = time.monotonic() + 10
        while self._server.output.count(": live in ") == served:
            assert time.monotonic() < deadline, self._server.output
            time.sleep(0.02)


COMPONENTS = "app/routes/board/components.py"
MODULES = "app/routes/board/modules.py"


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("board")


@pytest.fixture
def edits(server: Server) -> Iterator[Edits]:
    made = Edits(server)
    yield made
    made.undo()


@pytest.fixture
def board(server: Server, visitor: Visitor, edits: Edits) -> Iterator[Page]:
    """The page after three clicks, with a draft half typed; `window.mark` dies with the document."""
    page = visitor.open(server.url + "/board")
    expect(page.locator("h1")).to_have_text("Old heading")
    page.evaluate("window.mark = 'the same document'")
    for count in range(1, 4):
        page.get_by_role("button", name="count").click()
        expect(page.locator("#count")).to_have_text(str(count))
    page.fill("[name=draft]", "half a sentence")
    page.evaluate("document.querySelector('[name=draft]').setSelectionRange(5, 7)")
    page.evaluate("scrollTo(0, 120)")
    yield page
    page.close()  # before the edits are taken back, which would load it again


def build_of(page: Page) -> int:
    """The build that the page shows."""
    return int(page.get_attribute("meta[name=sprag-build]", "content") or -1)


def wait_for_build_after(page: Page, build: int) -> None:
    """Until the page has taken an edit that shows nothing by itself."""
    page.wait_for_function(
        "build => Number(document.querySelector('meta[name=sprag-build]').content) > build", arg=build
    )


def assert_kept(page: Page) -> None:
    """Document, state, focus, typed text, selection and scroll are what they were before the edit."""
    assert page.evaluate("window.mark") == "the same document"
    assert page.inner_text("#count") == "3"
    kept = page.evaluate(
        "['name', 'value', 'selectionStart', 'selectionEnd'].map((name) => document.activeElement[name])"
    )
    assert kept == ["draft", "half a sentence", 5, 7]
    assert page.evaluate("scrollY") == 120


def test_a_component_is_edited_in_place(board: Page, edits: Edits) -> None:
    edits.replace(COMPONENTS, "Old heading", "New heading")

    expect(board.locator("h1")).to_have_text("New heading")
    assert_kept(board)


def test_another_structure_of_a_component_keeps_state_and_focus(board: Page, edits: Edits) -> None:
    edits.replace(COMPONENTS, 'ui.h1("Old heading"),', 'ui.h1("New heading"), ui.h2("and more"),')

    expect(board.locator("h2")).to_have_text("and more")
    assert_kept(board)
    board.get_by_role("button", name="count").click()
    expect(board.locator("#count")).to_have_text("4")


def test_a_file_that_a_component_imports_is_edited(board: Page, edits: Edits) -> None:
    edits.replace("app/parts.py", "old {text}", "new {text}")

    expect(board.locator(".badge")).to_have_text("new badge")
    assert_kept(board)


def test_a_modules_new_code_goes_on_with_its_state(board: Page, edits: Edits) -> None:
    build = build_of(board)
    edits.replace(MODULES, 'self.state["count"] + 1', 'self.state["count"] + 10')
    wait_for_build_after(board, build)
    assert_kept(board)
    board.get_by_role("button", name="count").click()

    expect(board.locator("#count")).to_have_text("13")


def test_a_store_keeps_its_state_over_an_edit_of_its_file(board: Page, edits: Edits) -> None:
    build = build_of(board)
    edits.replace("app/stores.py", '"label": "clicks"', '"label": "taps"')
    wait_for_build_after(board, build)
    build = build_of(board)
    shown = 'self.set_state({"answer": str(tally.get("clicks"))})'
    edits.replace(MODULES, "def step(self) -> None:", f"def step(self) -> None:\n        {shown}")
    wait_for_build_after(board, build)
    board.get_by_role("button", name="count").click()

    expect(board.locator("#answer")).to_have_text("3")


def test_a_style_sheet_is_swapped(board: Page, edits: Edits) -> None:
    edits.replace("app/look.css", "rgb(200, 0, 0)", "rgb(0, 0, 200)")

    expect(board.locator("h1")).to_have_css("color", "rgb(0, 0, 200)")
    assert_kept(board)


def test_server_code_is_replaced_behind_the_page(board: Page, edits: Edits) -> None:
    edits.replace("app/routes/board/server.py", "Hello from the server", "A new greeting")
    edits.replace("app/routes/board/server.py", "old answer", "new answer")

    expect(board.locator("#greeting")).to_have_text("A new greeting")
    assert_kept(board)
    board.get_by_role("button", name="ask").click()
    expect(board.locator("#answer")).to_have_text("new answer")


def test_the_screen_and_the_shell_are_changed_around_what_runs(board: Page, edits: Edits) -> None:
    edits.replace("app/routes/board/web.py", "Old note", "New note")
    expect(board.locator("#note")).to_have_text("New note")
    edits.replace("app/shell.html", "Old footer", "New footer")
    expect(board.locator("footer")).to_have_text("New footer")

    assert_kept(board)


def test_a_broken_edit_is_shown_while_the_last_good_version_serves_on(
    board: Page, edits: Edits, server: Server
) -> None:
    overlay = board.locator("sprag-overlay")
    edits.replace(COMPONENTS, 'ui.h1("Old heading"),', 'ui.h1("Old heading"')
    expect(overlay.locator(".kind")).to_have_text("build")
    expect(overlay.locator(".where")).to_contain_text("app/routes/board/components.py:")
    board.get_by_role("button", name="ask").evaluate("button => button.click()")
    expect(board.locator("#answer")).to_have_text("old answer")

    edits.undo()
    expect(overlay).to_have_count(0)
    edits.replace(COMPONENTS, "Old heading", "Mended heading")
    expect(board.locator("h1")).to_have_text("Mended heading")
    assert board.evaluate("window.mark") == "the same document"


def test_an_error_in_the_browser_is_shown_where_it_stands_in_python(board: Page, visitor: Visitor) -> None:
    board.get_by_role("button", name="fail").click()
    overlay = board.locator("sprag-overlay")

    expect(overlay.locator(".message")).to_contain_text("this button fails")
    expect(overlay.locator(".where")).to_have_text("app/routes/board/modules.py:24")
    visitor.errors.clear()


def test_code_that_needs_another_feature_reloads_the_page_with_its_state(board: Page, edits: Edits) -> None:
    edits.replace(
        MODULES, "def step(self) -> None:", 'def step(self) -> None:\n        self.navigate("#stepped")'
    )
    board.wait_for_function("() => window.mark === undefined")

    expect(board.locator("#count")).to_have_text("3")
    expect(board.locator("[name=draft]")).to_have_value("half a sentence")
    assert board.evaluate("document.activeElement.name") == "draft"
    board.get_by_role("button", name="count").click()
    board.wait_for_url("**/board#stepped")
