"""Every lab answers; the actions behind them do what their pages say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sprag.testing import Client

from app import app
from app.catalogue import LABS


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(app) as running:
        yield running


@pytest.mark.parametrize("path", [lab.path for lab in LABS if "auth" not in lab.path])
def test_every_lab_answers(client: Client, path: str) -> None:
    assert client.get(path).status == 200


def test_the_overview_links_to_every_lab(client: Client) -> None:
    page = client.get("/")

    assert [lab.path for lab in LABS if f'href="{lab.path}"' not in page.text] == []


def test_a_counter_step_outside_the_choices_is_refused(client: Client) -> None:
    result = client.action("/counter", "step", {"count": 1, "by": 5})

    assert (result.ok, result.status, set(result.errors)) == (False, 400, {"by"})


def test_an_operation_answers_either_way(client: Client) -> None:
    good = client.action("/operation-demo", "normalize", {"text": " the  loom "})
    bad = client.action("/operation-demo", "normalize", {"text": "no"})

    assert good.value == {"title": "The Loom", "words": 2}
    assert (bad.ok, bad.status, bad.error) == (False, 400, "Use at least three characters.")


def test_members_only_means_a_trip_to_the_sign_in_page(client: Client) -> None:
    page = client.get("/auth-demo/protected")

    assert page.status == 302
    assert page.headers["location"] == "/login?next=%2Fauth-demo%2Fprotected"


def test_who_may_publish_depends_on_the_permission(client: Client) -> None:
    def sign_in(name: str, password: str) -> None:
        client.action("/login", "sign_in", {"name": name, "password": password})

    sign_in("grace", "nanosecond")
    refused = client.action("/auth-demo/protected", "publish")
    sign_in("ada", "analytical-engine")
    allowed = client.action("/auth-demo/protected", "publish")

    assert refused.status == 403
    assert allowed.value == {"message": "Published by Ada Lovelace."}
