"""A session that nobody uses for its idle time."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser


def test_an_idle_session_ends_and_an_active_one_goes_on(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal", env={"PORTAL_IDLE_SECONDS": "4"}).url + "/login")
    page.fill("[name=name]", "ada")
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/members")
    ask = page.get_by_role("button", name="whoami")
    outcome = page.locator("#outcome")
    # Longer than the idle time in all, never that long without a request.
    for _ in range(3):
        time.sleep(1.5)
        with page.expect_response("**/actions") as answer:
            ask.click()
        assert answer.value.status == 200

    time.sleep(5.1)
    ask.click()
    expect(outcome).to_have_text("401: Authentication required.")
    visitor.errors[:] = [error for error in visitor.errors if "401" not in error]
