"""Websockets and broadcasts between real pages: two visitors, two pages each."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Serve, Server, Visitor
from .proxy import Proxy

pytestmark = pytest.mark.browser


def say(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.get_by_role("button", name="Say").click()


def messages(page: Page) -> Any:
    return expect(page.locator("#messages li"))


def joined(page: Page) -> Page:
    """The page, once the server has let it into its topic: answers come in the order in which they were asked for."""
    expect(page.locator("#link")).to_have_text("up")
    say(page, "")
    expect(page.locator("#ack")).to_have_text("400: Say something.")
    return page


def call(server: Server, action: str, **payload: Any) -> None:
    """Calls an action of the chat from outside of any page."""
    body = json.dumps({"route": "/chat/alpha", "action": action, "payload": payload}).encode()
    headers = {"Content-Type": "application/json", "Origin": server.url}
    request = urllib.request.Request(f"{server.url}/__sprag__/actions", body, headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.loads(response.read())["ok"]


@pytest.fixture
def other(chromium: Browser) -> Iterator[Visitor]:
    made = Visitor(chromium)
    yield made
    made.context.close()
    assert made.errors == []


def test_a_message_is_acknowledged_and_reaches_its_topic_only(
    serve: Serve, visitor: Visitor, other: Visitor
) -> None:
    url = serve("portal").url
    alpha = [joined(one.open(url + "/chat/alpha")) for one in (visitor, other, other)]
    beta = joined(visitor.open(url + "/chat/beta"))

    say(alpha[0], "hello")
    for page in alpha:
        messages(page).to_have_text(["hello"])
    expect(alpha[0].locator("#ack")).to_have_text("said 1")
    say(beta, "over here")
    messages(beta).to_have_text(["over here"])
    say(alpha[1], "again")
    for page in alpha:
        messages(page).to_have_text(["hello", "again"])


def test_a_session_hears_what_is_meant_for_it_on_all_its_pages(
    serve: Serve, visitor: Visitor, other: Visitor
) -> None:
    url = serve("portal").url
    # The first page of a visitor makes the session; the second one has it.
    mine = [joined(visitor.open(url + "/chat/alpha")), joined(visitor.open(url + "/chat/beta"))]
    theirs = joined(other.open(url + "/chat/alpha"))
    mine[0].get_by_role("button", name="Whisper").click()

    for page in mine:
        messages(page).to_have_text(["whisper: psst"])
    say(theirs, "public")
    messages(theirs).to_have_text(["public"])
    messages(mine[0]).to_have_text(["whisper: psst", "public"])


def test_a_jobs_changes_are_told_on_every_page_of_its_visitor_and_to_nobody_else(
    serve: Serve, visitor: Visitor, other: Visitor
) -> None:
    url = serve("portal").url + "/jobs"
    mine, theirs = [visitor.open(url), visitor.open(url)], [other.open(url), other.open(url)]
    mine[0].get_by_role("button", name="Start", exact=True).click()
    for page in mine:
        expect(page.locator("#status")).to_have_text("completed")
    theirs[1].get_by_role("button", name="Start slow").click()
    for page in theirs:
        expect(page.locator("#message")).to_contain_text("slow")

    for page in mine:
        expect(page.locator("#message")).to_have_text("Completed quick.")


def test_a_refused_message_says_why_to_its_sender(serve: Serve, visitor: Visitor) -> None:
    page = joined(visitor.open(serve("portal").url + "/chat/alpha"))
    say(page, "")

    expect(page.locator("#ack")).to_have_text("400: Say something.")


def test_a_topic_that_the_app_refuses_stays_silent(serve: Serve, visitor: Visitor) -> None:
    url = serve("portal").url
    page = visitor.open(url + "/chat/secret")
    expect(page.locator("sprag-overlay .message")).to_contain_text("room:secret")
    page.keyboard.press("Escape")
    say(page, "psst")

    expect(page.locator("#ack")).to_contain_text("said")
    assert page.locator("#messages li").count() == 0


@pytest.mark.parametrize("way", ["Quiet", "Depart"])
def test_who_stops_listening_or_leaves_the_topic_hears_nothing_more(
    serve: Serve, visitor: Visitor, way: str
) -> None:
    url = serve("portal").url
    leaving, staying = (joined(visitor.open(url + "/chat/alpha")) for _ in range(2))
    say(leaving, "together")
    messages(leaving).to_have_text(["together"])
    leaving.get_by_role("button", name=way).click()
    # An acknowledgement comes after all that its sender asked for before it.
    say(leaving, "alone")
    expect(leaving.locator("#ack")).to_contain_text("said")

    messages(staying).to_have_text(["together", "alone"])
    messages(leaving).to_have_text(["together"])


def test_a_refetch_signal_calls_the_action_again(serve: Serve, visitor: Visitor) -> None:
    server = serve("portal")
    page = joined(visitor.open(server.url + "/chat/alpha"))
    call(server, "shout", text="news")

    messages(page).to_have_text(["news"])
    expect(page.locator("#latest")).to_have_text("news")


def test_a_broadcast_reaches_every_page(serve: Serve, visitor: Visitor, other: Visitor) -> None:
    server = serve("portal")
    pages = []
    for one in (visitor, other):
        for room in ("alpha", "beta"):
            page = one.context.new_page()
            with page.expect_response("**/__sprag__/events"):
                page.goto(f"{server.url}/chat/{room}")
            pages.append(joined(page))
    call(server, "broadcast", text="to all")

    for page in pages:
        expect(page.locator("#news")).to_have_text("to all")


def test_after_a_cut_what_was_missed_arrives_once_and_in_order(serve: Serve, visitor: Visitor) -> None:
    server = serve("portal")
    proxy = Proxy(server.url)
    page = joined(visitor.open(proxy.url + "/chat/alpha"))
    expected = []
    for cut in range(3):
        call(server, "shout", text=f"before {cut}")
        messages(page).to_have_text([*expected, f"before {cut}"])
        proxy.cut()
        expect(page.locator("#link")).to_have_text("down")
        for number in range(5):
            call(server, "shout", text=f"missed {cut}.{number}")
        expected += [f"before {cut}", *(f"missed {cut}.{number}" for number in range(5))]
        proxy.mend()
        messages(page).to_have_text(expected, timeout=15_000)
        expect(page.locator("#link")).to_have_text("resumed")
    page.close()
    proxy.close()
    visitor.errors[:] = [error for error in visitor.errors if "ERR_" not in error]


def test_beyond_retention_the_page_is_told_of_a_gap_and_refetches(serve: Serve, visitor: Visitor) -> None:
    server = serve("portal")
    proxy = Proxy(server.url)
    page = joined(visitor.open(proxy.url + "/chat/alpha"))
    proxy.cut()
    expect(page.locator("#link")).to_have_text("down")
    call(server, "flood", count=1500)
    proxy.mend()

    expect(page.locator("#link")).to_have_text("gap", timeout=20_000)
    expect(page.locator("#latest")).to_have_text("flooded with 1500")
    call(server, "shout", text="after")
    messages(page).to_have_text(["after"])
    page.close()
    proxy.close()
    visitor.errors[:] = [error for error in visitor.errors if "ERR_" not in error]
