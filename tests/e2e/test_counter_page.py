"""The seed's 60-Second Example, character for character, from the server's HTML to a click."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(params=[False, True], ids=["dev", "production"])
def url(request: pytest.FixtureRequest, serve: Serve) -> str:
    return serve("counter", production=request.param).url


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.read().decode()


def call(url: str, body: Any) -> tuple[int, Any]:
    """The status and envelope of an action call from the page's own origin."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Origin": url}
    request = urllib.request.Request(f"{url}/__sprag__/actions", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_the_servers_html_shows_the_count_and_says_what_to_hydrate(url: str) -> None:
    html = get(url + "/counter")

    assert (
        '<div data-sprag-hydrate="CounterCard" data-sprag-hydrate-id="sprag-h1" data-sprag-module="CounterModule">'
        '<div class="counter-card"><div class="counter-display">0</div>'
        '<button type="button" data-role="increment">Increment</button></div></div>'
    ) in html
    payload = json.loads(
        re.search(r'<script type="application/json" id="sprag-payload">(.*?)</script>', html)[1]
    )  # type: ignore[index]
    assert payload["hydration"] == [
        {"id": "sprag-h1", "component": "CounterCard", "module": "CounterModule", "state": {"count": 0}}
    ]
    assert payload["page"]["path"] == "/counter"
    assert payload["page"]["actions"] == ["increment"]


def test_a_click_calls_the_action_and_the_button_is_the_same_node_all_along(
    url: str, visitor: Visitor
) -> None:
    # Remembers the node that the parser made, before any script of the page runs.
    page = visitor.context.new_page()
    page.add_init_script(
        "new MutationObserver(() => { const b = document.querySelector('[data-role=increment]');"
        " if (b && !window.first) window.first = b }).observe(document, {childList: true, subtree: true})"
    )
    page.goto(url + "/counter")
    assert page.evaluate("document.querySelector('[data-role=increment]') === window.first")

    page.get_by_role("button", name="Increment").click()
    expect(page.locator(".counter-display")).to_have_text("1")
    page.get_by_role("button", name="Increment").click()
    expect(page.locator(".counter-display")).to_have_text("2")

    assert page.evaluate("document.querySelector('[data-role=increment]') === window.first")
    assert page.evaluate("document.querySelectorAll('button').length") == 1


def test_without_javascript_the_page_shows_its_content(url: str, plain_visitor: Visitor) -> None:
    page = plain_visitor.open(url + "/counter")

    assert page.locator(".counter-display").inner_text() == "0"
    assert page.get_by_role("button").inner_text() == "Increment"


@pytest.mark.parametrize(
    ("body", "status", "envelope"),
    [
        (
            {"route": "/counter", "action": "increment", "payload": {"count": 4}},
            200,
            {
                "action": "increment",
                "error": None,
                "ok": True,
                "redirect": None,
                "route": "/counter",
                "status": 200,
                "value": {"count": 5},
            },
        ),
        (
            {"route": "/counter", "action": "increment", "payload": {"count": "abc"}},
            400,
            {
                "action": "increment",
                "error": "Validation failed for action 'increment': [increment] Validation failed: "
                "count: 'count' must be int: Cannot convert str 'abc' to int",
                "errors": {"count": "'count' must be int: Cannot convert str 'abc' to int"},
                "ok": False,
                "route": "/counter",
            },
        ),
        (
            {"route": "/zzz", "action": "increment", "payload": {}},
            404,
            {"action": "increment", "error": "Unknown route '/zzz'.", "ok": False, "route": "/zzz"},
        ),
        (
            {"route": "/counter", "action": "nope", "payload": {}},
            404,
            {
                "action": "nope",
                "error": "Unknown action 'nope' for route '/counter'.",
                "ok": False,
                "route": "/counter",
            },
        ),
    ],
)
def test_an_action_call_is_answered_by_the_contracts_envelope(
    url: str, body: Any, status: int, envelope: dict[str, Any]
) -> None:
    assert call(url, body) == (status, envelope)


def test_malformed_json_is_refused(url: str) -> None:
    status, answer = call(url, b"{not json")

    assert (status, answer["ok"], answer["error"]) == (400, False, "Invalid JSON request body.")
