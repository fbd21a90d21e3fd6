"""Forms with files: what must not get in or stay behind (F-06)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from forms import BOUNDARY, CALL, MULTIPART, form, left_over, upload
from inprocess import Answer, Browser, drive
from site_app import site
from specter import hub
from specter.http import UploadedFile
from specter.http.auth import AuthService
from specter.http.failures import UNEXPECTED
from specter.http.multipart import safe_name


def test_a_form_with_files_reaches_its_action() -> None:
    async def scenario(browser: Browser) -> None:
        body = form(
            CALL,
            ("asset", "../../e\x07vil.txt", "text/plain", b"x" * 10),
            ("gallery", "a.txt", "text/plain", b""),
            ("gallery", "b.txt", "text/plain", b"y" * 500_000),
        )
        answer = await upload(browser, body)
        assert (answer.status, answer.json["value"]) == (
            200,
            {
                "title": "T",
                "files": [["asset", "evil.txt", 10], ["gallery", "a.txt", 0], ["gallery", "b.txt", 500_000]],
            },
        )
        assert left_over(browser.app) == []

    drive(site(), scenario)


TXT = ("asset", "a.txt", "text/plain", b"x")
WRONG: dict[str, tuple[bytes, dict[str, str], int]] = {
    "not multipart": (b"{}", {"content-type": "application/json"}, 415),
    "no content type": (b"{}", {"content-type": ""}, 415),
    "no boundary": (form(CALL, TXT), {"content-type": "multipart/form-data"}, 400),
    "an endless boundary": (
        form(CALL, TXT),
        {"content-type": f"multipart/form-data; boundary={'x' * 300}"},
        400,
    ),
    "another boundary": (form(CALL, TXT), {"content-type": "multipart/form-data; boundary=zzz"}, 400),
    "unfinished": (form(CALL, TXT)[:-12], {}, 400),
    "cut in a header": (form(CALL, TXT)[:40], {}, 400),
    "empty": (b"", {}, 400),
    "only the end": (f"--{BOUNDARY}--\r\n".encode(), {}, 400),
    "no call": (form({}, TXT), {}, 400),
    "an unknown action": (form({**CALL, "__sprag_action": "zzz"}, TXT), {}, 404),
    "an unknown route": (form({**CALL, "__sprag_route": "/zzz"}, TXT), {}, 404),
    "a payload that is no JSON": (form({**CALL, "__sprag_payload": "{"}, TXT), {}, 400),
    "a payload without end": (form({**CALL, "__sprag_payload": "[" * 50_000}, TXT), {}, 400),
    "a payload that does not fit": (form({**CALL, "__sprag_payload": "{}"}, TXT), {}, 400),
    "no field name": (form({}, TXT).replace(b'name="asset"; ', b""), {}, 400),
    "another disposition": (form(CALL, TXT).replace(b"form-data", b"attachment"), {}, 400),
    "not UTF-8": (form(CALL, TXT).replace(b'"T"', b'"\xff"'), {}, 400),
    "a type that is not taken": (form(CALL, ("asset", "a.png", "image/png", b"x")), {}, 415),
    "too large a file": (form(CALL, ("asset", "a.txt", "text/plain", b"x" * 1_000_001)), {}, 413),
    "too many files": (form(CALL, TXT, TXT, TXT, TXT), {}, 413),
    "too many fields": (form({f"f{n}": "" for n in range(1001)}), {}, 413),
    "10 MB of part headers": (form(CALL, ("asset", "x" * 10_000_000, "text/plain", b"")), {}, 400),
    "too much text": (form({"t": "x" * (1024 * 1024 + 1)}), {}, 413),
    "too large altogether": (b"", {"content-length": "33554433"}, 413),
    "nested": (
        form(CALL, ("asset", "a.txt", f"multipart/mixed; boundary={BOUNDARY}", form({}, TXT))),
        {},
        415,
    ),
}


def test_a_wrong_form_is_a_4xx_and_leaves_nothing_on_disk() -> None:
    async def scenario(browser: Browser) -> None:
        found = {}
        for name, (body, headers, _) in WRONG.items():
            began = time.process_time()
            found[name] = (await upload(browser, body, **headers)).status
            assert time.process_time() - began < 0.5, name
            assert left_over(browser.app) == [], name
        assert found == {name: status for name, (_, _, status) in WRONG.items()}

    drive(site(), scenario)


async def sent_in_portions(browser: Browser, body: bytes, size: int) -> tuple[Answer, int]:
    """The answer to a form that comes in portions, and how many of its bytes were read for it."""
    read = 0

    async def receive() -> Any:
        nonlocal read
        portion = body[read : read + size]
        read += len(portion)
        return {"type": "http.request", "body": portion, "more_body": read < len(body)}

    answer = await browser.ask("POST", "/__sprag__/uploads", b"", MULTIPART, receive=receive)
    return answer, read


def test_who_may_not_send_a_form_is_told_before_its_files_are_read() -> None:
    async def scenario(browser: Browser) -> None:
        large = ("asset", "a.txt", "text/plain", b"x" * 1_000_000)
        call = {**CALL, "__sprag_route": "/private", "__sprag_action": "secret"}
        refused = {"error": "Authentication required.", "ok": False, "route": "/private", "action": "secret"}

        answer, read = await sent_in_portions(browser, form(call, large), 1000)
        assert (answer.status, answer.json, read) == (401, refused, 1000)
        assert answer.header("connection") == "close"

        await browser.act("login", {"name": "bob"})
        call = {**CALL, "__sprag_action": "admins"}
        answer, read = await sent_in_portions(browser, form(call, large), 1000)
        assert (answer.status, answer.json["error"], read) == (403, "Forbidden.", 1000)
        assert left_over(browser.app) == []

    drive(site(), scenario)


def test_a_file_is_refused_where_it_becomes_too_large() -> None:
    async def scenario(browser: Browser) -> None:
        body = form(CALL, ("asset", "a.txt", "text/plain", b"x" * 20_000_000))
        answer, read = await sent_in_portions(browser, body, 10_000)
        assert (answer.status, answer.json["error"]) == (413, "File 'a.txt' is larger than 1000000 bytes.")
        assert read < 1_020_000
        assert left_over(browser.app) == []

    drive(site(), scenario)


def test_a_text_behind_a_file_has_its_own_limit() -> None:
    async def scenario(browser: Browser) -> None:
        head, end = form({**CALL, "__sprag_payload": ""}, TXT), f"--{BOUNDARY}--\r\n"
        body = head[: -len(end)] + form({"title": "x" * 1_000_001})
        assert (await upload(browser, body)).json["value"] == {
            "title": "x" * 1_000_001,
            "files": [["asset", "a.txt", 1]],
        }

    drive(site(), scenario)


def test_many_files_of_any_size_arrive_in_portions_of_any_size() -> None:
    async def scenario(browser: Browser) -> None:
        sizes = (0, 255 * 1024, 256 * 1024, 256 * 1024 + 1, 700_000)
        for portion in (5_000, 64 * 1024, 10_000_000):
            for some in (sizes[:3], sizes[2:]):
                files = [("asset", "a.txt", "text/plain", os.urandom(size)) for size in some]
                call = {**CALL, "__sprag_action": "digests", "__sprag_payload": ""}
                answer, _ = await sent_in_portions(browser, form(call, *files), portion)
                assert answer.json["value"] == [hashlib.sha256(file[-1]).hexdigest() for file in files]
        assert left_over(browser.app) == []

    drive(site(), scenario)


def test_a_deferred_action_has_its_files_until_it_ends() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        data = b"x" * 500_000
        call = {"__sprag_route": "/counter", "__sprag_action": "digests_later"}
        counter = app.surfaces.counter

        answer = await upload(browser, form(call, ("asset", "a.txt", "text/plain", data)))
        assert (answer.status, answer.json["status"]) == (200, 202)
        assert len(left_over(app)) == 1
        counter.may_digest.set()

        assert await hub.call(counter.digested.get, True, 30) == [hashlib.sha256(data).hexdigest()]
        assert left_over(app) == []

    drive(site(), scenario)


def test_files_come_after_what_says_whom_they_are_for() -> None:
    async def scenario(browser: Browser) -> None:
        early = form({}, TXT)[: -len(f"--{BOUNDARY}--\r\n")] + form(CALL)
        answer = await upload(browser, early)
        assert (answer.status, answer.json["error"]) == (400, "Missing SPRAG route path.")

    drive(site(), scenario)


def test_an_auth_service_that_fails_is_a_500_with_an_id(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(AuthService):
        def load_user(self, session: Any, request: Any) -> Any:
            raise RuntimeError("secret-table")

    async def scenario(browser: Browser) -> None:
        call = {**CALL, "__sprag_route": "/private", "__sprag_action": "secret"}
        answer = await upload(browser, form(call, TXT))
        assert (answer.status, answer.json["error"]) == (500, UNEXPECTED)
        assert b"secret-table" not in answer.body
        assert f"request {answer.json['request_id']}" in caplog.text

    app = site()
    app.runtime.providers["auth"] = Failing()
    drive(app, scenario)


NAMES = {
    "plain.txt": "plain.txt",
    "../../etc/passwd": "passwd",
    "C:\\temp\\x.doc": "x.doc",
    ".htaccess": "htaccess",
    "a\x00b\n.txt": "ab.txt",
    "": "file",
    "..": "file",
    "a" * 400 + ".txt": "a" * 251 + ".txt",
    "ü.txt": "ü.txt",
    'a<b>:"|?*.txt': "ab.txt",
    "x. . ": "x",
    "evil\u202etxt.exe": "eviltxt.exe",
    "NUL": "_NUL",
    "con.tar.gz": "_con.tar.gz",
    "console.txt": "console.txt",
    "é" * 400 + ".txt": "é" * 125 + ".txt",
    "x" * 1_000_000: "x" * 255,
    "." + "x" * 1_000_000: "x" * 255,
}


def test_file_names_are_made_safe() -> None:
    assert {name: safe_name(name) for name in NAMES} == NAMES


# --- chunks


def test_a_file_is_saved_with_its_folders_and_without_a_copy_where_that_can_be(tmp_path: Path) -> None:
    (tmp_path / "waiting").write_bytes(b"large")
    large = UploadedFile.from_path(tmp_path / "waiting", name="f", filename="l.bin")
    small = UploadedFile("f", "s.bin", data=b"small")
    target = tmp_path / "a/b/kept.bin"

    assert small.save(target) == target
    assert target.read_bytes() == b"small"
    assert large.save(str(target)) == target
    assert target.read_bytes() == large.read() == b"large"
    assert target.stat().st_ino == (tmp_path / "waiting").stat().st_ino
    assert os.listdir(target.parent) == ["kept.bin"]


STARTING = """
import os, sys
from specter.http.temporary import TemporaryFolder, remove_orphans
for _ in range(300):
    remove_orphans(sys.argv[1], "x-")
    folder = TemporaryFolder(sys.argv[1], "x-")
    remove_orphans(sys.argv[1], "x-")
    open(os.path.join(folder.path, "file"), "x").close()
    folder.remove()
"""


def test_processes_that_start_at_once_leave_each_other_their_folders(tmp_path: Path) -> None:
    starting = [subprocess.Popen([sys.executable, "-c", STARTING, str(tmp_path)]) for _ in range(4)]

    assert [process.wait(60) for process in starting] == [0, 0, 0, 0]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["actions", "uploads", "uploads/init", "uploads/cancel"])
def test_a_client_that_leaves_in_the_middle_leaves_nothing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        kind = MULTIPART["content-type"] if name == "uploads" else "application/json"
        body = form(CALL, ("asset", "a.txt", "text/plain", b"x" * 400_000))[:-1000]
        messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": body, "more_body": True}]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": f"/__sprag__/{name}",
            "query_string": b"",
            "scheme": "http",
            "headers": [(b"host", b"localhost"), (b"content-type", kind.encode())],
        }

        async def receive() -> Any:
            return messages.pop()

        async def send(message: Any) -> None:
            raise AssertionError(message)

        await app(scope, receive, send)
        assert left_over(app) == []
        assert [record for record in caplog.records if record.levelname == "ERROR"] == []

    drive(site(), scenario)
