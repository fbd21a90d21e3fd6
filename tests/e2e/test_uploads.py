"""Forms and files from a real page."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser

MIB = 1024 * 1024


def a_file(folder: Path, name: str, size: int) -> tuple[Path, str]:
    """A file of `size` bytes that no chunk repeats, and its digest."""
    data = b"".join(number.to_bytes(8, "big") for number in range(size // 8 + 1))[:size]
    path = folder / name
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def outcome(page: Page) -> str:
    page.wait_for_function(
        "() => !['none yet', 'sending'].includes(document.querySelector('#outcome').textContent)"
    )
    return page.inner_text("#outcome")


def test_a_forms_values_reach_the_action_as_plain_data(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/forms")
    page.get_by_role("button", name="Send").click()

    assert json.loads(outcome(page)) == {
        "title": "A title",
        "agree": True,
        "tags": ["x", "z"],
        "size": "m",
        "many": ["1", "3"],
        "one": "2",
        "line": ["1", "2"],
        "body": "some\ntext",
        "__proto__": "harmless",
    }


def test_a_file_in_a_plain_form_names_the_way_for_files(
    serve: Serve, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open(serve("portal").url + "/forms")
    page.set_input_files("[name=file]", a_file(tmp_path, "a.bin", 10)[0])
    page.get_by_role("button", name="Send").click()

    assert outcome(page).startswith("the field 'file' holds a file; send the form with upload_form")


def test_a_small_form_with_files_goes_in_one_request(serve: Serve, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if request.method == "POST" else None)
    path, digest = a_file(tmp_path, "näme with ünicode.bin", 30_000)
    page.set_input_files("[name=asset]", path)
    page.set_input_files("[name=gallery]", [a_file(tmp_path, name, 10)[0] for name in ("one.txt", "two.txt")])
    page.get_by_role("button", name="Send").click()

    assert outcome(page) == "Holidays: näme with ünicode.bin, 30000 bytes, 2 more"
    assert page.inner_text("#digest") == digest
    assert page.inner_text("#phases") == "uploading, finalizing, complete"
    assert page.get_attribute("progress", "value") == "100"
    assert [url.split("/__sprag__/")[1] for url in requests] == ["uploads"]


def test_a_single_file_is_sent_with_its_payload(serve: Serve, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    path, digest = a_file(tmp_path, "single.bin", 70_000)
    page.set_input_files("#single", path)

    assert outcome(page) == "alone: single.bin, 70000 bytes, 0 more"
    assert page.inner_text("#digest") == digest


def test_a_large_file_goes_in_chunks_and_arrives_whole(
    serve: Serve, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    chunks: list[str] = []
    page.on("request", lambda request: chunks.append(request.url) if request.url.endswith("/chunk") else None)
    path, digest = a_file(tmp_path, "large.bin", 9 * MIB + 17)
    page.set_input_files("[name=asset]", path)
    page.get_by_role("button", name="Send").click()

    assert outcome(page) == f"Holidays: large.bin, {9 * MIB + 17} bytes, 0 more"
    assert page.inner_text("#digest") == digest
    assert page.inner_text("#phases") == "uploading, finalizing, complete"
    assert len(chunks) == 5


def test_a_chunk_that_fails_is_sent_again(serve: Serve, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    tries: list[int] = []

    def stumble(route: Route) -> None:
        tries.append(len(tries))
        if len(tries) == 2:
            route.abort("connectionreset")
        elif len(tries) == 3:
            route.fulfill(status=503, body="busy")
        else:
            route.continue_()

    page.route("**/__sprag__/uploads/chunk", stumble)
    path, digest = a_file(tmp_path, "large.bin", 5 * MIB)
    page.set_input_files("[name=asset]", path)
    page.get_by_role("button", name="Send").click()

    assert outcome(page) == f"Holidays: large.bin, {5 * MIB} bytes, 0 more"
    assert page.inner_text("#digest") == digest
    assert len(tries) == 5
    visitor.errors[:] = [error for error in visitor.errors if "Failed to load resource" not in error]


def test_a_cancelled_upload_ends_on_both_sides(serve: Serve, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    # Never answered: the chunks stay on their way.
    page.route("**/__sprag__/uploads/chunk", lambda _route: None)
    page.set_input_files("[name=asset]", a_file(tmp_path, "large.bin", 5 * MIB)[0])
    with page.expect_request("**/__sprag__/uploads/chunk"):
        page.get_by_role("button", name="Send").click()
    with page.expect_response("**/__sprag__/uploads/cancel") as cancelled:
        page.get_by_role("button", name="Cancel").click()

    assert outcome(page) == "0: The upload was cancelled."
    assert cancelled.value.json() == {"ok": True}


def test_a_refused_upload_says_why(serve: Serve, visitor: Visitor) -> None:
    page = visitor.open(serve("portal").url + "/uploads")
    page.get_by_role("button", name="Send").click()

    assert outcome(page) == "400: Choose a file."
    visitor.errors[:] = [error for error in visitor.errors if "400 (Bad Request)" not in error]
