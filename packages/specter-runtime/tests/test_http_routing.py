"""Routers: rules, results, errors, methods, mounting in and out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from inprocess import Client
from specter import Outcome
from specter.errors import HTTPError
from specter.http import HttpApp, Response, Router, expect_json, json_endpoint, require_fields, route
from specter.http.rules import Rule
from specter.http.views import request
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


@dataclass
class Tea:
    name: str
    price: Decimal


class Api(Router):
    name = "api"
    url_prefix = "/api"

    @route("/items/<int:number>")
    def item(self, number: int) -> Any:
        return {"number": number, "path": request.path}

    @route("/items", methods=["GET", "POST"])
    async def items(self) -> Any:
        return [1, 2] if request.method != "POST" else (expect_json(required=["name"]), 201, {"X-Made": "1"})

    @route("/files/{rest:path}")
    def files(self, rest: str) -> str:
        return rest

    @route("/types")
    def types(self) -> Any:
        return {"tea": Tea("green", Decimal("1.50")), "day": date(2026, 1, 2), "id": uuid.UUID(int=7)}

    @route("/outcome")
    def outcome(self) -> Any:
        return Outcome.failure("no", status=409)

    @route("/none")
    def none(self) -> None:
        return None

    @route("/refused")
    def refused(self) -> Any:
        raise HTTPError("no tea", 418, payload={"tea": False})

    @route("/broken", json_errors="The API failed")
    def broken(self) -> Any:
        raise KeyError("secret")

    @route("/empty")
    def empty(self) -> Any:
        return Response(status=204)


@pytest.fixture
def client() -> Any:
    with Client(Api()) as found:
        yield found


def test_results_of_every_kind(client: Any) -> None:
    assert client.get("/api/items/7").json == {"number": 7, "path": "/api/items/7"}
    assert client.get("/api/items/7/").status == 200
    assert client.get("/api/items/x").status == 404
    assert client.get("/api/files/a/b c").body.decode() == "a/b c"
    assert client.get("/api/types").json == {
        "tea": {"name": "green", "price": "1.50"},
        "day": "2026-01-02",
        "id": "00000000-0000-0000-0000-000000000007",
    }
    outcome = client.get("/api/outcome")
    assert (outcome.status, outcome.json) == (
        409,
        {"ok": False, "status": 409, "value": None, "error": "no"},
    )
    made = client.post("/api/items", {"name": "x"})
    assert (made.status, made.json, made.header("x-made")) == (201, {"name": "x"}, "1")
    assert client.get("/api/empty").status == 204


def test_errors_are_json_and_name_nothing(client: Any) -> None:
    refused = client.get("/api/refused")
    assert (refused.status, refused.json) == (418, {"tea": False, "error": "no tea"})
    broken = client.get("/api/broken")
    assert (broken.status, broken.json) == (500, {"error": "The API failed"})
    none = client.get("/api/none")
    assert (none.status, none.json["error"]) == (500, "Internal Server Error")


def test_methods(client: Any) -> None:
    assert client.ask("HEAD", "/api/items").status == 200
    assert client.ask("HEAD", "/api/items").body == b""
    wrong = client.ask("DELETE", "/api/items")
    assert (wrong.status, wrong.header("allow")) == (405, "GET, POST, HEAD, OPTIONS")
    assert client.ask("OPTIONS", "/api/items").header("allow") == "GET, POST, HEAD, OPTIONS"


BODIES: list[tuple[bytes, str, str]] = [
    (b"", "application/json", "Request body is required"),
    (b"{}", "application/json", "Request body is required"),
    (b"{", "application/json", "The request body is not valid JSON"),
    (b"[1]", "application/json", "JSON body must be an object"),
    (b'{"name":" "}', "application/json", "Missing required field(s): name"),
    (b'{"name":"x"}', "text/plain", "Request body is required: Content-Type must be application/json"),
]


def test_json_bodies_that_are_not_what_was_expected(client: Any) -> None:
    for body, kind, message in BODIES:
        answer = client.ask("POST", "/api/items", body, content_type=kind)
        assert (answer.status, answer.json["error"]) == (400, message)


def test_required_fields() -> None:
    assert require_fields({"a": 0, "b": False}, ["a", "b"]) == {"a": 0, "b": False}
    with pytest.raises(HTTPError) as refused:
        require_fields({"a": " ", "b": None}, ["a", "b", "c"])
    assert refused.value.payload == {"missing": ["a", "b", "c"]}
    assert json_endpoint(lambda: 7)() == 7


def test_rules_refuse_what_they_cannot_mean() -> None:
    for text in ("items", "/<bad name>", "/<zzz:a>", "/x<a>", "/<a>/<a>", "/{rest:path}/x"):
        with pytest.raises(ValueError, match="route rule"):
            Rule.parse(text)


def test_a_router_mounts_others_and_is_mounted() -> None:
    inner = Starlette(routes=[Route("/hello", lambda _: PlainTextResponse("inner"))])
    outer = Router("outer")
    outer.include("/inner", inner)
    outer.include("/again", Api())

    @outer.websocket("/ws/<word>")
    async def echo(socket: Any, word: str) -> None:
        await socket.accept()
        await socket.send_text(word + await socket.receive_text())

    app = Starlette()
    outer.register(app)
    with Client(app) as client:
        assert client.get("/inner/hello").body.decode() == "inner"
        assert client.get("/again/api/items/3").json["number"] == 3
        assert client.get("/nothing").status == 404
        assert client.websocket("/ws/tea", "!")[-1]["text"] == "tea!"


def test_an_http_app_asks_its_routers_before_its_pages() -> None:
    app = HttpApp()
    Api().register(app)
    with Client(app) as client:
        assert client.get("/api/items/3").json["number"] == 3
        assert client.get("/elsewhere").status == 404
        evil = client.post("/api/items", {"name": "x"}, origin="http://evil.example")
        assert evil.status == 403


def test_urls_of_endpoints() -> None:
    assert Api().url_for("api.item", number=3) == "/api/items/3"
    assert ("/api/items", ("GET", "POST", "HEAD"), "items") in Api().routes


def test_a_router_that_serves_again_has_each_route_once() -> None:
    api = Api()
    routes = api.routes
    api.teardown()

    assert api.mount().routes == routes
