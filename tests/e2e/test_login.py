"""Login and logout in two tabs, roles, and a session that expires."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser


def enter(page: Page, name: str) -> None:
    page.fill("[name=name]", name)
    page.get_by_role("button", name="Enter").click()


def press(page: Page, call: str) -> None:
    page.get_by_role("button", name=call, exact=True).click()


def forget(visitor: Visitor, *expected: str) -> None:
    """Takes the browser's own notes of refused requests out; every other error still counts."""
    visitor.errors[:] = [error for error in visitor.errors if not any(status in error for status in expected)]


def test_a_protected_page_sends_to_login_and_login_sends_back(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/members?tab=2")
    assert page.url.endswith("/login?next=%2Fmembers%3Ftab%3D2")
    before = visitor.context.cookies()
    enter(page, "nobody")
    expect(page.locator("#outcome")).to_have_text("401: Nobody of that name.")
    enter(page, "ada")

    page.wait_for_url("**/members?tab=2")
    expect(page.locator("h1")).to_have_text("Welcome, ada")
    after = {cookie["name"]: cookie for cookie in visitor.context.cookies()}
    assert after["SPRAG_SID"]["httpOnly"]
    assert after["SPRAG_SID"]["value"] not in page.content()
    assert all(cookie["value"] != after["SPRAG_SID"]["value"] for cookie in before)
    forget(visitor, "401")


def test_roles_decide_on_actions(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/login")
    enter(page, "bob")
    page.wait_for_url("**/members")
    press(page, "whoami")
    expect(page.locator("#outcome")).to_have_text("bob")
    press(page, "rule")
    expect(page.locator("#outcome")).to_have_text("403: Forbidden.")
    forget(visitor, "403")


def test_logout_in_one_tab_ends_the_other(serve: Serve, visitor: Visitor) -> None:
    url = serve("portal").url
    first = visitor.open(url + "/login")
    enter(first, "ada")
    first.wait_for_url("**/members")
    second = visitor.open(url + "/members")
    press(second, "rule")
    expect(second.locator("#outcome")).to_have_text("ruled")

    press(first, "leave")
    expect(first.locator("#outcome")).to_have_text("left")
    press(second, "whoami")
    expect(second.locator("#outcome")).to_have_text("401: Authentication required.")
    second.reload()
    assert "/login?next=" in second.url
    forget(visitor, "401")
