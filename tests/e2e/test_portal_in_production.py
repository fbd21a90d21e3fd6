"""The same app, built and served by `sprag start`: what the bundle carries works as it does in dev."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser


def test_actions_sockets_uploads_and_stores_work_from_a_build(
    serve: Serve, visitor: Visitor, tmp_path: Path
) -> None:
    url = serve("portal", production=True).url
    page = visitor.open(url + "/actions")
    page.get_by_role("button", name="add", exact=True).click()
    expect(page.locator("#outcome")).to_have_text("200: 5")

    page.goto(url + "/chat/alpha")
    expect(page.locator("#link")).to_have_text("up")
    page.fill("[name=text]", "built")
    page.get_by_role("button", name="Say").click()
    expect(page.locator("#messages li")).to_have_text(["built"])

    page.goto(url + "/uploads")
    (tmp_path / "file.bin").write_bytes(bytes(5 * 1024 * 1024))
    page.set_input_files("[name=asset]", tmp_path / "file.bin")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#outcome")).to_have_text("Holidays: file.bin, 5242880 bytes, 0 more")

    page.goto(url + "/cart")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#items li")).to_have_text(["apple"])


def test_a_crash_tells_its_visitor_nothing(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal", production=True).url + "/actions")
    with page.expect_response("**/actions") as answer:
        page.get_by_role("button", name="crash", exact=True).click()

    assert answer.value.status == 500
    assert "inner-detail" not in answer.value.text()
    expect(page.locator("#outcome")).to_contain_text("500: ")
    visitor.errors[:] = [error for error in visitor.errors if "500" not in error]


def test_nothing_of_the_dev_tools_is_in_a_build(serve: Serve, visitor: Visitor) -> None:
    server = serve("portal", production=True)
    page = visitor.open(server.url + "/chat/alpha")
    scripts = page.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")

    assert [name for name in scripts if "/dev/" in name] == []
    built = "\n".join(path.read_text() for path in (server.project / "dist").rglob("*.js"))
    for trace in ("sprag-overlay", "__SPRAG_DEBUG__", "sprag:reload:"):
        assert trace not in built
