"""Handlers and the socket ingress: order, refusal, errors, and going away again."""

from __future__ import annotations

from typing import Any

import pytest
from specter import Handler, Service, SocketIngress, registry
from specter.handlers import EventHandler


class Transport:
    """The three methods that an ingress needs."""

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self.on_error: Any = None

    def on_event(self, event: str, fn: Any) -> None:
        assert event not in self.bound, f"{event} was bound twice"
        self.bound[event] = fn

    def on(self, event: str) -> Any:
        return lambda fn: self.on_event(event, fn)

    def on_error_default(self, fn: Any) -> None:
        self.on_error = fn


def test_subscribers_are_called_by_priority_then_by_age_and_the_last_answer_counts() -> None:
    ingress, calls = SocketIngress(), []
    ingress.subscribe(" e ", lambda data: calls.append(("late", data)), priority=200)
    ingress.subscribe("e", lambda data: calls.append(("first", data)) or "first answer")
    ingress.subscribe("e", lambda data: calls.append(("second", data)) or "answer")
    ingress.subscribe("e", lambda data: calls.append(("early", data)), priority=1)

    assert ingress.dispatch("e", 5) == "answer"
    assert calls == [("early", 5), ("first", 5), ("second", 5), ("late", 5)]
    assert ingress.dispatch("unknown") is None


def test_one_dispatcher_per_event_is_bound_to_the_transport() -> None:
    transport, heard = Transport(), []
    ingress = SocketIngress(transport)
    ingress.subscribe("a", heard.append)
    ingress.subscribe("a", heard.append)
    ingress.subscribe("b", heard.append)
    transport.bound["a"]("x")

    assert heard == ["x", "x"]
    assert [fn.__name__ for fn in transport.bound.values()] == [
        "specter_socket_dispatch_a",
        "specter_socket_dispatch_b",
    ]
    assert ingress.socketio is transport


def test_events_subscribed_before_a_transport_comes_are_bound_then_and_to_a_new_one_again() -> None:
    ingress, heard, first, second = SocketIngress(), [], Transport(), Transport()
    ingress.subscribe("a", heard.append)
    ingress.on_error_default(heard.append)

    ingress.attach(first).attach(first).attach(second)
    first.bound["a"]("from the old one")
    second.bound["a"]("from the new one")
    second.on_error("error")

    assert heard == ["from the new one", "error"]


def test_each_subscription_ends_alone_and_unsubscribe_ends_them_all() -> None:
    class Listener:
        def __init__(self) -> None:
            self.heard: list[Any] = []

        def hear(self, data: Any) -> None:
            self.heard.append(data)

    ingress, listener = SocketIngress(), Listener()
    first = ingress.subscribe("e", listener.hear)
    ingress.subscribe("e", listener.hear)
    first()
    first()
    ingress.dispatch("e", 1)
    assert listener.heard == [1]

    ingress.subscribe("e", listener.hear)
    assert ingress.unsubscribe("e", listener.hear) is True
    assert ingress.unsubscribe("e", listener.hear) is False
    ingress.dispatch("e", 2)
    assert listener.heard == [1]


def test_decorators_register_and_give_the_function_back() -> None:
    ingress = SocketIngress()

    @ingress.on("a")
    def first() -> str:
        return "a"

    @ingress.handler("b", priority=5)
    def second() -> str:
        return "b"

    @ingress.on_error_default()
    def third(error: Exception) -> str:
        return "c"

    assert (first(), second(), ingress.on("c", first) is first) == ("a", "b", True)
    assert [ingress.dispatch(event) for event in "abc"] == ["a", "b", "a"]
    assert ingress.dispatch_default_error(ValueError()) == "c"
    assert ingress.unsubscribe_error_default(third) is True


def test_all_are_called_although_one_raises_and_the_error_comes_out(caplog: pytest.LogCaptureFixture) -> None:
    ingress, calls = SocketIngress(), []

    def fail(data: Any) -> None:
        raise ValueError(f"bad {data}")

    ingress.subscribe("e", fail)
    ingress.subscribe("e", fail)
    ingress.subscribe("e", calls.append)

    with pytest.raises(ValueError, match="bad 1"):
        ingress.dispatch("e", 1)
    assert calls == [1]
    assert "failed as well" in caplog.text


def test_a_refused_connection_stays_refused() -> None:
    ingress = SocketIngress()
    ingress.subscribe("connect", lambda: False)
    ingress.subscribe("connect", lambda: True)
    assert ingress.dispatch("connect") is False

    def refuse() -> None:
        raise ConnectionRefusedError("banned")

    ingress.subscribe("connect", refuse)
    with pytest.raises(ConnectionRefusedError, match="banned"):
        ingress.dispatch("connect")


def test_error_subscribers_that_fail_are_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    ingress = SocketIngress()
    ingress.subscribe_error_default(lambda error: 1 / 0)

    assert ingress.dispatch_default_error(ValueError()) is None
    assert "ZeroDivisionError" in caplog.text


def test_subscriptions_end_with_their_owner_and_with_clear() -> None:
    ingress, heard, owner = SocketIngress(Transport()), [], Service("o").start()
    ingress.subscribe("e", heard.append, owner=owner)
    ingress.subscribe("e", lambda data: ingress.clear())
    ingress.subscribe("e", heard.append)

    owner.stop()
    ingress.dispatch("e", 1)

    assert (heard, ingress.socketio, ingress.has_subscribers("e")) == ([], None, False)


@pytest.mark.parametrize("event", ["", "  ", None])
def test_wrong_subscriptions_are_type_errors(event: Any) -> None:
    ingress = SocketIngress()
    with pytest.raises(TypeError, match="non-blank string"):
        ingress.subscribe(event, print)
    with pytest.raises(TypeError, match="must be callable"):
        ingress.subscribe("e", "x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="add_cleanup"):
        ingress.subscribe("e", print, owner=object())
    assert not ingress.has_subscribers("e")


class Chat(Handler):
    name = "chat"
    events = {"chat:message": "on_message", "chat:nobody": "missing"}
    event_priorities = {"chat:message": 5}

    def __init__(self, log: list[Any]) -> None:
        super().__init__()
        self.log = log

    def on_message(self, data: Any) -> str:
        self.log.append(data)
        return "seen"

    def on_setup(self) -> None:
        self.log.append("setup")
        self.add_cleanup(lambda: self.log.append("cleanup"))

    def on_teardown(self) -> None:
        self.log.append("teardown")


@pytest.mark.parametrize("through_ingress", [True, False])
def test_a_handler_binds_its_events_until_it_is_torn_down(
    through_ingress: bool, caplog: pytest.LogCaptureFixture
) -> None:
    transport, log = Transport(), []
    if through_ingress:
        registry.provide("socket_ingress", SocketIngress(transport))
    chat = Chat(log)

    assert chat.setup(transport).setup(transport) is chat
    assert (chat.registered, chat.socketio, transport.bound["chat:message"]("hi")) == (
        True,
        transport,
        "seen",
    )
    assert chat.teardown().stop() is chat
    assert (chat.registered, chat.socketio, transport.bound["chat:message"]("late")) == (False, None, None)

    assert log == ["setup", "hi", "teardown", "cleanup"]
    assert "there is no method 'missing'" in caplog.text


def test_a_handler_can_be_set_up_again() -> None:
    ingress, log = registry.provide("socket_ingress", SocketIngress()), []
    chat = Chat(log).setup(None).teardown().setup(None)

    assert ingress.dispatch("chat:message", 1) == "seen"
    chat.teardown()


def test_trouble_in_on_setup_and_on_teardown_is_logged_and_shown() -> None:
    class Troubled(Chat):
        def on_setup(self) -> None:
            raise ValueError("no")

        def on_teardown(self) -> None:
            raise ValueError("neither")

    registry.provide("socket_ingress", SocketIngress())
    handler = Troubled([]).setup(None)
    assert handler.health() == {"registered": True, "error": "ValueError: no"}
    assert handler.teardown().health()["registered"] is False


def test_a_setup_that_fails_half_way_leaves_no_subscription() -> None:
    class Broken(Chat):
        events = {"chat:message": "on_message", "": "on_message"}

    ingress = registry.provide("socket_ingress", SocketIngress())
    handler = Broken([])
    with pytest.raises(TypeError, match="non-blank"):
        handler.setup(None)

    assert (handler.registered, ingress.has_subscribers("chat:message")) == (False, False)


def test_a_handler_reaches_the_registry() -> None:
    registry.provide("db", 1)
    handler = Handler()

    assert (handler.name, handler.require("db"), handler.resolve("nope")) == ("unnamed_handler", 1, None)
    with pytest.raises(KeyError):
        handler.require("nope")


def test_an_event_handler_takes_events_one_by_one_before_and_after_its_setup() -> None:
    ingress, heard = registry.provide("socket_ingress", SocketIngress()), []
    handler = EventHandler("events").on("late", lambda data: heard.append("late"), priority=200)
    handler.setup(None)
    handler.on("late", lambda data: heard.append("early"), priority=1)
    ingress.dispatch("late", 1)

    assert heard == ["early", "late"]
    with pytest.raises(TypeError, match="must be callable"):
        handler.on("e", None)  # type: ignore[arg-type]
