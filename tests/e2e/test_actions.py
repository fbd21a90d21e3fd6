"""Actions from a real page: what comes back, what is refused, and a server that is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .conftest import Serve, Visitor
from .proxy import Proxy

pytestmark = pytest.mark.browser


def outcome_of(page: Page, call: str) -> str:
    """Clicks the button of a call and gives what the page shows then."""
    page.get_by_role("button", name=call, exact=True).click()
    page.wait_for_function(
        "() => !['none yet', 'waiting'].includes(document.querySelector('#outcome').textContent)"
    )
    return page.inner_text("#outcome")


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        ("add", "200: 5"),
        ("typed", "200: Ada: x, y"),
        ("patient", "200: waited"),
        ("conflict", "409: Already taken."),
    ],
)
def test_a_call_resolves_or_rejects_with_the_envelope(
    serve: Serve, visitor: Visitor, call: str, outcome: str
) -> None:
    page = visitor.open(serve("portal").url + "/actions")

    assert outcome_of(page, call) == outcome


def test_a_refused_schema_names_every_field(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/actions")

    assert outcome_of(page, "wrong").startswith("400: Validation failed for action 'add'")
    assert [line.split(":")[0] for line in page.inner_text("#errors").splitlines()] == ["a", "b"]
    visitor.errors[:] = [error for error in visitor.errors if "400 (Bad Request)" not in error]


def test_a_raised_http_error_and_a_crash_keep_their_status(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/actions")

    assert outcome_of(page, "gone") == "404: No such thing."
    page.reload()
    assert outcome_of(page, "crash").startswith("500: ")
    visitor.errors[:] = [error for error in visitor.errors if "Failed to load resource" not in error]


def test_an_unknown_action_is_refused_before_it_is_sent(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/actions")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    assert "Unknown action 'undeclared' for route '/actions'" in outcome_of(page, "undeclared")
    assert sent == []


def test_a_redirect_is_followed(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/actions")
    page.get_by_role("button", name="leave").click()

    page.wait_for_url("**/forms?from=actions")


def test_await_gives_the_result_and_raises_the_refusal(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/actions")

    assert outcome_of(page, "awaited") == "awaited 42"
    page.get_by_text("caught: Already taken.").wait_for()


def test_a_server_that_is_gone_is_said_to_be(serve: Serve, visitor: Visitor) -> None:
    proxy = Proxy(serve("portal").url)
    page = visitor.open(proxy.url + "/actions")
    proxy.cut()

    assert outcome_of(page, "add") == "0: The server cannot be reached."
    proxy.mend()
    page.get_by_role("button", name="typed", exact=True).click()
    page.get_by_text("200: Ada: x, y").wait_for()
    page.close()
    proxy.close()
    visitor.errors[:] = [error for error in visitor.errors if "net::ERR_" not in error]
