"""What attackers write, through every kind of hole: it shows as it was written, and nothing runs.

`SPRAG_HOSTILE=10000` runs the whole corpus; the suite takes a slice.
"""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import APPS, Serve, Visitor

pytestmark = pytest.mark.browser

COUNT = int(os.environ.get("SPRAG_HOSTILE", "600"))
BATCH = 300

READ = """() => [...document.querySelectorAll('section')].map((section) => {
  const one = (selector) => section.querySelector(selector)
  return {
    text: one('.text').textContent,
    between: one('.between').textContent,
    href: one('.attributes').getAttribute('href'),
    title: one('.attributes').title,
    data: one('.attributes').dataset.text,
    textarea: one('textarea').textContent,
    input: one('input').getAttribute('value'),
    children: [...section.querySelectorAll('p *, a *, textarea *')].length,
  }
})"""


def corpus(begin: int, count: int) -> list[str]:
    spec = importlib.util.spec_from_file_location("hostile_strings", APPS / "hostile/app/strings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.strings(begin, count)
    return found


def shown(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "between": f"before {text} after",
        "href": text,
        "title": text,
        "data": text,
        "textarea": text,
        "input": text,
        "children": 0,
    }


def assert_nothing_ran(page: Page) -> None:
    assert page.evaluate("'xss' in window") is False
    assert (
        page.evaluate(
            "document.querySelectorAll('script:not([src]):not([type=\"application/json\"])').length"
        )
        == 0
    )


@pytest.mark.parametrize("begin", range(0, COUNT, BATCH))
def test_a_document_shows_every_string_as_it_is(serve: Serve, visitor: Visitor, begin: int) -> None:
    page = visitor.open(f"{serve('hostile').url}/document?from={begin}&count={BATCH}")

    assert page.evaluate(READ) == [shown(text) for text in corpus(begin, BATCH)]
    assert_nothing_ran(page)
    visitor.errors[:] = [error for error in visitor.errors if "x.invalid" not in error]


@pytest.mark.parametrize("begin", range(0, COUNT, BATCH))
def test_a_hydrated_page_shows_every_string_and_sends_it_back(
    serve: Serve, visitor: Visitor, begin: int
) -> None:
    page = visitor.open(f"{serve('hostile').url}/hybrid?from={begin}&count={BATCH}")
    expected = [shown(text) for text in corpus(begin, BATCH)]

    assert page.evaluate(READ) == expected
    page.evaluate("window.nodes = [...document.querySelectorAll('section, section *')]")
    page.get_by_role("button", name="Again").click()
    expect(page.locator("output")).to_have_text("1")

    assert page.evaluate(READ) == expected
    assert page.evaluate(
        "[...document.querySelectorAll('section, section *')].every((n, i) => n === window.nodes[i])"
    )
    assert_nothing_ran(page)


@pytest.mark.parametrize("kind", ["http", "error"])
def test_an_error_page_shows_its_message_as_it_is(serve: Serve, visitor: Visitor, kind: str) -> None:
    page = visitor.context.new_page()
    for at in range(12):
        page.goto(f"{serve('hostile').url}/trouble?at={at}&kind={kind}")
        expect(page.locator("main > p").first).to_have_text(corpus(at, 1)[0])
        assert_nothing_ran(page)
    visitor.errors[:] = [error for error in visitor.errors if "status of" not in error]
