from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
from specter.context import current_request
from specter.http import Request, Session
from sprag import declared_stores, store
from sprag.authoring.errors import DeclarationError
from sprag.authoring.store import StoreBridge, forget_stores

CASES = json.loads((Path(__file__).resolve().parents[4] / "contracts/cases/store.json").read_text("utf-8"))[
    "cases"
]


@pytest.fixture(autouse=True)
def no_stores() -> Iterator[None]:
    forget_stores()
    yield
    forget_stores()


class Replay:
    """Runs one case of the table that both runtimes share."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.store = store("case", initial=case["initial"])
        self.heard: list[list[Any]] = []
        self.endings: dict[str, Callable[[], None]] = {}
        self.functions: dict[str, Callable[[Any], Any]] = {
            "user": lambda state: state["user"],
            "count": lambda state: state["n"],
            "append": lambda draft: draft["items"].append(4),
            "replace": lambda draft: {"n": 9},
            "nothing": lambda draft: None,
            "nested": lambda value: self.store.set("n", 5) if value == 1 else None,
        }

    def argument(self, value: Any) -> Any:
        return self.functions[value["fn"]] if isinstance(value, dict) and set(value) == {"fn"} else value

    def step(self, step: dict[str, Any]) -> tuple[Any, list[list[Any]]]:
        self.heard = []
        returned = None
        if "subscribe" in step:
            self.subscribe(step)
        elif "unsubscribe" in step:
            self.endings[step["unsubscribe"]]()
        else:
            returned = getattr(self.store, step["call"])(*map(self.argument, step["args"]))
        return returned, self.heard

    def subscribe(self, step: dict[str, Any]) -> None:
        name, then = step["subscribe"], self.argument(step.get("then", {"fn": "nothing"}))

        def hear(value: Any) -> None:
            self.heard.append([name, value])
            then(value)

        selector = self.argument(step.get("selector"))
        self.endings[name] = self.store.subscribe(
            hear, selector=selector, immediate=step.get("immediate", False)
        )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_store_does_what_the_shared_table_says(case: dict[str, Any]) -> None:
    replay = Replay(case)

    for step in case["steps"]:
        assert replay.step(step) == (step.get("returns"), step.get("told", [])), step


@contextmanager
def visit(session: Optional[Session] = None) -> Iterator[None]:
    """While a request of that session is answered."""
    token = current_request.set(Request(session=session or Session("anybody")))
    try:
        yield
    finally:
        current_request.reset(token)


def test_a_page_store_changed_in_a_request_stays_in_that_request() -> None:
    prefs = store("prefs", initial={"theme": "dark"})

    with visit():
        prefs.set("theme", "light")
        assert prefs.get("theme") == "light"
    with visit():
        assert prefs.get("theme") == "dark"
    assert prefs.get("theme") == "dark"


def test_a_session_store_follows_its_visitor_and_no_other() -> None:
    cart = store("cart", initial={"items": []}, scope="session")
    ada, grace = Session("ada"), Session("grace")

    with visit(ada):
        cart.set("items", ["book"])
    with visit(grace):
        assert cart.get("items") == []
    with visit(ada):
        assert cart.get("items") == ["book"]


def test_an_app_store_is_everybodys() -> None:
    hits = store("hits", initial={"n": 0}, scope="app")

    with visit():
        hits.set("n", 1)
    with visit():
        assert hits.get("n") == 1


def test_the_seeds_example_works_at_import() -> None:
    heard: list[Any] = []
    session = store("session", initial={"user": {"name": "Ada"}, "prefs": {"theme": "dark"}})

    session.set("user.name", "Grace")
    session.patch({"prefs": {"theme": "light"}})
    session.subscribe(lambda user: heard.append(user["name"]), selector=lambda s: s["user"], immediate=True)

    assert session.snapshot() == {"user": {"name": "Grace"}, "prefs": {"theme": "light"}}
    with visit():
        session.set("user.name", "Lin")
    assert heard == ["Grace", "Lin"]


def test_what_goes_in_and_out_is_a_copy() -> None:
    given: dict[str, Any] = {"items": [1]}
    kept = store("kept", initial=given)

    given["items"].append(2)
    kept.get("items").append(3)
    kept.snapshot()["items"].append(4)

    assert kept.get("items") == [1]


def test_the_same_declaration_is_the_same_store_and_another_one_is_refused() -> None:
    first = store("a", initial={"n": 1})

    assert store("a", initial={"n": 1}) is first
    assert declared_stores() == [first]
    with pytest.raises(
        DeclarationError, match=r"'a' is already declared with different initial state, in .*test_store\.py"
    ):
        store("a", initial={"n": 2})


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda: store(" "), "expected a name, got ' '"),
        (lambda: store("a", initial=[1]), "expected a dict, got list"),
        (lambda: store("a", scope="user"), "scope must be one of page, session, app, got 'user'"),
        (lambda: store("a").patch([1]), "dict"),
    ],
)
def test_a_wrong_declaration_says_what_was_expected(declare: Callable[[], StoreBridge], message: str) -> None:
    with pytest.raises((TypeError, DeclarationError), match=message):
        declare()
