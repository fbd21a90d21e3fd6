"""The overlay of dev, under a strict policy: what it shows, where in Python, and how it goes away."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'"
SOURCE = 'class CounterModule(Module):\n    def on_click(self, event):\n        raise ValueError("no")\n'
# `fail` stands on line 2 of the JavaScript and on line 3, column 8 of the Python.
MODULE = "export function fail() {\n  throw new Error('no')\n}\n"
MAP = {
    "version": 3,
    "sources": ["app/modules.py"],
    "sourcesContent": [SOURCE],
    "names": [],
    "mappings": ";QAEQ",
}


def answer(route: Route, *, body: str, kind: str) -> None:
    headers = {"content-security-policy": POLICY + "; img-src data:"}
    route.fulfill(body=body, content_type=kind, headers=headers)


@pytest.fixture
def dev(page: Page) -> Page:
    """A page with an overlay as `overlay`."""
    answers = {
        "**/dev.html": ("<!DOCTYPE html><title>x</title><link rel=icon href=data:,><p>Page</p>", "text/html"),
        "**/app/modules.js": (MODULE, "text/javascript"),
        "**/app/modules.js.map": (json.dumps(MAP), "application/json"),
    }
    for pattern, (body, kind) in answers.items():
        page.route(pattern, functools.partial(answer, body=body, kind=kind))
    page.goto(page.url + "dev.html")
    page.evaluate(
        "async () => { const { Overlay } = await import('/dist/esm/dev/overlay.js'); window.overlay = new Overlay() }"
    )
    return page


def shown(page: Page) -> Any:
    return page.locator("sprag-overlay")


def test_every_problem_of_a_build_is_shown_with_its_place_and_advice(dev: Page) -> None:
    problem = {
        "code": "SPR101",
        "message": "with is not supported",
        "file": "app/modules.py",
        "line": 2,
        "column": 4,
        "frame": "> 2 |     with x:",
        "advice": "Write try/finally.",
    }
    build = {"message": "2 problems", "diagnostics": [problem, {**problem, "line": 9, "frame": ""}]}
    dev.evaluate("build => { overlay.showBuild(build); overlay.showBuild(build) }", build)

    expect(shown(dev).locator("h1")).to_have_text("2 problems")
    expect(shown(dev).locator(".where")).to_have_text(["app/modules.py:2", "app/modules.py:9"])
    expect(shown(dev).locator("li").first).to_contain_text("with is not supported [SPR101]")
    expect(shown(dev).locator("pre")).to_have_text(["> 2 |     with x:"])
    expect(shown(dev).locator(".advice")).to_have_text(["Write try/finally."] * 2)
    assert shown(dev).locator("main").evaluate("main => getComputedStyle(main).display") == "flex"


def test_a_thrown_error_is_shown_where_it_stands_in_python(dev: Page) -> None:
    dev.evaluate(
        """async () => {
          const { fail } = await import('/app/modules.js')
          for (const during of ['a click', '']) {
            try { fail() } catch (error) { await overlay.show('runtime', error, during) }
          }
        }"""
    )

    expect(shown(dev).locator("h1")).to_have_text("2 problems")
    expect(shown(dev).locator(".kind")).to_contain_text("runtime × 2")
    expect(shown(dev).locator(".where")).to_have_text("app/modules.py:3")
    assert shown(dev).locator("li > pre").inner_text() == (
        "  1 | class CounterModule(Module):\n"
        "  2 |     def on_click(self, event):\n"
        '> 3 |         raise ValueError("no")\n'
        "  4 | "
    )
    expect(shown(dev).locator("details pre")).to_contain_text("fail  app/modules.py:3")


def test_a_failed_action_shows_the_servers_traceback(dev: Page) -> None:
    traceback = 'File "app/server.py", line 3'
    dev.evaluate(
        "traceback => overlay.show('action', Object.assign(new Error(), { response: { traceback } }))",
        traceback,
    )

    expect(shown(dev).locator("li > pre")).to_have_text(traceback)


def test_markup_in_a_message_is_text(dev: Page) -> None:
    dev.evaluate("overlay.show('runtime', '<img src=x onerror=alert(1)>')")

    expect(shown(dev).locator(".message")).to_have_text("<img src=x onerror=alert(1)>")
    assert shown(dev).locator("img").count() == 0


def test_at_most_fifty_are_listed_and_all_are_counted(dev: Page) -> None:
    dev.evaluate("Promise.all(Array.from({ length: 60 }, (_, i) => overlay.show('runtime', 'number ' + i)))")

    expect(shown(dev).locator("h1")).to_have_text("60 problems")
    expect(shown(dev).locator("li")).to_have_count(50)


def test_escape_and_the_button_dismiss(dev: Page) -> None:
    for dismiss in (lambda: dev.keyboard.press("Escape"), lambda: shown(dev).get_by_role("button").click()):
        dev.evaluate("overlay.show('runtime', 'again')")
        expect(shown(dev)).to_have_count(1)
        dismiss()
        expect(shown(dev)).to_have_count(0)


def test_a_good_build_takes_the_problems_of_the_bad_one_away_and_leaves_others(dev: Page) -> None:
    dev.evaluate("overlay.showBuild({ message: 'bad', diagnostics: [] }); overlay.show('runtime', 'mine')")
    expect(shown(dev).locator("li")).to_have_count(2)
    dev.evaluate("overlay.clear('build')")

    expect(shown(dev).locator(".message")).to_have_text(["mine"])
