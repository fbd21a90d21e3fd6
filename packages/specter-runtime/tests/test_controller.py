"""Controllers: actions and their payloads, requests, services, jobs, sockets."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from specter import (
    ActionDispatchError,
    Controller,
    Field,
    QueueService,
    Redirect,
    Schema,
    Service,
    SocketIngress,
    action,
    registry,
    socket_target,
)
from specter.context import current_app, current_request


@dataclasses.dataclass
class Item:
    sku: str
    qty: int = 1


class Shop(Controller):
    route = "/shop"
    schemas = {"known": Schema("known", {"a": Field(int)})}

    @action
    def bare(self, *args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    @action(schema=Schema("increment", {"count": Field(int, required=True), "by": Field(int, default=1)}))
    def increment(self, count: int, by: int) -> int:
        return count + by

    @action(name="add-item", schema=Item)
    def add_item(self, item: Item) -> Item:
        return item

    @action(defer=True, timeout=5.0)
    def hinted(self, name: str, age: Optional[int] = None, items: list[Item] = []) -> Any:  # noqa: B006
        return name, age, items

    @action(derive=True)
    def derived(self, name, count=3, mode=Field(choices=["x"])):  # type: ignore[no-untyped-def]
        return name, count, mode

    def no_action(self) -> None: ...


def run(name: str, payload: Any) -> Any:
    shop = Shop()
    row = Shop.actions()[name]
    args, kwargs = row.arguments(shop, payload)
    return row.function(shop, *args, **kwargs)


def test_the_table_of_actions_has_what_was_marked() -> None:
    rows = Shop.actions()

    assert sorted(rows) == ["add-item", "bare", "derived", "hinted", "increment"]
    assert Shop.sprag_actions() == {name: row.function for name, row in rows.items()}
    assert (rows["hinted"].defer, rows["hinted"].timeout, rows["bare"].schema) == (True, 5.0, None)
    assert rows["increment"].function is Shop.increment
    assert Shop.increment._sprag_action is True  # type: ignore[attr-defined]


def test_actions_are_inherited_and_can_be_overridden() -> None:
    class Special(Shop):
        @action
        def increment(self) -> str:  # type: ignore[override]
            return "special"

        @action
        def extra(self) -> None: ...

    assert sorted(Special.sprag_actions()) == ["add-item", "bare", "derived", "extra", "hinted", "increment"]
    assert Special.actions()["increment"].function is Special.increment
    assert "extra" not in Shop.actions()


def test_two_methods_cannot_be_the_same_action() -> None:
    class Double(Controller):
        @action(name="save")
        def first(self) -> None: ...

        @action(name="save")
        def second(self) -> None: ...

    with pytest.raises(TypeError, match="first and second are both the action 'save'"):
        Double.actions()


def test_an_action_may_not_stand_where_the_framework_calls_a_method_itself() -> None:
    class Jobs(Controller):
        @action
        def start(self, label: str) -> str:
            return label

    with pytest.raises(TypeError, match=r"Jobs\.start is an action.*@action\(name='start'\)"):
        Jobs.actions()


def test_payloads_become_arguments() -> None:
    assert run("bare", {"a": 1}) == ((), {"a": 1})
    assert run("bare", [1, 2]) == ((1, 2), {})
    assert run("bare", None) == ((), {})
    assert run("bare", "x") == (("x",), {})
    assert run("increment", {"count": "4", "unknown": 1}) == 5
    assert run("increment", [4, 2]) == 6
    assert run("add-item", {"sku": "a"}) == Item("a")
    assert run("hinted", {"name": "Ada", "items": [{"sku": "a"}]}) == ("Ada", None, [Item("a")])
    assert run("derived", {"name": 5, "mode": "x"}) == ("5", 3, "x")


def test_a_schema_sees_every_kind_of_payload() -> None:
    for payload in ({}, [], None, {"count": "x"}, ["x"], "text", 5, True):
        with pytest.raises(ActionDispatchError) as caught:
            run("increment", payload)
        assert caught.value.status_code == 400

    with pytest.raises(ActionDispatchError, match="3 values for 2 fields"):
        run("increment", [1, 2, 3])


def test_errors_say_which_field() -> None:
    with pytest.raises(ActionDispatchError) as caught:
        run("increment", {})

    assert caught.value.message == (
        "Validation failed for action 'increment': [increment] Validation failed: count: 'count' is required"
    )
    assert caught.value.payload == {"errors": {"count": "'count' is required"}}


def test_arguments_that_do_not_fit_the_method_are_refused_before_it_runs() -> None:
    class Plain(Controller):
        @action
        def greet(self, name):  # type: ignore[no-untyped-def]
            return name

    row = Plain.actions()["greet"]
    with pytest.raises(
        ActionDispatchError, match="Invalid payload for action 'greet': missing a required argument: 'name'"
    ):
        row.arguments(Plain(), {})
    with pytest.raises(ActionDispatchError, match="Invalid payload for action 'greet'"):
        row.arguments(Plain(), {"name": 1, "other": 2})


def test_hints_may_name_local_classes_and_unreadable_ones_are_found_at_once() -> None:
    @dataclasses.dataclass
    class Local:
        n: int

    class Page(Controller):
        @action
        def save(self, local: Local) -> Local:
            return local

    assert Page.actions()["save"].arguments(Page(), {"local": {"n": 1}}) == ((), {"local": Local(1)})

    with pytest.raises(TypeError, match="import what they name at run time, or pass schema="):

        class Wrong(Controller):
            @action
            def save(self, thing: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def test_request_and_app_are_those_of_the_context_or_of_the_test() -> None:
    shop, request, app = Shop(), SimpleNamespace(), SimpleNamespace()
    assert (shop.request, shop.app) == (None, None)

    tokens = current_request.set(request), current_app.set(app)
    assert (shop.request, shop.app) == (request, app)
    current_request.reset(tokens[0])
    current_app.reset(tokens[1])

    shop.request, shop.app = "mine", "also mine"
    assert (shop.request, shop.app) == ("mine", "also mine")


def test_load_gives_nothing_by_default_and_redirect_makes_one() -> None:
    shop = Shop()
    found = shop.redirect("/login", status=303)

    assert (shop.load(), isinstance(found, Redirect), found.status) == ({}, True, 303)


def test_services_and_queues_come_from_the_registry() -> None:
    shop, queue = Shop(), QueueService("builds")
    registry.provide("metrics", Service("metrics"))
    registry.provide("builds", queue)

    assert (shop.service("metrics").name, shop.queue("builds")) == ("metrics", queue)
    with pytest.raises(KeyError):
        shop.service("nope")
    with pytest.raises(ActionDispatchError, match="'metrics' is a Service, not a QueueService") as caught:
        shop.queue("metrics")
    assert caught.value.status_code == 500


def test_jobs_belong_to_the_session_that_queued_them() -> None:
    registry.provide("builds", QueueService("builds"))
    shop = Shop()
    shop.request = SimpleNamespace(session_id="ada")
    queued = shop.enqueue("builds", {"label": "x"}, label="x", meta={"k": 1})
    job_id = queued["job"]["id"]

    assert queued["job"]["target"] == {
        "client_id": None,
        "route": "/shop",
        "session_id": "this session",
        "topic": None,
    }
    assert shop.job_status("builds", job_id)["accepted"] is True

    shop.request = SimpleNamespace(session_id="eve")
    for call in (shop.job_status, shop.request_job_cancel):
        with pytest.raises(
            ActionDispatchError, match=f"Unknown job '{job_id}' for queue 'builds'."
        ) as caught:
            call("builds", job_id)
        assert caught.value.status_code == 404

    shop.request = SimpleNamespace(session_id="ada")
    assert shop.request_job_cancel("builds", job_id)["job"]["status"] == "cancelled"
    with pytest.raises(ActionDispatchError, match="Unknown job 'zz' for queue 'builds'"):
        shop.job_status("builds", "zz")


class Transport:
    def __init__(self) -> None:
        self.sent: list[Any] = []

    def emit(self, event: str, payload: Any = None, **target: Any) -> bool:
        self.sent.append((event, payload, {key: value for key, value in target.items() if value}))
        return True


def test_sockets_are_reached_through_the_transport() -> None:
    transport, shop = registry.provide("socket_transport", Transport()), Shop()
    shop.request = SimpleNamespace(session_id="sid", client_id=None)

    assert shop.emit_socket("a", 1) is True
    shop.emit_socket("b", topic="room:alpha")
    shop.emit_socket("c", target=socket_target(client_id="sprag-socket-7", route="/r"), route="/other")
    shop.emit_socket_refetch("status", {"id": 1}, session_id="sid")
    shop.emit_to_session("d", 2)
    shop.emit_to_caller("e", 3)
    shop.refetch_session("status")
    shop.request.client_id = "c1"
    shop.emit_to_caller("f")

    assert transport.sent == [
        ("a", 1, {"route": "/shop"}),
        ("b", None, {"topic": "room:alpha"}),
        ("c", None, {"client_id": "sprag-socket-7", "route": "/other"}),
        ("sprag:refetch", {"action": "status", "payload": {"id": 1}}, {"session_id": "sid"}),
        ("d", 2, {"session_id": "sid"}),
        ("e", 3, {"session_id": "sid"}),
        ("sprag:refetch", {"action": "status", "payload": None}, {"session_id": "sid"}),
        ("f", None, {"client_id": "c1"}),
    ]


def test_a_wrong_socket_call_is_a_type_error_and_without_a_transport_nobody_hears(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = Shop()
    assert shop.emit_socket("a") is False
    assert "no socket transport runs" in caplog.text

    for call in (
        lambda: shop.emit_socket(" "),
        lambda: shop.emit_socket("a", target="x"),  # type: ignore[arg-type]
        lambda: shop.emit_socket("a", topic=5),  # type: ignore[arg-type]
        lambda: shop.emit_socket_refetch(""),
    ):
        with pytest.raises(TypeError):
            call()
    for name in ("login", "logout", "emit_to_session", "emit_to_caller", "require_auth"):
        with pytest.raises(RuntimeError, match=rf"{name}\(\) needs a request"):
            getattr(shop, name)(*(["x"] if name in ("login", "emit_to_session", "emit_to_caller") else []))


def test_events_are_bound_once_and_leave_before_the_controller_stops() -> None:
    log: list[Any] = []

    class Chatting(Shop):
        def build_events(self, handler: Any) -> None:
            handler.on("chat:message", self.on_message)

        def on_message(self, data: Any) -> str:
            log.append((data, self.running))
            return "seen"

        def on_stop(self) -> None:
            log.append(ingress.dispatch("chat:message", "late"))

    ingress = registry.provide("socket_ingress", SocketIngress())
    chat = Chatting().start()
    handler = chat.build_handler()
    assert chat.create_handler() is handler
    assert handler.name == "Chatting_events"
    handler.setup(None)

    assert ingress.dispatch("chat:message", "hi") == "seen"
    assert chat.stop() is chat
    assert log == [("hi", True), None]
    assert chat.create_handler() is not handler


def test_schemas_models_stores_and_health() -> None:
    shop = Shop().start()
    model, store = shop.create_model("m", {"a": 1}), shop.create_store("s", {"b": 2}, emit_events=True)

    assert shop.schema("known") is Shop.schemas["known"]
    with pytest.raises(KeyError, match="has no schema 'other'; known: known"):
        shop.schema("other")
    assert shop.health() == {
        "status": "ok",
        "name": "Shop",
        "has_blueprint": False,
        "has_handler": False,
        "schemas": ["known"],
    }
    shop.stop()
    assert (model.snapshot(), store.snapshot()) == ({}, {})


def test_a_controllers_own_routes_are_a_router_that_is_made_once_and_ends_with_it() -> None:
    class Shop(Controller):
        url_prefix = "/shop"

        def build_routes(self, router: Any) -> None:
            router.route("/prices", endpoint="prices")(lambda: [1])

    shop = Shop().start()
    router = shop.build_blueprint()

    assert (router.name, router.routes) == ("Shop", [("/shop/prices", ("GET", "HEAD"), "prices")])
    assert shop.build_blueprint() is router
    assert shop.health()["has_blueprint"] is True
    shop.stop()
    assert shop.health()["has_blueprint"] is False
    assert Shop().build_blueprint("/api").routes == [("/api/prices", ("GET", "HEAD"), "prices")]


@pytest.mark.parametrize("call", ["on", "off", "delegate", "on_socket", "off_socket", "call_action"])
def test_a_call_of_browser_code_says_where_it_belongs(call: str) -> None:
    with pytest.raises(RuntimeError, match=rf"^Controller\.{call}\(\) is browser-only: "):
        getattr(Controller(), call)("x", print)
