"""Nursery: tasks end with their block, in greenlets and in coroutines."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import Any

import gevent
import pytest
from specter import hub
from specter.extensions import ExtensionBase, Nursery
from specter.extensions.nursery import TaskErrors
from waiting import eventually


def test_leaving_the_block_waits_for_the_tasks() -> None:
    log: list[Any] = []
    with Nursery() as nursery:
        nursery.start_soon(lambda value: (gevent.sleep(0.005), log.append(value)), "task")
        log.append("body")
    log.append("after")

    assert log == ["body", "task", "after"]


def test_start_waits_until_the_task_says_that_it_has_started() -> None:
    def serve(port: int, task_status: Any) -> None:
        gevent.sleep(0.005)
        task_status.started(port + 1)
        gevent.sleep(60)

    with Nursery() as nursery:
        assert nursery.start(serve, 80) == 81
        nursery.cancel()


def test_a_task_that_ends_fails_or_is_cancelled_before_it_started_says_so() -> None:
    def fail(task_status: Any) -> None:
        raise ValueError("no")

    with Nursery() as nursery:
        with pytest.raises(RuntimeError, match="ended without calling"):
            nursery.start(lambda task_status: None)
        with pytest.raises(ValueError, match="no"):
            nursery.start(fail)
        starting = gevent.spawn(nursery.start, lambda task_status: gevent.sleep(60))
        gevent.sleep(0)
        gevent.sleep(0)
        nursery.cancel()
        starting.join(5)
        assert "cancelled before it started" in str(starting.exception)


def test_a_failing_task_ends_the_block_and_its_siblings_and_comes_out() -> None:
    log: list[str] = []

    def sibling() -> None:
        try:
            gevent.sleep(60)
        finally:
            gevent.sleep(0.002)
            log.append("sibling ended")

    def fail() -> None:
        gevent.sleep(0.002)
        raise ValueError("boom")

    def body() -> None:
        with Nursery() as nursery:
            nursery.start_soon(sibling)
            nursery.start_soon(fail)
            gevent.sleep(60)

    with pytest.raises(ValueError, match="boom"):
        body()
    assert log == ["sibling ended"]


def test_several_failures_come_out_together() -> None:
    def fail(text: str, seconds: float) -> None:
        try:
            gevent.sleep(seconds)
        finally:
            raise ValueError(text)

    def body() -> None:
        with Nursery() as nursery:
            nursery.start_soon(fail, "a", 0.01)
            nursery.start_soon(fail, "b", 60)

    with pytest.raises(TaskErrors) as caught:
        body()

    assert sorted(str(error) for error in caught.value.exceptions) == ["a", "b"]


def test_an_error_of_the_body_ends_the_tasks_and_comes_out() -> None:
    ended: list[str] = []

    def task() -> None:
        try:
            gevent.sleep(60)
        finally:
            ended.append("task")

    def body() -> None:
        with Nursery() as nursery:
            nursery.start_soon(task)
            gevent.sleep(0)
            raise KeyError("body")

    with pytest.raises(KeyError, match="body"):
        body()
    assert ended == ["task"]


def test_a_block_that_is_killed_ends_its_tasks() -> None:
    ended: list[str] = []

    def task() -> None:
        try:
            gevent.sleep(60)
        finally:
            ended.append("task")

    def body() -> None:
        with Nursery() as nursery:
            nursery.start_soon(task)

    running = gevent.spawn(body)
    gevent.sleep(0)
    gevent.sleep(0)
    running.kill()

    assert ended == ["task"]


def test_outside_of_its_block_a_nursery_takes_no_tasks() -> None:
    nursery = Nursery("mine")
    with pytest.raises(RuntimeError, match="mine is not open"):
        nursery.start_soon(print)
    with nursery, pytest.raises(RuntimeError, match="already open"):
        nursery.__enter__()


def test_in_coroutines_it_is_an_async_with_and_takes_both_kinds_of_functions() -> None:
    log: list[Any] = []

    async def coroutine(value: str) -> None:
        await asyncio.sleep(0.002)
        log.append(value)

    async def serve(task_status: Any) -> None:
        task_status.started("port")
        await asyncio.sleep(60)

    async def main() -> None:
        async with Nursery() as nursery:
            nursery.start_soon(coroutine, "async")
            nursery.start_soon(log.append, "plain")
            assert await nursery.start(serve) == "port"
            await asyncio.sleep(0.01)
            nursery.cancel()
        log.append("after")

    hub.run(main())
    assert log == ["plain", "async", "after"]


def test_in_coroutines_a_failing_task_ends_the_block_too() -> None:
    async def fail() -> None:
        raise ValueError("boom")

    async def main() -> None:
        async with Nursery() as nursery:
            nursery.start_soon(fail)
            await asyncio.sleep(60)

    with pytest.raises(ValueError, match="boom"):
        hub.run(main())


# --- the nursery of an extension, by the seed


class Quiet(ExtensionBase[Any]):
    pass


def test_background_calls_need_an_open_nursery() -> None:
    extension = Quiet()
    message = (
        "the extension has not started serving background tasks yet. Did you forget to call use_nursery()?"
    )
    for call in (
        lambda: extension.start_in_background_soon(print),
        lambda: extension.start_in_background(print),
    ):
        with pytest.raises(RuntimeError) as caught:
            call()  # type: ignore[no-untyped-call]
        assert message in str(caught.value)


def test_the_nursery_is_open_once_at_a_time_and_again_after_an_error() -> None:
    extension = Quiet()
    with (
        extension.use_nursery(),
        pytest.raises(RuntimeError, match="The nursery of the extension is already open"),
    ):
        extension.use_nursery().__enter__()

    with pytest.raises(KeyError), extension.use_nursery():
        raise KeyError("x")
    with extension.use_nursery() as nursery:
        assert extension._nursery is nursery
    assert extension._nursery is None


def test_protected_tasks_log_and_end_alone_unprotected_ones_end_everything(
    caplog: pytest.LogCaptureFixture,
) -> None:
    extension = Quiet()
    extension.log = logging.getLogger("test")

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError("boom")

    with extension.use_nursery():
        extension.start_in_background_soon(fail)
        extension.start_in_background_soon(functools.partial(fail, 1))
        with pytest.raises(RuntimeError, match="ended without calling"):
            extension.start_in_background(fail)
        eventually(lambda: len(caplog.records) == 3)
    said = "Unexpected exception caught from background task "
    assert [record.getMessage() for record in caplog.records] == [
        said + "fail",
        said + "<partial function of fail>",
        said + "fail",
    ]

    def body() -> None:
        with extension.use_nursery():
            with pytest.raises(ValueError, match="boom"):
                extension.start_in_background(fail, protect=False)
            extension.start_in_background_soon(fail, protect=False)
            gevent.sleep(60)

    with pytest.raises(ValueError, match="boom"):
        body()


def test_start_in_background_gives_the_value_and_the_old_name_warns() -> None:
    extension, log = Quiet(), []

    def serve(value: int, task_status: Any) -> None:
        task_status.started(value * 2)

    with extension.use_nursery():
        assert extension.start_in_background(serve, 21) == 42
        with pytest.warns(DeprecationWarning, match="use start_in_background_soon") as caught:
            extension.run_in_background(log.append, 1)
    assert log == [1]
    assert caught[0].filename == __file__


def test_the_seeds_way_of_writing_it_with_coroutines() -> None:
    extension, log = Quiet(), []

    async def tick(value: str) -> None:
        await asyncio.sleep(0.001)
        log.append(value)

    async def ready(task_status: Any) -> None:
        task_status.started("ready")

    async def run() -> None:
        async with extension.use_nursery():
            extension.start_in_background_soon(tick, "a")
            log.append(await extension.start_in_background(ready))

    hub.run(run())
    assert log == ["ready", "a"]
