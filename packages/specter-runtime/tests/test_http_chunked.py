"""Uploads in chunks: the action runs once, with what its owner sent, and nothing stays behind (D-08)."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from forms import CALL, MULTIPART, form, form_up_to_file, left_over, upload
from inprocess import JSON, Answer, Browser, drive
from serving import serving
from site_app import site
from specter import hub


async def begin(browser: Browser, *sizes: int, **changes: Any) -> Answer:
    files = [
        {"name": "asset", "filename": f"{n}.txt", "content_type": "text/plain", "size": s}
        for n, s in enumerate(sizes)
    ]
    body = {"route": "/counter", "action": "store", "payload": {"title": "C"}, "files": files, **changes}
    return await browser.ask("POST", "/__sprag__/uploads/init", msgspec.json.encode(body), JSON)


async def chunk(
    browser: Browser, upload_id: str, file: Any, number: Any, data: bytes, **options: Any
) -> Answer:
    body = chunk_form(upload_id, file, number, data)
    return await browser.ask("POST", "/__sprag__/uploads/chunk", body, MULTIPART, **options)


def chunk_form(upload_id: str, file: Any, number: Any, data: bytes) -> bytes:
    return form(
        {"upload_id": upload_id, "file_index": str(file), "chunk_index": str(number)},
        ("chunk", "blob", "application/octet-stream", data),
    )


SMALL = {"upload_chunk": 1000}


def test_chunks_in_any_order_become_files_and_the_action_runs_once() -> None:
    async def scenario(browser: Browser) -> None:
        terms = await browser.get("/__sprag__/uploads/negotiate")
        assert terms.json == {"chunk_size": 1000, "threshold": 1000}
        started = (await begin(browser, 2500, 0)).json
        upload_id = started.pop("upload_id")
        assert started == {"ok": True, "chunk_size": 1000, "chunks_expected": 4}
        assert (await chunk(browser, upload_id, 0, 2, b"c" * 500)).json == {
            "ok": True,
            "chunks_received": 1,
            "chunks_expected": 4,
        }
        await chunk(browser, upload_id, 1, 0, b"")
        again = await chunk(browser, upload_id, 0, 2, b"c" * 500)
        assert again.json["chunks_received"] == 2
        await chunk(browser, upload_id, 0, 0, b"a" * 1000)
        done = await chunk(browser, upload_id, 0, 1, b"b" * 1000)
        assert done.json == {
            "finalized": True,
            "action": "store",
            "error": None,
            "ok": True,
            "redirect": None,
            "route": "/counter",
            "status": 200,
            "value": {"title": "C", "files": [["asset", "0.txt", 2500], ["asset", "1.txt", 0]]},
        }
        assert (await chunk(browser, upload_id, 0, 1, b"b" * 1000)).json == done.json
        assert left_over(browser.app) == []

    drive(site(**SMALL), scenario)


def test_a_chunk_is_sent_as_a_form() -> None:
    async def scenario(browser: Browser) -> None:
        text = {"content-type": "text/plain"}
        answer = await browser.ask("POST", "/__sprag__/uploads/chunk", b"x", text)
        assert (answer.status, answer.json["error"]) == (415, "Chunk upload requires multipart/form-data.")

    drive(site(**SMALL), scenario)


def test_fifty_racing_last_chunks_run_the_action_once() -> None:
    async def scenario(browser: Browser) -> None:
        upload_id = (await begin(browser, 2000, action="read_slowly", payload=None)).json["upload_id"]
        await chunk(browser, upload_id, 0, 0, b"a" * 1000)
        answers = await asyncio.gather(*[chunk(browser, upload_id, 0, 1, b"b" * 1000) for _ in range(50)])
        assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
        assert answers[0].json["value"] == [1, ["aaa"]]

    drive(site(**SMALL), scenario)


def test_a_chunk_that_has_arrived_is_not_written_again() -> None:
    async def scenario(browser: Browser) -> None:
        upload_id = (await begin(browser, 2000, action="read_slowly", payload=None)).json["upload_id"]
        await chunk(browser, upload_id, 0, 0, b"a" * 1000)
        assert (await chunk(browser, upload_id, 0, 0, b"z" * 1000)).json["chunks_received"] == 1
        assert (await chunk(browser, upload_id, 0, 1, b"b" * 1000)).json["value"] == [1, ["aaa"]]

    drive(site(**SMALL), scenario)


def test_a_client_that_leaves_while_its_upload_is_finished_finds_the_answer_when_it_comes_back() -> None:
    async def scenario(browser: Browser) -> None:
        upload_id = (await begin(browser, 10, action="read_slowly", payload=None)).json["upload_id"]
        gone = asyncio.get_running_loop().create_future()
        leaving = asyncio.ensure_future(chunk(browser, upload_id, 0, 0, b"a" * 10, gone=gone))
        await asyncio.sleep(0)
        gone.set_result(None)
        assert (await chunk(browser, upload_id, 0, 0, b"a" * 10)).json["value"] == [1, ["aaa"]]
        await leaving

    drive(site(**SMALL), scenario)


def test_a_client_that_leaves_in_the_middle_of_a_chunk_leaves_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        upload_id = (await begin(browser, 1000)).json["upload_id"]
        whole = chunk_form(upload_id, 0, 0, b"a" * 1000)
        coming = [
            {"type": "http.disconnect"},
            {"type": "http.request", "body": whole[:-500], "more_body": True},
        ]

        async def receive() -> Any:
            return coming.pop()

        with pytest.raises(RuntimeError, match="StopIteration"):  # there is no answer
            await browser.ask("POST", "/__sprag__/uploads/chunk", b"", MULTIPART, receive=receive)
        assert os.listdir(os.path.join(app.uploads.folder, upload_id)) == ["call"]
        assert (await chunk(browser, upload_id, 0, 0, b"b" * 1000)).json["finalized"]
        assert [record for record in caplog.records if record.levelname == "ERROR"] == []

    drive(site(**SMALL), scenario)


def test_a_chunk_without_a_length_is_read_no_further_than_it_may_have() -> None:
    async def scenario(browser: Browser) -> None:
        upload_id = (await begin(browser, 1000)).json["upload_id"]
        head = form_up_to_file({"upload_id": upload_id, "file_index": "0", "chunk_index": "0"})
        read = 0

        async def receive() -> Any:
            nonlocal read
            piece = b"x" * 10_000 if read else head
            read += len(piece)
            return {"type": "http.request", "body": piece, "more_body": True}

        answer = await browser.ask("POST", "/__sprag__/uploads/chunk", b"", MULTIPART, receive=receive)
        assert answer.status == 413
        assert 1000 + 65536 < read <= 1000 + 65536 + 10_000

    drive(site(**SMALL), scenario)


def test_an_upload_that_is_cancelled_while_its_last_chunk_is_written_is_gone() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        upload_id = (await begin(browser, 1000)).json["upload_id"]
        cancel = b'{"upload_id":"%s"}' % upload_id.encode()
        last, cancelled = await asyncio.gather(
            chunk(browser, upload_id, 0, 0, b"a" * 1000),
            browser.ask("POST", "/__sprag__/uploads/cancel", cancel, JSON),
        )
        assert (last.status, cancelled.status) == (404, 200)
        assert left_over(app) == []

    drive(site(**SMALL), scenario)


def test_what_the_disk_does_not_take_is_a_507() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        upload_id = (await begin(browser, 1500)).json["upload_id"]
        shutil.rmtree(app.uploads.folder)
        found = await chunk(browser, upload_id, 0, 0, b"x" * 1000)
        assert (found.status, found.json["error"]) == (507, "The files could not be stored.")
        assert (await begin(browser, 100)).status == 507
        assert (await upload(browser, form(CALL, ("asset", "a", "text/plain", b"x" * 500_000)))).status == 507

    drive(site(**SMALL), scenario)


def test_an_upload_is_its_owners_and_within_its_bounds() -> None:
    async def scenario(browser: Browser) -> None:
        upload_id = (await begin(browser, 1500)).json["upload_id"]
        found = {
            "foreign": (await chunk(Browser(browser.app), upload_id, 0, 0, b"x" * 1000)).status,
            "unknown": (await chunk(browser, "zzz", 0, 0, b"x")).status,
            "file index": (await chunk(browser, upload_id, 1, 0, b"x" * 1000)).status,
            "chunk index": (await chunk(browser, upload_id, 0, 2, b"x" * 1000)).status,
            "negative": (await chunk(browser, upload_id, 0, -1, b"x" * 1000)).status,
            "a word": (await chunk(browser, upload_id, "x", 0, b"x" * 1000)).status,
            "another script's digit": (await chunk(browser, upload_id, "٣", 0, b"x")).status,
            "too short": (await chunk(browser, upload_id, 0, 0, b"x" * 999)).status,
            "too long": (await chunk(browser, upload_id, 0, 0, b"x" * 1001)).status,
            "last too long": (await chunk(browser, upload_id, 0, 1, b"x" * 1000)).status,
            "far too long": (await chunk(browser, upload_id, 0, 0, b"x" * 100_000)).status,
        }
        assert found == {
            "foreign": 404,
            "unknown": 404,
            "file index": 400,
            "chunk index": 400,
            "negative": 400,
            "a word": 400,
            "another script's digit": 400,
            "too short": 400,
            "too long": 400,
            "last too long": 400,
            "far too long": 413,
        }
        app: Any = browser.app
        assert os.listdir(os.path.join(app.uploads.folder, upload_id)) == ["call"]
        cancel = b'{"upload_id":"%s"}' % upload_id.encode()
        assert (await Browser(app).ask("POST", "/__sprag__/uploads/cancel", cancel, JSON)).json == {
            "ok": True
        }
        assert left_over(app) == [upload_id]
        assert (await browser.ask("POST", "/__sprag__/uploads/cancel", cancel, JSON)).json == {"ok": True}
        assert left_over(app) == []
        assert (await chunk(browser, upload_id, 0, 0, b"x" * 1000)).status == 404

    drive(site(**SMALL), scenario)


def test_what_the_action_would_refuse_is_refused_before_its_files_are_sent() -> None:
    async def scenario(browser: Browser) -> None:
        wrong = await begin(browser, 10, payload={})
        assert (wrong.status, wrong.json["errors"]) == (400, {"title": "'title' is required"})
        long = {"name": "n" * 256, "filename": "a", "size": 1}
        assert (await begin(browser, 10, files=[long])).json["error"] == (
            "File 'a': name and content_type may have 255 characters."
        )
        assert left_over(browser.app) == []

    drive(site(**SMALL), scenario)


def test_uploads_have_quotas() -> None:
    async def scenario(browser: Browser) -> None:
        assert (await begin(browser, 1_000_001)).status == 413
        assert (await begin(browser, -1)).status == 413
        assert (await begin(browser, 1, 1, 1, 1)).status == 413
        assert (await begin(browser)).json["error"] == "Missing route, action, or files in upload init."
        assert (await begin(browser, 10, files=[{"name": "a", "filename": "b", "size": "x"}])).status == 400
        assert (await begin(browser, 10, route="/private", action="secret")).status == 401
        assert (await begin(browser, 1500)).status == 200
        assert (await begin(browser, 1500)).status == 413
        assert (await begin(browser, 500)).status == 200
        assert (await begin(browser, 0)).status == 429
        assert (await begin(Browser(browser.app), 1500)).status == 200

    drive(site(upload_quota=2500, uploads_per_session=2, **SMALL), scenario)


def test_all_visitors_together_have_a_bound() -> None:
    async def scenario(browser: Browser) -> None:
        found = [(await begin(Browser(browser.app), 10)).status for _ in range(4)]
        assert found == [200, 200, 200, 503]

    drive(site(uploads_in_all=3, **SMALL), scenario)


def test_an_upload_that_nobody_goes_on_with_is_dropped() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        upload_id = (await begin(browser, 1500)).json["upload_id"]
        await chunk(browser, upload_id, 0, 0, b"x" * 1000)
        assert left_over(app) == [upload_id]
        await asyncio.sleep(0.01)
        await hub.call(app.uploads.chunked.tidy)
        assert left_over(app) == []
        assert (await chunk(browser, upload_id, 0, 1, b"x" * 500)).status == 404

    drive(site(upload_ttl=0.001, **SMALL), scenario)


def test_what_a_killed_process_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "somebody-else").mkdir()
    folder = json.dumps({"upload_folder": str(tmp_path)})
    with serving("site_app.py", folder) as served:
        file = {"name": "f", "filename": "n", "size": 9}
        call = {"route": "/counter", "action": "store", "payload": {"title": "t"}, "files": [file]}
        assert httpx.post(f"{served.url}/__sprag__/uploads/init", json=call).status_code == 200
        with serving("site_app.py", folder) as beside:
            # Who lives keeps what is theirs.
            assert len(list(tmp_path.glob("sprag-uploads-*/*"))) == 1
            assert beside.process.poll() is None
        served.process.kill()
        served.process.wait()
    assert len(list(tmp_path.glob("sprag-uploads-*/*"))) == 1

    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        assert sorted(os.listdir(tmp_path)) == sorted(["somebody-else", os.path.basename(app.uploads.folder)])

    drive(site(upload_folder=str(tmp_path)), scenario)
    assert os.listdir(tmp_path) == ["somebody-else"]
