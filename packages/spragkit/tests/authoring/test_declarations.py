from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
import sprag
from sprag import (
    App,
    Component,
    Module,
    Screen,
    browser,
    hydrate,
    imports,
    module,
    mount,
    page,
    ref,
    script,
    shell,
    ssr,
)
from sprag.authoring.assets import ModuleImport, Script, Shell
from sprag.authoring.errors import DeclarationError


class Home(Screen):
    modules = []


class Card(Component): ...


class Behaviour(Module): ...


def test_a_page_keeps_what_it_was_given_and_says_where_it_stands() -> None:
    made = page(
        path="/a/", screen=Home, mode="document", css="a.css", js=["b.js", script("c.js", module=True)]
    )

    assert (made.path, made.mode, made.controller) == ("/a", "document", None)
    assert made.shell == Shell(css=("a.css",), js=(Script("b.js"), Script("c.js", True)))
    assert Path(made.declared.file).name == "test_declarations.py"


@pytest.mark.parametrize(
    ("declare", "error", "message"),
    [
        (lambda: page(path="a", screen=Home), DeclarationError, "page 'a': path must start with '/', got 'a'"),
        (lambda: page(path="/a", screen=Home, mode="spa"), DeclarationError, "page '/a': mode must be 'document' or 'hybrid', got 'spa'"),
        (lambda: page(path="/a", screen=Card), TypeError, "page '/a': screen must be a Screen class"),
        (lambda: page(path="/a", screen=Home, controller=3), TypeError, "page '/a': controller must be a Controller class"),
        (lambda: page(path="/a", screen=Home, shell=3), TypeError, "page '/a': shell must be shell(...) or a template path"),
        (lambda: page(path="/a", screen=Home, providers={"x": Card}), TypeError, "providers['x'] must be a Module class"),
        (lambda: mount("/a", component=Behaviour), TypeError, "mount '/a': component must be a Component class"),
        (lambda: mount("a", component=Card), DeclarationError, "mount 'a': path must start with '/'"),
        (lambda: shell("a.html", template="b.html"), DeclarationError, "give the template once"),
        (lambda: page(path="/a", screen=Home, css=[3]), TypeError, "css=: expected paths, got int"),
        (lambda: page(path="/a", screen=Home, modules={"a-b": "x.mjs"}), DeclarationError, "an alias must be a Python identifier, got 'a-b'"),
        (lambda: page(path="/a", screen=Home, modules={"a": 3}), TypeError, "modules['a']: expected a path or module(...)"),
        (lambda: App(server_mode="asgi"), DeclarationError, "server_mode must be auto, wsgi or websocket"),
        (lambda: App(upload_chunk_size=0), DeclarationError, "upload_chunk_size must be bytes, at least 1, got 0"),
        (lambda: App({"auth": 1}, auth_service=2), DeclarationError, "auth_service= and providers['auth'] name different objects"),
        (lambda: ref(" "), DeclarationError, "ref(): expected a CSS selector"),
        (lambda: sprag.debounce(-1), DeclarationError, "debounce(): expected seconds >= 0, got -1"),
        (lambda: sprag.virtual_scroll(chunk=0), DeclarationError, "virtual_scroll(chunk=): expected a positive number"),
        (lambda: sprag.infinite_scroll(at=""), DeclarationError, "infinite_scroll(at=): expected a CSS selector"),
        (lambda: hydrate(Home), TypeError, "hydrate(): expected a Component class"),
        (lambda: hydrate(Card, module=3), TypeError, "hydrate(Card, module=): expected self.module(...)"),
        (lambda: ssr(3), TypeError, "ssr(): expected a Component or a function"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_says_what_was_expected(
    declare: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        declare()


def test_app_takes_providers_first_and_the_seeds_keywords_for_session_and_auth() -> None:
    store, auth, other = object(), object(), object()

    app = App({"queue": other}, session_store=store, auth_service=auth)

    assert app.providers == {"queue": other, "session_store": store, "auth": auth}


def test_modules_and_shells_normalise_what_they_are_given() -> None:
    made = shell(
        "a.html", css="a.css", modules={"dayjs": "d.mjs", "id": module("https://x/y.mjs", export="nanoid")}
    )

    assert (made.template, made.css) == ("a.html", ("a.css",))
    assert made.modules == {"dayjs": ModuleImport("d.mjs"), "id": ModuleImport("https://x/y.mjs", "nanoid")}
    assert shell(made, template="b.html").outer is made


def test_a_screen_gives_each_request_its_own_modules() -> None:
    class Two(Screen):
        modules = [Behaviour]

    one, other = Two({}), Two({})

    assert one.module(Behaviour) is one.module(Behaviour)
    assert one.module(Behaviour) is not other.module(Behaviour)
    with pytest.raises(
        DeclarationError, match=r"Home\.module\(Behaviour\): Behaviour is not in Home\.modules"
    ):
        Home({}).module(Behaviour)


@pytest.mark.parametrize(
    "use",
    [
        lambda: Behaviour().call_action("x"),
        lambda: Behaviour().delegate(None, "click", "a", print),
        lambda: Card().mount(None),
        lambda: browser.document.body.append(1),
        lambda: bool(browser.Chart),
        imports.dayjs,
        lambda: setattr(browser.window, "x", 1),
    ],
)
def test_browser_only_names_say_so_when_python_uses_them(use: Callable[[], Any]) -> None:
    with pytest.raises(RuntimeError, match=r"^sprag\..* is only available in generated browser code"):
        use()


def test_a_generated_only_name_shows_its_path() -> None:
    assert repr(imports.a["b"].c) == "<generated-only imports.a['b'].c>"


def test_state_merges_on_the_server() -> None:
    counter = Behaviour(state={"count": 1, "name": "x"})

    counter.set_state({"count": 2})

    assert counter.state == {"count": 2, "name": "x"}


def test_every_public_name_is_there_and_importing_sprag_imports_nothing_else() -> None:
    assert sorted(sprag._HOME) == sprag.__all__
    for name in sprag.__all__:
        assert getattr(sprag, name) is not None

    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, sprag; print([m for m in sys.modules if m.split('.')[0] in "
         "('specter', 'gevent', 'starlette', 'msgspec', 'markdown_it')])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "[]"


def test_the_typed_elements_are_fresh() -> None:
    root = Path(__file__).resolve().parents[4]

    assert (
        subprocess.run([sys.executable, root / "tools/gen_elements.py", "--check"], check=False).returncode
        == 0
    )
