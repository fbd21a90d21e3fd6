"""What nobody expected: in production it names nothing to its visitor, and everything to the log (S-13, S-09)."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from forms import MULTIPART, form
from inprocess import JSON, Browser, drive
from specter.controller import Controller, action
from specter.http import Failure, HttpApp, HttpConfig, Request, Response, Router, Target
from specter.http.surfaces import NoSurfaces
from specter.runtime import Runtime
from specter.schema import Field, Schema
from test_http_fuzz import SCALARS, Chance


class HiddenModelError(Exception):
    pass


FAULTS: list[BaseException] = [
    KeyError("hidden-table"),
    RuntimeError("/srv/app/hidden.py is broken"),
    sqlite3.OperationalError("no such column: hidden in SELECT hidden FROM users"),
    HiddenModelError("hidden"),
    ZeroDivisionError("division by hidden"),
    AttributeError("'Hidden' object has no attribute 'hidden'"),
    UnicodeDecodeError("utf-8", b"hidden", 0, 1, "hidden"),
    RecursionError("hidden recursion"),
    OSError(2, "No such file", "/etc/hidden"),
    ValueError("password=hidden"),
]
PLACES = ["plain", "coroutine", "page", "form", "event", "endpoint"]
TELLING = re.compile(
    rb"hidden|Traceback|SELECT|\.py|/srv|/etc|line \d|(Key|Runtime|Operational|Model|Division|Attribute|Unicode|"
    rb"Decode|Recursion|OS|File|Value)\w*Error",
    re.IGNORECASE,
)


class Faulty(Controller):
    fault: BaseException

    def _fail(self) -> Any:
        raise self.fault

    @action
    def plain(self) -> Any:
        return self._fail()

    @action
    async def coroutine(self) -> Any:
        await asyncio.sleep(0)
        return self._fail()

    def build_events(self, handler: Any) -> None:
        handler.on("event", lambda payload: self._fail())


class Faults(NoSurfaces):
    def __init__(self) -> None:
        self.target = Target("faulty", "/faulty", {}, Faulty())

    def find(self, route: str) -> Target | None:
        return self.target

    def page(self, request: Request) -> Response | None:
        return self.target.controller._fail()  # type: ignore[no-any-return]

    def error_page(self, request: Request, failure: Failure) -> Response:
        if failure.error is FAULTS[0]:
            raise failure.error  # the app's error page may fail too
        return Response(f"<h1>{failure.status} {failure.message} {failure.request_id}</h1>", failure.status)


async def provoke(browser: Browser, place: str, request_id: str) -> tuple[int, bytes]:
    """The status and everything that a visitor sees of the fault."""
    given = {"x-request-id": request_id}
    if place == "event":
        frames = await browser.converse(
            [b'{"type":"emit","event":"event","payload":1,"id":1,"route":"/faulty"}']
        )
        found = next(frame for frame in frames if frame.get("id") == 1)
        return found["status"], repr(frames).encode()
    if place == "form":
        body = form({"__sprag_route": "/faulty", "__sprag_action": "plain"}, ("f", "n", "text/plain", b"x"))
        answer = await browser.ask("POST", "/__sprag__/uploads", body, {**MULTIPART, **given})
    elif place in ("page", "endpoint"):
        answer = await browser.ask("GET", f"/{place}", headers=given)
    else:
        answer = await browser.act(place, route="/faulty", headers=given)
    return answer.status, answer.body + repr(answer.headers).encode()


def test_sixty_faults_tell_their_visitor_an_id_that_the_log_has(caplog: pytest.LogCaptureFixture) -> None:
    surfaces = Faults()
    router = Router()

    @router.route("/endpoint")
    def endpoint() -> Any:
        return surfaces.target.controller._fail()

    async def scenario(browser: Browser) -> None:
        for number, fault in enumerate(FAULTS):
            surfaces.target.controller.fault = fault
            for place in PLACES:
                caplog.clear()
                request_id = f"{place}-{number}"
                status, seen = await provoke(browser, place, request_id)
                assert status == 500, (place, fault)
                assert TELLING.search(seen) is None, (place, fault, seen)
                logged = [
                    record for record in caplog.records if record.exc_info and record.exc_info[1] is fault
                ]
                assert logged, (place, fault)
                if place != "event":
                    # On a socket the request is the one that opened it.
                    assert request_id.encode() in seen, (place, fault, seen)
                    assert any(request_id in record.getMessage() for record in caplog.records)

    caplog.set_level(logging.INFO)
    runtime = Runtime()
    runtime.add("test.faulty", surfaces.target.controller)
    app = HttpApp(runtime, surfaces, HttpConfig(production=True))
    router.register(app)
    drive(app, scenario)


# --- the schema gate


@dataclass
class Point:
    x: int
    label: str = ""


class Line(msgspec.Struct):
    ends: list[Point]
    width: float


class Typed(Controller):
    """Each action says what it got; it is entered with exactly that, or not at all."""

    def __init__(self) -> None:
        super().__init__("typed")
        self.entered: list[tuple[str, tuple[Any, ...]]] = []

    @action(schema=Schema("plain", {"count": Field(int, required=True), "title": Field(str, default="")}))
    def plain(self, count: int, title: str) -> None:
        self.entered.append(("plain", (count, title)))

    @action
    def point(self, point: Point) -> None:
        self.entered.append(("point", (point,)))

    @action
    def line(self, line: Line, bold: bool = False) -> None:
        self.entered.append(("line", (line, bold)))

    @action
    def many(self, counts: list[int], by_name: dict[str, float]) -> None:
        self.entered.append(("many", (counts, by_name)))


def exact(values: tuple[Any, ...], name: str) -> bool:
    """Whether these are what the action of that name declares, judged without the schemas."""
    if name == "plain":
        return type(values[0]) is int and type(values[1]) is str
    if name == "point":
        return type(values[0]) is Point and type(values[0].x) is int and type(values[0].label) is str
    if name == "line":
        line, bold = values
        points = type(line) is Line and all(exact((end,), "point") for end in line.ends)
        return points and type(line.width) is float and type(bold) is bool
    counts, by_name = values
    return all(type(one) is int for one in counts) and all(
        type(key) is str and type(value) is float for key, value in by_name.items()
    )


GOOD: dict[str, Any] = {
    "plain": {"count": 1, "title": "t"},
    "point": {"point": {"x": 1, "label": "l"}},
    "line": {"line": {"ends": [{"x": 1}, {"x": 2, "label": "b"}], "width": 1.5}, "bold": True},
    "many": {"counts": [1, 2], "by_name": {"a": 1.5}},
}


def twisted(chance: Chance, value: Any) -> Any:
    """A payload that is right, or nearly."""
    if isinstance(value, dict) and chance.random() < 0.8:
        found = {key: twisted(chance, one) for key, one in value.items() if chance.random() < 0.95}
        if chance.random() < 0.1:
            found[str(chance.choice(SCALARS))] = chance.value()
        return found
    if isinstance(value, list) and chance.random() < 0.8:
        return [twisted(chance, one) for one in value]
    return value if chance.random() < 0.8 else chance.value()


def test_a_typed_action_is_entered_with_what_it_declares_or_not_at_all() -> None:
    typed = Typed()

    class Site(NoSurfaces):
        def find(self, route: str) -> Target | None:
            return Target("typed", "/typed", {}, typed)

    async def scenario(browser: Browser) -> None:
        chance = Chance(5)
        statuses: set[int] = set()
        for _ in range(4000):
            name = chance.choice(list(GOOD))
            call = {"route": "/typed", "action": name, "payload": twisted(chance, GOOD[name])}
            before = len(typed.entered)
            answer = await browser.ask("POST", "/__sprag__/actions", msgspec.json.encode(call), JSON)
            statuses.add(answer.status)
            assert (answer.status == 200) == (len(typed.entered) == before + 1)
            if answer.status != 200:
                assert answer.json["error"], call
        assert statuses == {200, 400}
        wrong = [(name, values) for name, values in typed.entered if not exact(values, name)]
        assert wrong == []
        assert {name for name, _ in typed.entered} == set(GOOD)

    runtime = Runtime()
    runtime.add("test.typed", typed)
    drive(HttpApp(runtime, Site(), HttpConfig(production=True)), scenario)
