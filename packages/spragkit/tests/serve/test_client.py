"""`sprag.testing.Client`: what an app's own tests can do."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from sprag.site import load
from sprag.testing import Client

Project = Callable[[dict[str, str]], Path]

PAGE = """\
from sprag import Controller, Field, Schema, Screen, action, page, redirect, ui

class Files(Controller):
    @action(schema=Schema("store", {"title": Field(str, required=True)}))
    def store(self, title):
        primary = self.request.file("asset")
        extras = self.request.files_list("gallery")
        return {"title": title, "name": primary.filename, "size": primary.size, "extra": [e.read().decode() for e in extras]}

    @action
    def leave(self):
        return redirect("/elsewhere", replace=True)

    @action
    def remember(self, value):
        before = self.request.session.get("value")
        self.request.session.set("value", value)
        return before

class S(Screen):
    def render(self, data):
        return ui.p("x")

made = page(path="/files", controller=Files, screen=S, mode="document")
"""


def test_files_reach_the_action(project: Project) -> None:
    files = {"asset": ("a.txt", b"12345"), "gallery": [("b", b"x"), ("c", "ü".encode())]}
    with Client(load(project({"app/routes/files/page.py": PAGE}))) as visitor:
        stored = visitor.upload("/files", "store", {"title": "T"}, files)
        refused = visitor.upload("/files", "store", {}, files)

    assert stored.value == {"title": "T", "name": "a.txt", "size": 5, "extra": ["x", "ü"]}
    assert (refused.ok, refused.http_status, refused.errors) == (False, 400, {"title": "'title' is required"})


def test_an_app_says_how_large_chunks_are_and_where_they_wait(project: Project) -> None:
    app = "from sprag import App\napp = App(routes='app.routes', upload_chunk_size=1000, upload_temp_dir='waiting')\n"
    root = project({"app/__init__.py": app, "app/routes/files/page.py": PAGE})
    with Client(load(root)) as visitor:
        terms = visitor.get("/__sprag__/uploads/negotiate").text
        waiting = [folder.name for folder in (root / "waiting").iterdir()]

    assert terms == '{"chunk_size":1000,"threshold":1000}'
    assert [name.startswith("sprag-uploads-") for name in waiting] == [True]
    assert list((root / "waiting").iterdir()) == []


def test_a_redirect_of_an_action_is_told(project: Project) -> None:
    with Client(load(project({"app/routes/files/page.py": PAGE}))) as visitor:
        left = visitor.action("/files", "leave")

    assert (left.ok, left.redirect) == (True, {"location": "/elsewhere", "replace": True, "status": 302})


def test_a_visitor_keeps_its_cookies_and_another_has_none(project: Project) -> None:
    with Client(load(project({"app/routes/files/page.py": PAGE}))) as ada:
        answers = [ada.action("/files", "remember", [value]).value for value in ("one", "two")]
        ada.cookies = {}
        answers.append(ada.action("/files", "remember", ["three"]).value)

    assert answers == [None, "one", None]


def test_an_app_that_does_not_run_says_how_to_start_it(project: Project) -> None:
    visitor = Client(load(project({"app/routes/files/page.py": PAGE})))

    with pytest.raises(RuntimeError, match="write `with Client"):
        visitor.get("/files")
