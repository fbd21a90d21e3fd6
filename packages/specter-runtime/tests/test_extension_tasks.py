"""Extensions: what runs while they are loaded, and while clients are there."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from extending import Traced, manager_of, module
from specter import Restart
from specter.extensions import (
    ExtensionBase,
)
from waiting import eventually

# --- run and worker


@pytest.mark.parametrize("kind", ["plain", "async"])
def test_run_lives_with_the_load_and_worker_with_the_clients(kind: str) -> None:
    log: list[Any] = []

    class Plain(Traced):
        def run(self, app: Any, configuration: Any, log_: Any) -> None:
            self._live("run", app, configuration)

        def worker(self, app: Any) -> None:
            self._live("worker", app, None)

        def _live(self, what: str, app: Any, configuration: Any) -> None:
            self.trace.append((f"+{what}", app, configuration))
            try:
                gevent.sleep(60)
            finally:
                self.trace.append(f"-{what}")

    class Async(Traced):
        async def run(self, app: Any, configuration: Any, log_: Any) -> None:
            await self._live("run", app, configuration)

        async def worker(self, app: Any) -> None:
            await self._live("worker", app, None)

        async def _live(self, what: str, app: Any, configuration: Any) -> None:
            self.trace.append((f"+{what}", app, configuration))
            try:
                await asyncio.sleep(60)
            finally:
                self.trace.append(f"-{what}")

    manager = manager_of(radio=module(lambda: (Plain if kind == "plain" else Async)(log)))
    manager.configure("radio", {"a": 1})
    manager.load("radio")
    eventually(lambda: ("+run", "the app", {"a": 1}) in log)
    log.clear()

    manager.client_connected()
    manager.client_connected()
    eventually(lambda: ("+worker", "the app", None) in log)
    manager.client_disconnected()
    assert log == ["spinup", ("+worker", "the app", None)]
    manager.client_disconnected()
    eventually(lambda: "spindown" in log)
    manager.unload("radio")
    manager.stop()
    gevent.sleep(0.005)

    assert sorted(entry for entry in log if isinstance(entry, str)) == [
        "-run",
        "-worker",
        "spindown",
        "spinup",
    ]


def test_a_short_absence_of_clients_does_not_spin_anything_down() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.spindown_grace = 0.02
    manager.load("radio")
    manager.client_connected()
    log.clear()

    manager.client_disconnected()
    manager.client_connected()
    gevent.sleep(0.03)
    assert log == []

    manager.client_disconnected()
    eventually(lambda: log == ["spindown"])
    manager.stop()


def test_what_is_loaded_while_clients_are_there_spins_up_at_once() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.set_spinning(True)
    manager.load("radio")
    assert log[-1] == "spinup"
    manager.unload("radio")
    assert log[2] == "spinup"
    assert log[3] == "spindown"
    manager.stop()


def test_a_spinup_that_fails_keeps_the_worker_from_running(caplog: pytest.LogCaptureFixture) -> None:
    log: list[Any] = []

    class Failing(Traced):
        def spinup(self) -> None:
            raise ValueError("cold")

        def worker(self) -> None:
            log.append("worker")

    manager = manager_of(radio=module(lambda: Failing(log)))
    manager.load("radio")
    manager.set_spinning(True)
    gevent.sleep(0.002)
    manager.stop()

    assert ("worker" in log, "spindown" in log) == (False, False)
    assert "cold" in caplog.text


@pytest.mark.parametrize("task", ["run", "worker"])
def test_a_crash_unloads_the_extension_and_what_depends_on_it(
    task: str, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> None:
        raise ValueError("crash")

    manager = manager_of(
        bad=module(lambda: SimpleNamespace(**{task: crash})),
        above=module(SimpleNamespace, dependencies=["bad"]),
        other=module(SimpleNamespace),
    )
    manager.load("other")
    manager.load("above")
    manager.set_spinning(True)
    eventually(lambda: manager.loaded_extensions == ["other"])

    assert "bad crashed and is unloaded" in caplog.text
    manager.stop()


def test_an_extension_that_asks_for_it_is_loaded_again_after_a_crash() -> None:
    runs: list[int] = []

    class Fickle(ExtensionBase[Any]):
        restart = Restart(attempts=2, backoff=0.002)

        def run(self) -> None:
            runs.append(1)
            if len(runs) < 3:
                raise ValueError("again")
            gevent.sleep(60)

    manager = manager_of(bad=module(Fickle))
    manager.load("bad")
    eventually(lambda: len(runs) == 3)
    gevent.sleep(0.002)

    assert manager.is_loaded("bad")
    manager.stop()


def test_a_hook_that_hangs_is_given_up() -> None:
    class Hanging(ExtensionBase[Any]):
        def configure(self, configuration: Any) -> None:
            gevent.sleep(60)

    manager = manager_of(bad=module(Hanging))
    manager.hook_timeout = 0.02
    with pytest.raises(TimeoutError, match=r"load\(\) of extension bad took more than 0\.02 s"):
        manager.load("bad")
    manager.stop()
