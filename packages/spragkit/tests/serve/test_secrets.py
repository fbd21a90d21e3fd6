"""What is not published stays here: forty canaries (S-12) and five thousand paths that climb (S-11)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Callable
from urllib.parse import quote

import msgspec
import pytest
from sprag.build import build, build_static
from sprag.serve import create_app
from sprag.site import load
from sprag.testing import Client

Project = Callable[[dict[str, str]], Path]


def canary(number: int) -> str:
    return f"canary{number:02d}sings"


ENV = "\n".join(f"HIDDEN_{number}={canary(number)}" for number in range(5)) + "\nSPRAG_PUBLIC_NAME=shown\n"
LOCAL = "\n".join(f"LOCAL_{number}={canary(number)}" for number in range(5, 8)) + "\n"
SERVICE = f'''
"""{canary(8)}"""
from sprag import Service, store

PASSWORD = "{canary(9)}"  # {canary(10)}
TOKENS = ["{canary(11)}", b"{canary(12)}"]

class Accounts(Service):
    """{canary(13)}"""
    key = "{canary(14)}"

    def __init__(self, secret="{canary(15)}"):
        super().__init__()
        self.secret = secret

    def check(self, word="{canary(16)}"):
        return word == f"{canary(17)}{{self.key}}"
'''
STORES = f'''
from sprag import store

kept = store("kept", initial={{"word": "{canary(18)}"}}, private=True)
visit = store(
    "visit", initial={{"word": "{canary(19)}", "more": ["{canary(20)}"]}}, scope="session", private=True
)
'''
SERVER = f'''
import os

from sprag import Controller, HTTPError, action
from app.services import PASSWORD, Accounts
from app.stores import kept

SALT = "{canary(21)}"

class HomeController(Controller):
    """{canary(22)}"""
    key = "{canary(23)}"

    def load(self):
        hidden = "{canary(24)}"
        self.last = os.environ.get("HIDDEN_0", hidden)
        return {{"count": 0}}

    @action
    def increment(self, count):
        word = "{canary(25)}"
        return {{"count": count + len(word) - len("{canary(26)}") + 1}}

    @action
    def crash(self):
        raise RuntimeError("{canary(27)} " + PASSWORD + kept.get("word", ""))

    @action
    def refuse(self):
        raise HTTPError("No.", 403, log_message="{canary(28)}")
'''
PAGE = f'''
from sprag import Component, Module, Screen, hydrate, page, ui
from .server import HomeController

HIDDEN = "{canary(29)}"

class Count(Component):
    def render(self, props=None):
        return ui.button(str(self.state["count"]))

class CountModule(Module):
    def on_start(self):
        self.delegate(self.element, "click", "button", self.more)

    def more(self, event):
        self.call_action("increment", {{"count": self.state["count"]}}).then(self.shown)

    def shown(self, result):
        self.set_state(result.value)

class Home(Screen):
    """{canary(30)}"""
    modules = [CountModule]

    def render(self, data):
        unused = HIDDEN + "{canary(31)}"
        return hydrate(Count, module=self.module(CountModule), props={{"count": data["count"]}})

home = page(path="/", controller=HomeController, screen=Home, mode="hybrid")
'''
FAULT = f'''
from sprag import Controller, Screen, page, ui

class FaultController(Controller):
    def load(self):
        raise KeyError("{canary(32)}")

class Fault(Screen):
    def render(self, data):
        return ui.p("never")

fault = page(path="/fault", controller=FaultController, screen=Fault, mode="document")
'''
FILES = {
    ".env": ENV,
    ".env.local": LOCAL,
    "app/services.py": SERVICE,
    "app/stores.py": STORES,
    "app/routes/home/server.py": SERVER,
    "app/routes/home/page.py": PAGE,
    "app/routes/fault/page.py": FAULT,
    "app/static/shown.txt": "shown",
    "app/static-private/a.txt": canary(33),
    "app/notes.txt": canary(34),
    "app/data/rows.json": f'["{canary(35)}"]',
    "public/robots.txt": "User-agent: *\n",
    "private/key.pem": canary(36),
    "database.sqlite": canary(37),
    "tests/test_home.py": f"SECRET = '{canary(38)}'\n",
    "pyproject.toml": f"# {canary(39)}\n",
}


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # What is read from .env files is taken back with the variables themselves.
    before = dict(os.environ)
    yield project(FILES)
    monkeypatch.undo()
    for name in set(os.environ) - set(before):
        del os.environ[name]


def sings(text: str) -> list[str]:
    return [canary(number) for number in range(40) if canary(number) in text]


def everything(visitor: Client, root: Path) -> str:
    """What a visitor can get: pages, failures, actions, and each file of `root` under every name it might have."""
    names = [file.relative_to(root).as_posix() for file in sorted(root.rglob("*")) if file.is_file()]
    assert len(names) > 10
    paths = ["/", "/fault", "/nope", "/__sprag__/health/ready", "/__sprag__/health/metrics"]
    for name in names:
        tail = name.split("/", 1)[-1]
        paths += [
            f"{base}/{part}" for base in ("", "/static", "/assets", "/generated") for part in (name, tail)
        ]
    said = [repr((answer.headers, answer.text)) for answer in (visitor.get(quote(path)) for path in paths)]
    for action in ("increment", "crash", "refuse", "nope"):
        body = msgspec.json.encode({"route": "/", "action": action, "payload": {"count": 1}})
        headers = {"content-type": "application/json"}
        said.append(visitor.request("POST", "/__sprag__/actions", body=body, headers=headers).text)
    return "\n".join(said)


def test_no_canary_reaches_a_visitor_of_a_build(shop: Path) -> None:
    build(shop)
    browser_files = [file for file in (shop / "dist/public").rglob("*") if file.is_file()]

    with Client.of(create_app(shop / "dist")) as visitor:
        seen = everything(visitor, shop / "dist")

    assert "shown" in seen
    assert any(file.suffix == ".js" for file in browser_files)
    assert sings(seen) == []
    assert sings("\n".join(file.read_bytes().decode("latin-1") for file in browser_files)) == []


def test_no_canary_is_in_a_static_build(shop: Path) -> None:
    (shop / "app/routes/fault/page.py").unlink()
    build_static(shop, shop / "site")

    written = [file for file in (shop / "site").rglob("*") if file.is_file()]
    assert any(file.suffix == ".html" for file in written)
    assert sings("\n".join(file.read_bytes().decode("latin-1") for file in written)) == []


BASES = ["/static", "/assets", "/generated", "/assets/app", "", "/static/deep", "/__sprag__/uploads"]
STEPS = [
    "..",
    "%2e%2e",
    "%2E.",
    ".%2e",
    "..%2f",
    "..%5c",
    "..\\",
    "%252e%252e",
    "..;",
    "....//",
    "..%00",
    "%c0%ae%c0%ae",
]
STEPS += [".", "", "%2f", "~", "static-private", "deep", "..%ef%bc%8f", "%u002e%u002e"]
GOALS = [
    ".env",
    ".env.local",
    "app/services.py",
    "app/static-private/a.txt",
    "static-private/a.txt",
    "private/key.pem",
]
GOALS += [
    "database.sqlite",
    "app/notes.txt",
    "pyproject.toml",
    "manifest.json",
    "link/key.pem",
    "link.txt",
    ".hidden",
]
GOALS += [
    "app/routes/home/server.py",
    "tests/test_home.py",
    "app/services.py.map",
    "etc/passwd",
    "shown.txt%00.js",
]


def test_no_path_leads_out_of_what_is_published(shop: Path) -> None:
    (shop / "app/static/deep").mkdir()
    (shop / "app/static/deep/.hidden").write_text(canary(0))
    (shop / "app/static/.env").write_text(canary(1))
    (shop / "app/static/.well-known").mkdir()
    (shop / "app/static/.well-known/security.txt").write_text("shown")
    os.symlink(shop / "private", shop / "app/static/link")
    os.symlink(shop / "private/key.pem", shop / "app/static/link.txt")
    chance = random.Random(7)
    found: dict[int, int] = {}

    with Client(load(shop), production=True) as visitor:
        for _ in range(5_000):
            steps = [chance.choice(STEPS) for _ in range(chance.randrange(6))]
            path = "/".join([chance.choice(BASES), *steps, chance.choice(GOALS)])
            answer = visitor.get(path if path.startswith("/") else f"/{path}")
            found[answer.status] = found.get(answer.status, 0) + 1
            assert sings(answer.text) == [], path
            assert "root:x:" not in answer.text, path

        assert visitor.get("/static/.well-known/security.txt").text == "shown"
    assert found.keys() <= {200, 400, 404, 405}
    assert found[404] > 1000
