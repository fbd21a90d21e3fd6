"""ServiceManager: order, failures, and what it leaves behind."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from specter import Controller, Handler, Service, ServiceManager, boot, hub, registry
from starlette.applications import Starlette


class Traced(Service):
    def __init__(self, name: str, log: list[str], *, fail: bool = False, priority: int = 100) -> None:
        super().__init__(name)
        self.log, self.fail, self.priority = log, fail, priority

    def on_start(self) -> None:
        self.log.append(f"+{self.name}")
        if self.fail:
            raise RuntimeError("no")

    def on_stop(self) -> None:
        self.log.append(f"-{self.name} {sorted(registry.list())}")


class Talking(Handler):
    name = "talking"
    events = {"talk": "on_talk"}

    def on_talk(self, data: Any) -> str:
        return "heard"


class Page(Controller):
    name = "page"

    def build_events(self, handler: Any) -> None:
        handler.on("page:event", lambda data: "answer")


def test_services_start_by_priority_and_stop_in_reverse_and_stay_known_meanwhile() -> None:
    log: list[str] = []
    manager = boot(services=[Traced("a", log), Traced("b", log, priority=1), Traced("c", log)])
    assert manager.booted
    assert log == ["+b", "+a", "+c"]
    assert [registry.require(name).name for name in ("a", "b", "c")] == ["a", "b", "c"]
    log.clear()

    manager.shutdown().shutdown()

    names = "['a', 'b', 'c', 'service_manager', 'socket_ingress']"
    assert log == [f"-c {names}", f"-a {names}", f"-b {names}"]
    assert (registry.list(), manager.running) == ([], False)


def test_only_what_is_its_own_leaves_the_registry() -> None:
    registry.provide("mine", 1)
    boot(services=[Service("s")]).shutdown()

    assert registry.list() == ["mine"]


def test_a_service_that_does_not_start_is_left_out_and_health_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log: list[str] = []
    manager = boot(services=[Traced("bad", log, fail=True), Traced("good", log)])

    assert manager.health() == {
        "status": "degraded",
        "services": {
            "bad": {"status": "error", "error": "RuntimeError: no"},
            "good": {"status": "ok", "name": "good"},
        },
        "handlers": {},
    }
    assert not registry.has("bad")
    assert "service bad did not start" in caplog.text
    manager.shutdown()
    assert manager.health()["status"] == "stopped"


def test_with_fail_fast_a_failed_start_undoes_the_boot() -> None:
    log: list[str] = []
    with pytest.raises(RuntimeError, match="no"):
        boot(services=[Traced("good", log), Traced("bad", log, fail=True)], fail_fast=True)

    assert [entry.partition(" ")[0] for entry in log] == ["+good", "+bad", "-good"]
    assert registry.list() == []


def test_it_boots_again_after_a_shutdown() -> None:
    log: list[str] = []
    manager = boot(services=[Traced("a", log)], handlers=[Talking()], controllers=[Page()])
    manager.shutdown()
    log.clear()

    manager.boot()
    assert (log, registry.require("a").running) == (["+a"], True)
    assert manager.socket_ingress.dispatch("talk", 1) == "heard"
    assert manager.socket_ingress.dispatch("page:event", 1) == "answer"
    manager.shutdown()


def test_what_is_registered_after_the_boot_starts_at_once() -> None:
    manager, service, handler, page = boot(), Service("late"), Talking(), Page()
    manager.register_service(service).register_handler(handler).register_controller(page)

    assert (service.running, handler.registered, page.running) == (True, True, True)
    assert manager.socket_ingress.dispatch("page:event", 1) == "answer"
    assert manager.health()["handlers"] == {
        "talking": {"registered": True},
        "page_events": {"registered": True},
    }
    manager.shutdown()
    assert (service.running, handler.registered, page.running) == (False, False, False)


def test_wrong_registrations_are_refused() -> None:
    manager = ServiceManager()
    for register, wrong in (
        (manager.register_service, object()),
        (manager.register_handler, object()),
        (manager.register_controller, Service("s")),
    ):
        with pytest.raises(TypeError, match=r"takes a|needs setup"):
            register(wrong)  # type: ignore[operator]
    manager.register_service(Service("same"))
    with pytest.raises(ValueError, match="a service named 'same' is already registered"):
        manager.register_service(Service("same"))


def test_a_health_report_that_fails_is_an_error_of_that_service_alone() -> None:
    class Sick(Service):
        def health(self) -> dict[str, Any]:
            raise ValueError("no pulse")

    manager = boot(services=[Sick("sick")])
    assert manager.health()["services"] == {"sick": {"status": "error", "error": "ValueError: no pulse"}}
    manager.shutdown()


def test_errors_while_stopping_do_not_keep_the_others_up() -> None:
    class Stuck(Handler):
        def teardown(self) -> Any:
            raise ValueError("stuck")

    service = Service("s")
    manager = boot(services=[service], handlers=[Stuck()])
    manager.shutdown()

    assert (service.running, manager.booted) == (False, False)


def test_the_routes_of_a_controller_are_mounted_on_the_app() -> None:
    class Api(Controller):
        name = "api"
        url_prefix = "/api"

        def build_routes(self, router: Any) -> None:
            @router.route("/hello/<name>")
            def hello(name: str) -> dict[str, str]:
                return {"hello": name}

    app = Starlette()
    manager = boot(app, controllers=[Api()])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get("/api/hello/ada")

    answer = hub.run(ask())
    assert (answer.status_code, answer.json()) == (200, {"hello": "ada"})
    manager.shutdown()


def test_app_and_socketio_are_what_they_were_given() -> None:
    class Transport:
        def on_event(self, event: str, fn: Any) -> None:
            self.event = event

    transport = Transport()
    manager = boot(app := Starlette(), transport, handlers=[Talking()])

    assert (manager.app, manager.socketio, transport.event) == (app, transport, "talk")
    assert Page().socketio is transport
    manager.shutdown()
