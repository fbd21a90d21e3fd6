"""The names of the browser's that may be written in Python's way are names that a browser has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sprag.compiler.names import DOM

pytestmark = pytest.mark.browser

MISSING = """(names) => {
  const known = new Set(['isTrusted'])
  const note = (value) => { for (const name of Object.getOwnPropertyNames(value)) known.add(name) }
  note(window)
  for (const name of Object.getOwnPropertyNames(window)) {
    const value = /^[A-Z]/.test(name) ? window[name] : null
    if (typeof value !== 'function') continue
    note(value)
    if (value.prototype) note(value.prototype)
  }
  return names.filter((name) => !known.has(name))
}"""


def test_every_name_that_changes_its_spelling_is_one_of_chromium(chromium: Browser) -> None:
    context = chromium.new_context()
    # Some members exist in pages of secure origins only.
    context.route("https://app.test/", lambda route: route.fulfill(body="<!DOCTYPE html>"))
    page = context.new_page()
    page.goto("https://app.test/")

    assert page.evaluate(MISSING, sorted(set(DOM.values()))) == []
    context.close()
