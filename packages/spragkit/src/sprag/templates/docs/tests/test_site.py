"""The site's pages, and its search, which is ordinary Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sprag.testing import Client

from app import app
from app.content import docs, posts
from app.search import records_of
from app.toolbar.find import find


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(app) as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/docs", "/blog", "/playground"])
def test_the_main_pages_answer(client: Client, path: str) -> None:
    assert client.get(path).status == 200


@pytest.mark.parametrize("path", [doc.url_path for doc in [*docs(), *posts()]])
def test_every_document_has_a_page(client: Client, path: str) -> None:
    assert client.get(path).status == 200


def test_a_document_that_is_not_there_is_a_404(client: Client) -> None:
    assert client.get("/docs/nowhere").status == 404


def test_a_heading_is_found_before_a_mention() -> None:
    records = [record for page in docs() for record in records_of(page)]

    first = find(records, "front matter")[0]

    assert (first["url"], first["title"]) == ("/docs/writing#front-matter", "Front matter")


def test_every_word_has_to_occur() -> None:
    records = [record for page in docs() for record in records_of(page)]

    assert find(records, "front zebra") == []
