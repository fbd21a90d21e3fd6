"""Pages and actions, tested in memory: no server, no browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sprag.testing import Client

from app import app


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(app) as running:
        yield running


def test_the_start_page_is_plain_html(client: Client) -> None:
    page = client.get("/")

    assert page.status == 200
    assert "Both sides of your app" in page.text
    assert "<script" not in page.text


def test_the_counter_is_rendered_before_any_script_runs(client: Client) -> None:
    page = client.get("/counter")

    assert page.status == 200
    assert ">0</output>" in page.text


def test_incrementing_adds_one(client: Client) -> None:
    result = client.action("/counter", "increment", {"count": 41})

    assert result.ok
    assert result.value == {"count": 42}


def test_incrementing_needs_a_number(client: Client) -> None:
    result = client.action("/counter", "increment", {"count": "many"})

    assert not result.ok
    assert result.status == 400
    assert set(result.errors) == {"count"}
