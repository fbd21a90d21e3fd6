"""Shared state on both sides, jobs with progress, and leaving the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser


def test_a_store_continues_in_the_browser_where_the_server_left_it(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/cart")
    expect(page.locator("h1")).to_have_text("Ada")
    for count in (1, 2):
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#count")).to_have_text(str(count))
    expect(page.locator("#items li")).to_have_text(["apple", "apple"])
    page.get_by_role("button", name="Reset").click()

    expect(page.locator("h1")).to_have_text("nobody")
    expect(page.locator("#items li")).to_have_count(0)


def test_a_visitors_cart_is_not_another_visitors(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/cart")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#count")).to_have_text("1")
    page.reload()

    expect(page.locator("#count")).to_have_text("0")


def test_navigate_and_set_metadata(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/cart")
    page.get_by_role("button", name="Title").click()
    expect(page).to_have_title("Cart: 0")
    assert page.get_attribute("meta[name=description]", "content") == "What is in it"
    page.get_by_role("button", name="Go").click()

    page.wait_for_url("**/forms")


def test_a_job_tells_its_progress_until_it_is_done(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/jobs")
    page.get_by_role("button", name="Start", exact=True).click()

    expect(page.locator("#status")).to_have_text("completed")
    expect(page.locator("#percent")).to_have_text("100")
    expect(page.locator("#message")).to_have_text("Completed quick.")


def test_a_running_job_is_cancelled(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/jobs")
    page.get_by_role("button", name="Start slow").click()
    expect(page.locator("#status")).to_have_text("running")
    page.get_by_role("button", name="Cancel").click()

    expect(page.locator("#status")).to_have_text("cancelled", timeout=15_000)
