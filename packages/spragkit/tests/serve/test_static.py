from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest
from sprag.serve.static import AT_ONCE, IMMUTABLE, REVALIDATE, SHORT, cache_control, media_type
from sprag.site import load
from sprag.testing import Client

Project = Callable[[dict[str, str]], Path]

PAGE = """\
from sprag import Screen, page

class S(Screen):
    def render(self, data):
        return None

made = page(path="/", screen=S, mode="document", css="app/theme.css")
"""
LONG = "body { color: red }\n" * 200


@pytest.fixture
def visitor(project: Project) -> Iterator[Client]:
    root = project(
        {
            "app/routes/home/page.py": PAGE,
            "app/theme.css": LONG,
            "app/static/deep/a.txt": "0123456789",
            "app/static/x.mjs": "export default 1",
            "public/robots.txt": "User-agent: *",
        }
    )
    (root / "app/static/module.wasm").write_bytes(b"\0asm")
    with Client(load(root), production=True) as running:
        yield running


def test_files_are_at_static_assets_and_the_root(visitor: Client) -> None:
    got = {url: visitor.get(url) for url in ("/static/deep/a.txt", "/assets/app/theme.css", "/robots.txt")}

    assert {url: (answer.status, answer.body) for url, answer in got.items()} == {
        "/static/deep/a.txt": (200, b"0123456789"),
        "/assets/app/theme.css": (200, LONG.encode()),
        "/robots.txt": (200, b"User-agent: *"),
    }
    assert {answer.headers["x-content-type-options"] for answer in got.values()} == {"nosniff"}
    assert "set-cookie" not in got["/robots.txt"].headers


def test_types_do_not_depend_on_the_machine(visitor: Client) -> None:
    assert visitor.get("/static/x.mjs").headers["content-type"] == "text/javascript; charset=utf-8"
    assert visitor.get("/static/module.wasm").headers["content-type"] == "application/wasm"
    assert media_type("x.unknown") == "application/octet-stream"


def test_head_has_the_headers_and_no_body(visitor: Client) -> None:
    answer = visitor.request("HEAD", "/static/deep/a.txt")

    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "10", b"")


def test_a_range_is_that_part(visitor: Client) -> None:
    answer = visitor.get("/static/deep/a.txt", headers={"Range": "bytes=2-4"})
    beyond = visitor.get("/static/deep/a.txt", headers={"Range": "bytes=20-"})

    assert (answer.status, answer.body, answer.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert beyond.status == 416


def test_a_large_file_is_sent_whole_and_in_parts(visitor: Client) -> None:
    path = visitor.asgi.surfaces._files["/static/deep/a.txt"].path  # type: ignore[attr-defined]
    content = b"0123456789" * (AT_ONCE // 5)
    Path(path).write_bytes(content)

    assert visitor.get("/static/deep/a.txt").body == content
    assert visitor.get("/static/deep/a.txt", headers={"Range": "bytes=-3"}).body == b"789"


def test_a_known_version_is_not_sent_again(visitor: Client) -> None:
    first = visitor.get("/static/deep/a.txt")
    tag, modified = first.headers["etag"], first.headers["last-modified"]

    by_tag = visitor.get("/static/deep/a.txt", headers={"If-None-Match": f'"other", W/{tag}'})
    by_date = visitor.get("/static/deep/a.txt", headers={"If-Modified-Since": modified})
    stale = visitor.get(
        "/static/deep/a.txt", headers={"If-None-Match": '"other"', "If-Modified-Since": modified}
    )

    assert [(answer.status, answer.body) for answer in (by_tag, by_date, stale)] == [
        (304, b""),
        (304, b""),
        (200, b"0123456789"),
    ]
    assert by_tag.headers["etag"] == tag


def test_a_changed_file_has_another_tag(visitor: Client) -> None:
    before = visitor.get("/static/deep/a.txt").headers["etag"]
    path = visitor.asgi.surfaces._files["/static/deep/a.txt"].path  # type: ignore[attr-defined]
    Path(path).write_text("other")
    os.utime(path, ns=(1, 1))

    assert visitor.get("/static/deep/a.txt", headers={"If-None-Match": before}).body == b"other"


def test_a_precompressed_variant_is_sent_to_who_takes_it(project: Project) -> None:
    root = project(
        {"app/routes/home/page.py": PAGE.replace(', css="app/theme.css"', ""), "public/a.css": LONG}
    )
    (root / "public/a.css.gz").write_bytes(gzip.compress(LONG.encode()))

    with Client(load(root), production=True) as visitor:
        plain = visitor.get("/a.css")
        packed = visitor.get("/a.css", headers={"Accept-Encoding": "br;q=0.5, gzip"})
        refused = visitor.get("/a.css", headers={"Accept-Encoding": "gzip;q=0"})
        hidden = visitor.get("/a.css.gz")

    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == LONG.encode()
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == "text/css; charset=utf-8"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert refused.body == LONG.encode()
    assert hidden.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app/__init__.py",
        "/static/%2e%2e/app/__init__.py",
        "/static/..%2fapp%2f__init__.py",
        "/static/deep/..%5c..%5c__init__.py",
        "/static/deep/a.txt%00.css",
        "/static//deep/a.txt",
        "/static/",
        "/app/__init__.py",
        "/manifest.json",
    ],
)
def test_nothing_but_the_published_files_can_be_had(visitor: Client, path: str) -> None:
    assert visitor.get(path).status in (400, 404)


def test_other_methods_are_refused(visitor: Client) -> None:
    answer = visitor.request("POST", "/static/deep/a.txt")

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_icon_that_is_not_there_is_no_error(visitor: Client) -> None:
    assert (visitor.get("/favicon.ico").status, visitor.get("/favicon.ico").body) == (204, b"")


def test_hashed_names_are_kept_for_ever() -> None:
    assert cache_control("/static/a.0123abcd.js", production=True) == IMMUTABLE
    assert cache_control("/static/a.js", production=True) == SHORT
    assert cache_control("/index.html", production=True) == REVALIDATE
    assert cache_control("/static/a.0123abcd.js", production=False) == REVALIDATE
