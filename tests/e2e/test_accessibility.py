"""axe-core finds nothing serious on the pages of the test apps and of the labs template."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import ROOT, Serve, Visitor

pytestmark = pytest.mark.browser

AXE = (ROOT / "packages/ragot-js/node_modules/axe-core/axe.min.js").read_text("utf-8")
PATHS = {
    "site": ["/", "/about", "/blog/my-post", "/docs/guide/install", "/nope"],
    "gallery": ["/stores", "/lists", "/timing", "/infinite", "/virtual", "/settings", "/board"],
}
#: Rules about a whole page's landmarks: these apps are fragments that show one thing each.
LANDMARKS = ["region", "page-has-heading-one", "landmark-one-main", "document-title"]


def serious(page: Page) -> list[tuple[str, Any]]:
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {rules: Object.fromEntries(rules.map((rule) => [rule, {enabled: false}]))})",
        LANDMARKS,
    )
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"]])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("app", PATHS)
def test_pages_are_accessible(serve: Serve, visitor: Visitor, app: str) -> None:
    url = serve(app).url
    page = visitor.context.new_page()
    for path in PATHS[app]:
        page.goto(url + path, wait_until="networkidle" if app == "site" else "load")
        assert serious(page) == [], path
    visitor.errors[:] = [error for error in visitor.errors if "status of 404" not in error]
