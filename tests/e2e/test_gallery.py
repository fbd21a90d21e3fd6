"""The seed's browser features in Chromium: what a visitor sees, in dev and from a build."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Serve, Server, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(params=[False, True], ids=["dev", "production"])
def gallery(request: pytest.FixtureRequest, serve: Serve) -> Server:
    return serve("gallery", production=request.param)


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_text_contents()


def test_a_store_is_one_declaration_on_both_sides(
    gallery: Server, visitor: Visitor, plain_visitor: Visitor
) -> None:
    url = gallery.url + "/stores?name=Lin"
    expect(plain_visitor.open(url).locator(".greeting")).to_have_text("Hello Lin, theme dark")
    page = visitor.open(url)

    expect(page.locator(".greeting")).to_have_text("Hello Lin, theme dark")
    expect(page.locator(".heard")).to_have_text("heard Lin")
    page.get_by_role("button", name="Grace").click()
    expect(page.locator(".heard")).to_have_text("heard Grace")
    expect(page.locator(".greeting")).to_have_text("Hello Grace, theme light")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".greeting")).to_have_text("Hello Ada, theme dark")

    assert page.evaluate("Object.keys(window.__SPRAG_PAYLOAD__.stores)") == ["session"]
    expect(visitor.open(gallery.url + "/stores").locator(".greeting")).to_have_text("Hello Ada, theme dark")


def test_a_classic_library_is_a_global_and_is_torn_down(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/charts")

    expect(page.locator("canvas")).to_have_attribute("data-chart", "line 1,2,3")
    page.get_by_role("button", name="Stop").click()
    page.locator("canvas[data-chart]").wait_for(state="detached")


def test_es_modules_workers_and_wasm_run_under_the_strict_policy(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/analytics")

    expect(page.locator(".today")).to_have_text("2024-02-03")
    expect(page.locator(".id")).to_have_text("id-07")
    expect(page.locator(".worker")).to_have_text("42")
    expect(page.locator(".wasm")).to_have_text("5")
    assert page.evaluate("globalThis.digitsLoaded") == 1


def test_the_browser_reads_public_variables_and_no_others(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/settings")

    expect(page.locator(".server")).to_have_text("From .env False 8000")
    expect(page.locator(".api")).to_have_text("https://api.example/v1")
    expect(page.locator(".site")).to_have_text("Gallery")
    expect(page.locator(".missing")).to_have_text("default")
    assert page.evaluate("window.__SPRAG_ENV__.SPRAG_PUBLIC_SITE_NAME") == "Gallery"
    assert "never-in-a-page" not in page.content()


def test_keyed_lists_move_their_nodes_inside_any_parent(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/lists")
    expect(page.locator("mark b")).to_have_text("html")
    assert texts(page, "td") == ["0", "a", "1", "b & c", "2", "<d>"]
    page.locator("li input").nth(0).fill("typed")
    page.evaluate("window.items = [...document.querySelectorAll('li, tbody tr, option')]")

    page.get_by_role("button", name="Reverse").click()
    expect(page.locator("li").nth(2)).to_have_text(" a")

    assert texts(page, "td") == ["2", "<d>", "1", "b & c", "0", "a"]
    assert texts(page, "option") == ["<d>", "b & c", "a"]
    assert texts(page, "div[style] > span") == ["<d>", "b & c", "a"]
    assert page.locator("li input").nth(2).input_value() == "typed"
    assert page.evaluate("window.items.every((node) => node.isConnected)")

    for _ in range(3):
        page.get_by_role("button", name="Drop first").click()
    expect(page.locator(".empty")).to_have_text("none")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("li")).to_have_text([" new 10"])
    expect(page.locator(".empty")).to_have_text("")


def test_a_lazy_image_loads_once_it_is_near(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/lists")

    expect(page.locator("img.lazy")).to_have_attribute("src", "/static/picture.svg")


def test_debounce_throttle_animate_and_ref(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/timing")

    expect(page.locator(".found")).to_have_text("INPUT")
    expect(page.locator(".title")).to_have_attribute("data-found", "by component")
    expect(page.locator(".panel")).to_have_class("panel is-visible")
    page.locator(".search").press_sequentially("abc", delay=20)
    expect(page.locator(".searched")).to_have_text("[abc]")
    for _ in range(3):
        page.get_by_role("button", name="Press").click()
    expect(page.locator(".pressed")).to_have_text("1")


def test_infinite_scroll_asks_for_more_near_the_end(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/infinite")
    expect(page.locator(".row")).to_have_count(30)

    page.locator(".sentinel").scroll_into_view_if_needed()
    expect(page.locator(".row")).to_have_count(60)
    page.locator(".sentinel").scroll_into_view_if_needed()
    expect(page.locator(".row")).to_have_count(90)

    assert texts(page, ".row")[-1] == "row 89"


def test_virtual_scroll_keeps_few_rows_and_reaches_the_last(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/virtual")
    expect(page.locator(".row").first).to_have_text("row 0")

    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.get_by_text("row 1999", exact=True)).to_be_visible()

    assert page.locator(".row").count() <= 300


def test_navigation_and_redirects_leave_the_page(gallery: Server, visitor: Visitor) -> None:
    for name in ("Navigate", "Leave"):
        page = visitor.open(gallery.url + "/going")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(gallery.url + "/settings")
        page.go_back()
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()

    page = visitor.open(gallery.url + "/meta")
    page.goto(gallery.url + "/going")
    page.get_by_role("button", name="Replace").click()
    page.wait_for_url(gallery.url + "/settings")
    page.go_back()
    page.wait_for_url(gallery.url + "/meta")


def test_metadata_changes_in_the_browser_and_icons_stay(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/meta")
    expect(page).to_have_title("Before")

    page.get_by_role("button", name="Change").click()
    expect(page).to_have_title("Changed")

    assert page.locator('meta[name="description"]').count() == 0
    expect(page.locator('meta[property="og:title"]')).to_have_attribute("content", "New")
    assert page.locator('link[rel="icon"]').count() == 1


def test_a_mount_is_owned_by_the_browser(gallery: Server, visitor: Visitor, plain_visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/board")

    expect(page.locator("#app-root li")).to_have_text(["one", "two"])
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#app-root li")).to_have_text(["one", "two", "three!"])
    assert plain_visitor.open(gallery.url + "/board").locator("#app-root").inner_html() == ""


def test_a_module_that_fails_to_start_leaves_the_servers_html(gallery: Server, visitor: Visitor) -> None:
    page = visitor.open(gallery.url + "/failing")

    expect(page.locator(".shown")).to_have_text("still here")
    assert len(visitor.errors) == 1
    assert "starting Failing failed" in visitor.errors.pop()
