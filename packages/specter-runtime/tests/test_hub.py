"""The hub: greenlets and coroutines in one thread, and under somebody else's loop."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import gevent
import pytest
from specter import hub

RUNNERS = [pytest.param(hub.run, id="HubLoop"), pytest.param(asyncio.run, id="asyncio")]
Run = Callable[[Any], Any]
variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="unset")


@pytest.mark.parametrize("run", RUNNERS)
def test_a_call_gives_the_result_or_the_error(run: Run) -> None:
    async def main() -> None:
        assert await hub.call(lambda: 7) == 7
        assert await hub.call(pow, 2, 10) == 1024
        with pytest.raises(ZeroDivisionError):
            await hub.call(lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            await hub.call(lambda: [gevent.sleep(0.001), 1 // 0])

    run(main())


@pytest.mark.parametrize("run", RUNNERS)
def test_blocking_handlers_wait_side_by_side(run: Run) -> None:
    async def main() -> float:
        began = time.monotonic()
        await asyncio.gather(*[hub.call(gevent.sleep, 0.05) for _ in range(100)])
        return time.monotonic() - began

    # One after the other they would take 5 seconds.
    assert run(main()) < 2.5


@pytest.mark.parametrize("run", RUNNERS)
def test_context_variables_cross_both_ways(run: Run) -> None:
    async def coroutine() -> str:
        seen = variable.get()
        await asyncio.sleep(0)
        variable.set("coroutine")
        return seen

    def handler(pause: float) -> tuple[str, str]:
        seen = variable.get()
        gevent.sleep(pause)
        inner = hub.wait(coroutine())
        assert variable.get() == "coroutine"
        variable.set("handler")
        return seen, inner

    async def main() -> None:
        for pause in (0, 0.001):
            variable.set("main")
            assert await hub.call(handler, pause) == ("main", "main")
            assert variable.get() == "handler"

    run(main())


def test_a_handler_that_does_not_block_runs_before_anything_else() -> None:
    async def main() -> list[str]:
        order: list[str] = []
        asyncio.get_running_loop().call_soon(order.append, "loop")
        await hub.call(order.append, "handler")
        order.append("main")
        await asyncio.sleep(0)
        return order

    assert hub.run(main()) == ["handler", "main", "loop"]


@pytest.mark.parametrize("run", RUNNERS)
def test_a_deadline_and_a_cancelled_caller_stop_the_handler_where_it_waits(run: Run) -> None:
    stopped: list[str] = []

    def patient() -> None:
        try:
            gevent.sleep(10)
        except BaseException as error:
            stopped.append(type(error).__name__)
            raise

    async def main() -> None:
        with pytest.raises(hub.HandlerTimeout):
            await hub.call_within(0.02, patient)
        task = asyncio.ensure_future(hub.call(patient))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(100):
            if len(stopped) == 2:
                break
            await asyncio.sleep(0.01)
        assert stopped == ["HandlerTimeout", "GreenletExit"]
        assert await hub.call(lambda: "still works") == "still works"

    run(main())


def test_waiting_inside_a_coroutine_is_refused() -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError, match="`await`"):
            hub.wait(asyncio.sleep(0))

    hub.run(main())


def test_waiting_without_a_loop_is_refused() -> None:
    sleeping = asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="no asyncio loop"):
        hub.wait(sleeping)
    sleeping.close()


def test_errors_of_a_coroutine_reach_the_greenlet_that_waits() -> None:
    async def failing() -> None:
        await asyncio.sleep(0)
        raise KeyError("x")

    async def main() -> None:
        with pytest.raises(KeyError):
            await hub.call(lambda: hub.wait(failing()))

    hub.run(main())


def test_greenlets_and_threads_wake_the_loop() -> None:
    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        woken: asyncio.Queue[str] = asyncio.Queue()
        gevent.spawn_later(0.01, lambda: loop.call_soon(woken.put_nowait, "greenlet"))
        gevent.spawn_later(0.02, lambda: loop.call_later(0.001, woken.put_nowait, "later"))
        threading.Timer(0.04, lambda: loop.call_soon_threadsafe(woken.put_nowait, "thread")).start()
        return [await asyncio.wait_for(woken.get(), 5) for _ in range(3)]

    assert hub.run(main()) == ["greenlet", "later", "thread"]


def test_greenlets_get_their_turn_while_the_loop_is_busy() -> None:
    async def main() -> float:
        beats: list[float] = []

        def beat() -> None:
            while True:
                # The process's own time: how long the machine makes us wait is not the question.
                beats.append(time.process_time())
                gevent.sleep(0)

        beating = gevent.spawn(beat)
        until = time.process_time() + 0.2
        while time.process_time() < until:  # noqa: ASYNC110  # busy on purpose
            await asyncio.sleep(0)
        beating.kill(block=False)
        return sorted(b - a for a, b in zip(beats, beats[1:]))[len(beats) * 9 // 10]

    assert hub.run(main()) < 0.02


def test_greenlets_of_handlers_are_used_again_and_keep_nothing_alive() -> None:
    import gc
    import weakref

    class Big:
        pass

    async def main() -> None:
        big = Big()
        variable.set(big)  # type: ignore[arg-type]
        gone = weakref.ref(big)
        await hub.call(variable.get)
        loop: Any = asyncio.get_running_loop()
        await asyncio.gather(*[hub.call(gevent.sleep, 0.001) for _ in range(50)])
        assert len(loop._parked) == 50
        variable.set("unset")
        del big
        await asyncio.sleep(0)
        gc.collect()
        assert gone() is None

    contextvars.Context().run(hub.run, main())


def test_under_the_patch_ordinary_blocking_code_cooperates() -> None:
    program = """
import gevent.monkey
gevent.monkey.patch_all(thread=False)
import asyncio, socket, subprocess, time
from specter import hub

async def main():
    began = time.monotonic()
    await asyncio.gather(
        *[hub.call(time.sleep, 0.2) for _ in range(10)],
        *[hub.call(subprocess.run, ["sleep", "0.2"]) for _ in range(5)],
    )
    took = time.monotonic() - began
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await hub.call(lambda: socket.create_connection(("127.0.0.1", port)).recv(1)) == b""
    server.close()
    # One after the other they would take 3 seconds.
    print(took < 2.0)

hub.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
