"""Actions over the ASGI application: envelopes, failures, limits, deadlines."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from browsing import View, visitor
from forms import form_up_to_file
from inprocess import JSON, Browser, drive
from serving import serving
from site_app import site

MIB = 1024 * 1024
PIECE = 64 * 1024
OK = {"error": None, "ok": True, "redirect": None, "route": "/counter", "status": 200}

RETURNED: list[tuple[str, Any, dict[str, Any]]] = [
    ("increment", {"count": 4}, {**OK, "value": {"count": 5}}),
    ("increment", {"count": "4"}, {**OK, "value": {"count": 5}}),
    ("plain", {"a": 1}, {**OK, "value": [1, 2]}),
    ("plain", [1, 3], {**OK, "value": [1, 3]}),
    ("plain", "text", {**OK, "value": ["text", 2]}),
    ("coroutine", None, {**OK, "value": "/counter"}),
    ("created", None, {**OK, "value": {"id": 7}, "status": 201}),
    ("outcome", None, {**OK, "ok": False, "error": "nope", "status": 409, "value": 1}),
    (
        "away",
        None,
        {
            **OK,
            "value": None,
            "status": 303,
            "redirect": {"location": "/counter", "replace": False, "status": 303},
        },
    ),
    (
        "away_raised",
        None,
        {**OK, "value": None, "status": 301, "redirect": {"location": "/x", "replace": True, "status": 301}},
    ),
]


@pytest.mark.parametrize(("name", "payload", "expected"), RETURNED)
def test_what_an_action_returns_is_its_envelope(name: str, payload: Any, expected: dict[str, Any]) -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.act(name, payload)
        assert (answer.status, answer.json) == (200, {**expected, "action": name})

    drive(site(), scenario)


COUNT = "[increment] Validation failed: count: 'count'"
FAILURES: list[tuple[str, Any, int, dict[str, Any]]] = [
    (
        "increment",
        {},
        400,
        {
            "error": f"Validation failed for action 'increment': {COUNT} is required",
            "errors": {"count": "'count' is required"},
        },
    ),
    (
        "increment",
        {"count": "abc"},
        400,
        {
            "error": f"Validation failed for action 'increment': {COUNT} must be int: Cannot convert str 'abc' to int",
            "errors": {"count": "'count' must be int: Cannot convert str 'abc' to int"},
        },
    ),
    ("plain", {}, 400, {"error": "Invalid payload for action 'plain': missing a required argument: 'a'"}),
    ("refused", None, 418, {"error": "No tea here."}),
    ("operation", None, 422, {"error": "Too short."}),
    ("members", None, 401, {"error": "Authentication required."}),
    ("slow", None, 504, {"error": "The action took too long and was stopped."}),
    ("nope", None, 404, {"error": "Unknown action 'nope' for route '/counter'."}),
]


@pytest.mark.parametrize(("name", "payload", "status", "expected"), FAILURES)
def test_a_refused_action_says_why(name: str, payload: Any, status: int, expected: dict[str, Any]) -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.act(name, payload)
        assert (answer.status, answer.json) == (
            status,
            {"ok": False, "route": "/counter", "action": name, **expected},
        )

    drive(site(), scenario)


BODIES: list[tuple[bytes, int, str]] = [
    (b"{", 400, "Invalid JSON request body."),
    (b"", 400, "Invalid JSON request body."),
    (b"\xff\xfe", 400, "Invalid JSON request body."),
    (b'{"payload":' + b"[" * 100_000, 400, "Invalid JSON request body."),
    (b"[]", 400, "Invalid request body: Expected `object`, got `array`"),
    (b"3", 400, "Invalid request body: Expected `object`, got `int`"),
    (b"null", 400, "Invalid request body: Expected `object`, got `null`"),
    (b'{"route":3}', 400, "Invalid request body: Expected `str | null`, got `int` - at `$.route`"),
    (b"{}", 400, "Missing SPRAG route path."),
    (b'{"route":"/counter"}', 400, "Missing SPRAG action name."),
    (b'{"route":"/zzz","action":"x"}', 404, "Unknown route '/zzz'."),
    (
        b" " * (1024 * 1024 + 1),
        413,
        "The request body is larger than the 1048576 bytes that are allowed here.",
    ),
]


@pytest.mark.parametrize(("body", "status", "message"), BODIES)
def test_a_wrong_body_is_a_4xx_with_a_message(body: bytes, status: int, message: str) -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.ask("POST", "/__sprag__/actions", body, JSON)
        assert (answer.status, answer.json["error"], answer.json["ok"]) == (status, message, False)

    drive(site(), scenario)


@pytest.mark.parametrize(
    ("path", "kind", "limit"),
    [
        ("/__sprag__/actions", "application/json", MIB),
        ("/__sprag__/uploads", "multipart/form-data; boundary=x", 32 * MIB),
        ("/__sprag__/uploads/init", "application/json", MIB),
    ],
)
def test_a_body_without_a_length_is_read_no_further_than_its_limit(path: str, kind: str, limit: int) -> None:
    async def scenario(browser: Browser) -> None:
        fields = {"__sprag_route": "/counter", "__sprag_action": "read_slowly"}
        pieces = [form_up_to_file(fields, "x"), b"x" * PIECE]
        read = 0

        async def receive() -> Any:
            nonlocal read
            piece = pieces[min(read, 1)]
            read += len(piece)
            return {"type": "http.request", "body": piece, "more_body": True}

        answer = await browser.ask("POST", path, headers={**JSON, "content-type": kind}, receive=receive)
        assert answer.status == 413
        assert limit < read <= limit + PIECE + len(pieces[0])

    drive(site(), scenario)


def test_production_errors_name_nothing_but_a_request_id() -> None:
    async def scenario(browser: Browser) -> None:
        for name in ("broken", "unencodable"):
            answer = await browser.act(name, headers={"x-request-id": "abc-1"})
            assert (answer.status, answer.json) == (
                500,
                {
                    "ok": False,
                    "route": "/counter",
                    "action": name,
                    "error": "Internal Server Error",
                    "request_id": "abc-1",
                },
            )
        page = await browser.get("/fault")
        assert page.status == 500
        assert page.body == b"<h1>500</h1><p>Internal Server Error</p>"
        assert page.header("x-request-id")

    drive(site(), scenario)


def test_dynamic_routes_give_their_params_to_actions() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.act("slug", route="/blog/hello")
        assert answer.json["value"] == {"slug": "hello"}

    drive(site(), scenario)


def test_a_form_post_is_refused_whatever_it_holds() -> None:
    async def scenario(browser: Browser) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            body = b'{"route":"/counter","action":"coroutine"}'
            answer = await browser.ask("POST", "/__sprag__/actions", body, {"content-type": kind})
            assert (answer.status, answer.json["error"]) == (415, "SPRAG actions require application/json.")

    drive(site(), scenario)


def test_a_client_that_goes_away_stops_its_action() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        gone = asyncio.get_running_loop().create_future()
        asking = asyncio.ensure_future(browser.act("patient", gone=gone))
        await asyncio.sleep(0.02)
        gone.set_result(None)
        await asking
        assert app.surfaces.counter.stopped == ["CallerGone"]

    drive(site(), scenario)


def test_other_methods_are_405_and_options_says_which() -> None:
    async def scenario(browser: Browser) -> None:
        for method, path, status, allow in (
            ("GET", "/__sprag__/actions", 405, "POST, OPTIONS"),
            ("OPTIONS", "/__sprag__/actions", 204, "POST, OPTIONS"),
            ("PUT", "/counter", 405, "GET, HEAD, OPTIONS"),
            ("OPTIONS", "/counter", 204, "GET, HEAD, OPTIONS"),
        ):
            answer = await browser.ask(method, path)
            assert (answer.status, answer.header("allow")) == (status, allow)
            assert (answer.header("content-length") is None) == (status == 204)
        assert (await browser.ask("HEAD", "/counter")).status == 200
        assert (await browser.get("/__sprag__/nothing")).status == 404

    drive(site(), scenario)


def test_a_deferred_action_answers_at_once_and_tells_the_socket_later() -> None:
    with serving() as served:
        view = View(served)
        with visitor(served, view.cookie) as client:
            call = {"route": "/counter", "action": "later", "payload": {"word": "abc"}}
            answer = client.post("/__sprag__/actions", json=call).json()
        assert (answer["ok"], answer["status"]) == (True, 202)
        task = answer["value"]["task_id"]
        assert answer["value"] == {"deferred": True, "task_id": task}
        view.until("event")
        resolved = {"action": "later", "task_id": task, "ok": True, "value": "ABC"}
        assert view.events == [("sprag:action.resolved", {**resolved, "error": None, "redirect": None})]
        view.close()


def test_a_deferred_action_sends_its_page_elsewhere() -> None:
    with serving() as served:
        view = View(served)
        with visitor(served, view.cookie) as client:
            answer = client.post(
                "/__sprag__/actions", json={"route": "/counter", "action": "away_later"}
            ).json()
        view.until("event")
        redirect = {"location": "/x", "replace": False, "status": 303}
        resolved = {"action": "away_later", "task_id": answer["value"]["task_id"], "ok": True, "value": None}
        assert view.events == [("sprag:action.resolved", {**resolved, "error": None, "redirect": redirect})]
        view.close()


def test_paths_that_climb_are_refused() -> None:
    async def scenario(browser: Browser) -> None:
        for path in ("/../etc/passwd", "/a/../b", "/..", "/a\\b", "/a\0b"):
            assert (await browser.get(path)).status == 400
        for path in ("/%2e%2e", "/....//", "/static/x"):
            assert (await browser.get(path)).status == 404

    drive(site(), scenario)
