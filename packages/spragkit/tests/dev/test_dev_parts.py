"""The parts of the dev loop that compute: what changed, under which URL it is new, what the page gets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sprag.dev.changes import Change, classify, needs_import
from sprag.dev.inject import with_dev_client
from sprag.dev.versions import BrowserFiles
from sprag.dev.watch import ChangedFiles, concerns


def test_files_are_classified_by_what_they_make(tmp_path: Path) -> None:
    names = ["app/a.css", "app/m.py", "app/s.py", "app/shell.html", "app/x.md", "app/static/p.png", ".env"]

    changes = classify({tmp_path / name for name in names}, tmp_path, {"app/m.py"})

    assert changes == [
        Change(".env", "server"),
        Change("app/a.css", "style"),
        Change("app/m.py", "code"),
        Change("app/s.py", "server"),
        Change("app/shell.html", "shell"),
        Change("app/static/p.png", "asset"),
        Change("app/x.md", "content"),
    ]
    assert needs_import(changes)
    assert not needs_import([Change("app/a.css", "style")])


def test_changed_code_and_its_importers_get_new_urls() -> None:
    files = BrowserFiles()
    imports = {
        "app/page.js": {"app/money.js", "ragot/module.js"},
        "app/money.js": set(),
        "app/other.js": set(),
    }
    tree: dict[str, Any] = {
        "app/page.js": b"page",
        "app/money.js": b"1",
        "app/other.js": b"o",
        "ragot/module.js": b"m",
    }
    files.replace(tree, imports, 0)
    assert files.url("app/page.js") == "/generated/app/page.js"

    fresh = files.replace({**tree, "app/money.js": b"2"}, imports, 4)

    assert fresh == ["app/money.js", "app/page.js"]
    assert files.url("app/page.js") == "/generated/~4/app/page.js"
    assert files.versioned("/generated/~4/app/page.js") == b"page"
    assert files.versioned("/generated/~4/app/money.js") == b"2"
    assert files.versioned("/generated/~4/ragot/module.js") == b'export * from "/generated/ragot/module.js"\n'


def test_new_code_imports_what_did_not_change_by_its_own_url() -> None:
    files = BrowserFiles()
    entry = b"import { a } from '../app/a.js'\nimport \"./b.js\";\nconst text = \"import './b.js'\"\n"
    tree: dict[str, Any] = {"surfaces/x.js": b"", "app/a.js": b"a", "surfaces/b.js": b"1"}
    files.replace(tree, {}, 0)

    files.replace({**tree, "surfaces/x.js": entry, "surfaces/b.js": b"2"}, {}, 3)

    assert files.versioned("/generated/~3/surfaces/x.js") == (
        b"import { a } from '/generated/app/a.js'\nimport \"/generated/~3/surfaces/b.js\";\n"
        b"const text = \"import './b.js'\"\n"
    )


def test_a_later_build_leads_to_the_latest_code_of_each_file() -> None:
    files = BrowserFiles()
    tree: dict[str, Any] = {"a.js": b"1", "b.js": b"1"}
    files.replace(tree, {}, 0)
    files.replace({**tree, "a.js": b"2"}, {}, 1)
    files.replace({"a.js": b"2", "b.js": b"2"}, {}, 2)

    assert files.versioned("/generated/~2/a.js") == b'export * from "/generated/~1/a.js"\n'
    assert files.versioned("/generated/~2/b.js") == b"2"
    assert files.versioned("/generated/~2/none.js") is None
    assert files.versioned("/generated/a.js") is None


def sent(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What comes out of the wrapper for these ASGI messages."""
    out: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        out.append(dict(message))

    async def play() -> None:
        wrapped = with_dev_client(send, 7)
        for message in messages:
            await wrapped(message)

    asyncio.run(play())
    return out


def test_html_gets_the_dev_script_and_the_right_length() -> None:
    html = b"<html><head><title>x</title></head><body></body></html>"
    start = {"type": "http.response.start", "status": 200}
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(html)).encode())]

    head, body = sent([{**start, "headers": headers}, {"type": "http.response.body", "body": html}])

    assert b'<meta name="sprag-build" content="7"><script type="module"' in body["body"]
    assert dict(head["headers"])[b"content-length"] == str(len(body["body"])).encode()


def test_what_is_not_html_goes_through_untouched() -> None:
    messages = [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]},
        {"type": "http.response.body", "body": b'{"a": "</head>"}'},
    ]
    assert sent(messages) == messages


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("app/x.py", True),
        (".env.local", True),
        ("app/static/a.png", True),
        (".sprag/cache/x.py", False),
        ("node_modules/x/y.js", False),
        ("app/__pycache__/x.py", False),
        ("app/x.py~", False),
        ("app/.x.py.swp", False),
    ],
)
def test_only_files_that_the_app_shows_are_watched(tmp_path: Path, path: str, wanted: bool) -> None:
    assert concerns(tmp_path / path, tmp_path) is wanted


def test_rapid_edits_of_many_files_are_all_reported(tmp_path: Path) -> None:
    changes = ChangedFiles(tmp_path)
    try:
        changes.started.wait(10)
        wanted = set()
        for number in range(20):
            aside = tmp_path / f"aside{number}"
            aside.write_text("x")
            aside.rename(tmp_path / f"page{number}.py")
            wanted.add(tmp_path.resolve() / f"page{number}.py")
        seen: set[Path] = set()
        for changed in changes:
            seen |= changed
            if seen >= wanted:
                break
        assert seen == wanted
    finally:
        changes.close()
