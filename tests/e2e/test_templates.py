"""The templates as a visitor meets them: start page, counter, documentation, on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sprag.cli.new import create_project

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    parent = tmp_path_factory.mktemp("templates")
    return {
        name: create_project(f"my-{name}", parent, name)[0] for name in ("bare", "default", "docs", "labs")
    }


def paths_of(project: Path) -> list[str]:
    """The fixed paths that a project's pages declare."""
    declared = [
        found.group(1)
        for name in ("page.py", "mount.py")
        for file in sorted(project.glob(f"app/**/{name}"))
        if (found := re.search(r'(?:path=|mount\(\s*)"([^"\[]+)"', file.read_text(encoding="utf-8")))
    ]
    return sorted(declared)


def test_the_start_page_ships_no_script_and_counts_its_visits(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = visitor.open(serve(projects["default"], production=True).url + "/")
    before = int(page.locator("[data-role=visits]").inner_text())
    page.reload()

    assert int(page.locator("[data-role=visits]").inner_text()) == before + 1
    assert page.locator("script").count() == 0


def test_the_counter_counts_and_resets(serve: Serve, visitor: Visitor, projects: dict[str, Path]) -> None:
    page = visitor.open(serve(projects["default"], production=True).url + "/counter")
    count = page.locator(".counter-display")
    reset = page.get_by_role("button", name="Reset")

    expect(reset).to_be_disabled()
    page.get_by_role("button", name="Increment").click()
    expect(count).to_have_text("1")
    page.get_by_role("button", name="Increment").click()
    expect(count).to_have_text("2")
    reset.click()
    expect(count).to_have_text("0")
    expect(reset).to_be_disabled()


@pytest.mark.parametrize("name", ["bare", "default", "docs", "labs"])
def test_nothing_is_wider_than_a_phone(
    serve: Serve, chromium: Browser, projects: dict[str, Path], name: str
) -> None:
    server = serve(projects[name], production=True)
    visitor = Visitor(chromium, viewport=PHONE)
    page = visitor.context.new_page()
    too_wide = []
    for path in paths_of(projects[name]):
        page.goto(server.url + path)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            too_wide.append(path)
    visitor.context.close()

    assert too_wide == []
    assert visitor.errors == []


def docs_page(serve: Serve, visitor: Visitor, projects: dict[str, Path], path: str = "/docs/writing") -> Page:
    page = visitor.open(serve(projects["docs"], production=True).url + path)
    expect(page.locator(".search-open")).to_be_visible()
    return page


def test_search_opens_with_a_key_and_leads_to_the_section(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = docs_page(serve, visitor, projects, "/docs/getting-started")

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("front matter")
    expect(page.locator(".hit").first).to_contain_text("Front matter")
    page.keyboard.press("Enter")

    page.wait_for_url("**/docs/writing#front-matter")


def test_search_is_walked_with_the_arrow_keys_and_closed_with_escape(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = docs_page(serve, visitor, projects)

    page.keyboard.press("Control+k")
    page.keyboard.type("page")
    expect(page.locator(".hit.active")).to_have_count(1)
    first = page.locator(".hit.active strong").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit.active strong")).not_to_have_text(first)
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hit.active strong")).to_have_text(first)
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).not_to_be_visible()


def test_the_theme_is_kept_from_page_to_page(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = docs_page(serve, visitor, projects)
    root = page.locator("html")

    page.locator(".theme").click()
    expect(root).to_have_attribute("data-theme", "light")
    page.locator(".theme").click()
    expect(root).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 24)"
    page.locator(".pager .after").click()
    expect(root).to_have_attribute("data-theme", "dark")


def test_the_table_of_contents_follows_the_reader(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = docs_page(serve, visitor, projects)

    page.locator("#links").evaluate("heading => heading.scrollIntoView()")

    expect(page.locator(".toc .current")).to_have_text("Links")


def test_code_is_copied(serve: Serve, chromium: Browser, projects: dict[str, Path]) -> None:
    url = serve(projects["docs"], production=True).url
    visitor = Visitor(chromium, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open(url + "/docs/getting-started")

    page.locator("pre").first.hover()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()") == "pip install -e '.[dev]'\nsprag dev\n"
    visitor.context.close()


def test_the_playground_computes_in_the_browser_what_the_server_computed(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = visitor.open(serve(projects["docs"], production=True).url + "/playground")
    ratio = page.locator("[data-role=ratio]")

    expect(ratio).to_have_text("10.05")
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_label("Text")).to_have_value("#f2c14e")
    expect(ratio).to_have_text("10.05")
    page.get_by_label("Text").fill("#ffffff")
    page.get_by_label("Paper").fill("#ffffff")
    expect(ratio).to_have_text("1.00")
    expect(page.locator("[data-role=verdict]")).to_have_text("Too faint for text")


def test_documentation_reads_without_javascript(
    serve: Serve, plain_visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = plain_visitor.open(serve(projects["docs"], production=True).url + "/docs/writing")

    expect(page.get_by_role("heading", level=1)).to_have_text("Writing")
    expect(page.locator(".search-open")).to_be_hidden()
    page.get_by_role("link", name="Getting started").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Getting started")


def test_a_missing_page_has_the_sites_own_404(
    serve: Serve, visitor: Visitor, projects: dict[str, Path]
) -> None:
    page = visitor.open(serve(projects["docs"], production=True).url + "/docs/nowhere")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page.")
    visitor.errors = [error for error in visitor.errors if "404" not in error]
