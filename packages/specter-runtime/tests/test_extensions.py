"""Extensions: the seed's base class member by member, loading and unloading."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from extending import Traced, manager_of, module
from specter import bus, registry
from specter.errors import (
    NoSuchExtension,
    NotLoadableError,
    NotSupportedError,
)
from specter.extensions import (
    ExtensionBase,
)
from waiting import eventually

# --- the base class


def test_load_and_unload_call_the_hooks_in_the_seeds_order() -> None:
    log: list[Any] = []
    extension = Traced(log)
    extension.load("app", {"a": 1}, logging.getLogger("x"))
    extension.unload("app")

    assert log == [
        ("app", None, "app"),
        ("configure", {"a": 1}, "app", True),
        ("teardown", "app", True),
        ("app", "app", None),
    ]
    assert (extension.app, extension.log) == (None, None)


def test_setting_the_app_always_tells_of_it() -> None:
    log: list[Any] = []
    extension = Traced(log)
    extension.app = "a"
    extension.app = "a"

    assert log == [("app", None, "a"), ("app", "a", "a")]


def test_a_teardown_that_raises_leaves_app_and_log() -> None:
    class Failing(ExtensionBase[Any]):
        def teardown(self) -> None:
            raise ValueError("no")

    extension = Failing()
    extension.load("app", {}, logging.getLogger("x"))
    with pytest.raises(ValueError, match="no"):
        extension.unload("app")

    assert (extension.app, extension.log is not None) == ("app", True)


def test_a_base_class_without_init_still_works() -> None:
    class Bare(ExtensionBase[Any]):
        def __init__(self) -> None:
            pass

    extension = Bare()
    with extension.use_nursery() as nursery:
        nursery.start_soon(lambda: None)
    assert (extension.name, extension.app) == ("", None)


# --- load and unload


def test_the_manager_names_configures_and_tells_of_an_extension() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.configure("radio", {"enabled": True, "volume": 11})
    said: list[Any] = []
    stop = manager.loaded.connect(
        lambda who, **what: said.append((who is manager, what["name"])), sender=manager
    )
    bus.on("extension:unloaded", said.append)

    manager.load("radio")
    manager.load("radio")
    extension = manager._records["radio"].instance
    assert (extension.name, extension.log.name, manager.loaded_extensions) == (
        "radio",
        "specter.extensions.radio",
        ["radio"],
    )
    assert registry.require("extension:radio").loaded
    manager.unload("radio")

    assert said == [(True, "radio"), {"name": "radio"}]
    assert log[1] == ("configure", {"volume": 11}, "the app", True)
    assert (manager.loaded_extensions, registry.has("extension:radio"), len(manager._children)) == (
        [],
        False,
        0,
    )
    stop()
    manager.stop()


def test_dependencies_come_first_and_dependents_leave_first() -> None:
    order: list[str] = []

    def make(name: str) -> Any:
        return SimpleNamespace(
            load=lambda *_: order.append(f"+{name}"), unload=lambda *_: order.append(f"-{name}")
        )

    manager = manager_of(
        base_radio=module(lambda: make("base_radio")),
        server=module(lambda: make("server"), dependencies="base_radio"),
        web=module(lambda: make("web"), get_dependencies=lambda: ["server", "base_radio"]),
    )
    manager.load("web")
    assert manager.get_reverse_dependencies_of_extension("base_radio") == ["web", "server"]
    assert manager.loaded_leaf_extensions == ["web"]
    manager.unload("base_radio")
    manager.load("web")
    manager.reload("server")
    manager.stop()

    up = ["+base_radio", "+server", "+web"]
    assert order == [
        *up,
        "-web",
        "-server",
        "-base_radio",
        *up,
        "-web",
        "-server",
        "+server",
        "+web",
        "-web",
        "-server",
        "-base_radio",
    ]


def test_a_circle_of_dependencies_is_named_and_nothing_of_it_is_loaded() -> None:
    manager = manager_of(
        a=module(object, dependencies=["b"]),
        b=module(object, dependencies=["c"]),
        c=module(object, dependencies=["b"]),
    )
    with pytest.raises(NotLoadableError, match="in a circle: b -> c -> b"):
        manager.load("a")

    assert manager.loaded_extensions == []
    manager.stop()


def test_what_depends_on_something_that_cannot_be_loaded_is_not_loaded_either() -> None:
    def refuse() -> None:
        raise NotLoadableError("no licence")

    manager = manager_of(
        bad=module(refuse),
        above=module(object, dependencies=["bad"]),
        lost=module(object, dependencies=["nowhere"]),
    )
    with pytest.raises(NotLoadableError, match="no licence"):
        manager.load("above")
    with pytest.raises(
        NotLoadableError, match="extension lost needs nowhere: no extension is named 'nowhere'"
    ):
        manager.load("lost")
    with pytest.raises(NoSuchExtension):
        manager.load("nowhere")

    assert manager.loaded_extensions == []
    manager.stop()


def test_a_load_that_fails_leaves_nothing_behind() -> None:
    log: list[Any] = []

    class Failing(Traced):
        def configure(self, configuration: Any) -> None:
            raise ValueError("broken")

    manager = manager_of(bad=module(lambda: Failing(log)))
    with pytest.raises(ValueError, match="broken"):
        manager.load("bad")

    assert log == [("app", None, "the app"), ("teardown", "the app", True), ("app", "the app", None)]
    assert (manager.is_loaded("bad"), len(manager._children), registry.has("extension:bad")) == (
        False,
        0,
        False,
    )
    manager.stop()


def test_an_unload_that_fails_is_logged_and_the_rest_is_unloaded(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(ExtensionBase[Any]):
        def teardown(self) -> None:
            raise ValueError("stuck")

    log: list[Any] = []
    manager = manager_of(bad=module(Failing), good=module(lambda: Traced(log)))
    manager.load("good")
    manager.load("bad")
    manager.stop()

    assert (manager.loaded_extensions, log[-1]) == ([], ("app", "the app", None))
    assert "stuck" in caplog.text


@pytest.mark.parametrize("how", ["can_unload", "unload"])
def test_an_essential_extension_stays_whole_until_the_shutdown(how: str) -> None:
    running: list[str] = []

    class Essential(ExtensionBase[Any]):
        def run(self) -> None:
            running.append("+")
            try:
                gevent.sleep(60)
            finally:
                running.append("-")

        if how == "can_unload":

            def can_unload(self) -> bool:
                return False

        else:

            def teardown(self) -> None:
                raise NotSupportedError("essential")

    manager = manager_of(core=module(Essential))
    manager.load("core")
    gevent.sleep(0)
    with pytest.raises(NotSupportedError, match="essential"):
        manager.unload("core")
    eventually(lambda: running.count("+") == running.count("-") + 1)
    assert manager.is_loaded("core")

    manager.stop()
    assert (manager.loaded_extensions, running.count("+")) == ([], running.count("-"))
