"""Document pages, in dev and from a build: what a visitor and a conformance checker see."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from typing import Any

import html5lib
import pytest
from playwright.sync_api import expect

from .conftest import Serve, Server, Visitor

pytestmark = pytest.mark.browser

PATHS = ["/", "/about", "/about?name=%3Cb%3E", "/blog/my-post", "/docs/guide/install", "/nope", "/blog/none"]


@pytest.fixture(params=[False, True], ids=["dev", "production"])
def site(request: pytest.FixtureRequest, serve: Serve) -> Server:
    return serve("site", production=request.param)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


def get(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    opener = urllib.request.build_opener(NoRedirects)
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def test_every_page_is_conforming_html(site: Server) -> None:
    for path in PATHS:
        _, _, html = get(site.url + path)
        html5lib.HTMLParser(strict=True).parse(html)


def test_a_document_page_of_a_build_carries_no_script(serve: Serve) -> None:
    site = serve("site", production=True)

    for path in PATHS:
        assert "<script" not in get(site.url + path)[2], path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/blog/my-post", 200),
        ("/blog/none", 404),
        ("/docs/none", 404),
        ("/docs", 404),
        ("/broken", 500),
        ("/moved", 301),
    ],
)
def test_every_path_has_its_status(site: Server, path: str, status: int) -> None:
    assert get(site.url + path)[0] == status


def test_head_is_get_without_the_body(site: Server) -> None:
    request = urllib.request.Request(site.url + "/about", method="HEAD")

    with urllib.request.urlopen(request, timeout=10) as answer:
        assert (answer.status, answer.read()) == (200, b"")
        assert int(answer.headers["content-length"]) > 100


def test_a_visitor_without_javascript_reads_and_follows_links(site: Server, plain_visitor: Visitor) -> None:
    page = plain_visitor.open(site.url + "/")

    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.locator("main > p")).to_have_text("Ünïcode & <markup> bold end")
    expect(page.locator("textarea")).to_have_value("\nfirst line")
    expect(page.locator("select")).to_have_value("b")
    page.locator("input").fill("Ada <x>")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading")).to_have_text("About Ada <x>")
    expect(page).to_have_title("About Ada <x>")
    page.get_by_role("link", name="Docs").click()
    expect(page.get_by_role("heading", name="Install")).to_be_visible()
    expect(page.locator(".shell .docs article .toc a")).to_have_attribute("href", "#install")
    expect(page.locator("code .nb")).to_have_text("print")


def test_styles_and_files_load_under_the_policy(site: Server, visitor: Visitor) -> None:
    page = visitor.open(site.url + "/")

    expect(page.locator(".nav")).to_have_css("color", "rgb(10, 20, 30)")
    assert page.evaluate("document.querySelector('img').naturalWidth") > 0
    assert get(site.url + "/robots.txt")[2].startswith("User-agent")


def test_files_of_a_build_have_hashes_and_are_kept_for_ever(serve: Serve) -> None:
    site = serve("site", production=True)
    html = get(site.url + "/")[2]

    href = re.search(r'<link rel="stylesheet" href="([^"]+)" integrity="(sha384-[^"]+)"', html)
    assert href is not None
    status, headers, _ = get(site.url + href[1])
    assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert get(site.url + href[1], **{"If-None-Match": headers["etag"]})[0] == 304


def test_a_missing_page_is_the_apps_own_with_its_frame(site: Server, plain_visitor: Visitor) -> None:
    page = plain_visitor.context.new_page()
    response = page.goto(site.url + "/no/such<b>page")
    plain_visitor.errors.clear()

    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    expect(page.locator("main code")).to_have_text("/no/such<b>page")
    expect(page.locator(".nav")).to_have_css("color", "rgb(10, 20, 30)")


def test_a_failure_shows_frames_in_dev_and_a_reference_in_production(serve: Serve) -> None:
    dev = get(serve("site").url + "/broken")
    production = get(serve("site", production=True).url + "/broken")

    assert dev[0] == production[0] == 500
    assert "app/routes/broken/page.py" in dev[2]
    assert "no &lt;such&gt; key" in dev[2]
    assert "Something broke" in production[2]
    assert "such" not in production[2]
    assert f"<code>{production[1]['x-request-id']}</code>" in production[2]
