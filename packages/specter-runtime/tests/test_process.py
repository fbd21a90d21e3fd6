"""Managed processes: real children, followed and stopped without holding anybody up."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import gevent
import psutil
import pytest
from specter import ManagedProcess, Service, start_process
from waiting import eventually

PIPE = subprocess.PIPE
PYTHON = [sys.executable, "-S", "-E", "-u", "-c"]


def test_lines_are_followed_while_other_greenlets_run() -> None:
    ticks: list[int] = []
    out: list[Any] = []
    err: list[Any] = []
    service = Service("s").start()
    service.interval(lambda: ticks.append(1), 0.01)
    script = "import sys,time; print('a'); time.sleep(0.1); print('b\\r'); print('c', file=sys.stderr)"
    process = service.start_process([*PYTHON, script], stdout=PIPE, stderr=PIPE, text=True)
    readers = process.follow_output(stdout_handler=out.append, stderr_handler=err.append)

    assert process.name == "s:process"
    assert process.wait(timeout=10) == 0
    gevent.joinall(readers, timeout=5)
    service.stop()

    assert (out, err) == (["a", "b"], ["c"])
    assert len(ticks) >= 3


def test_bytes_are_stripped_too_and_chunks_are_not() -> None:
    lines: list[bytes] = []
    chunks: list[bytes] = []
    raw: list[bytes] = []
    for options, into in (({}, lines), ({"chunk_size": 4}, chunks), ({"strip": False}, raw)):
        process = start_process("p", [*PYTHON, "print('one'); print('two')"], stdout=PIPE)
        process.watch_stream("stdout", into.append, **options).join(10)  # type: ignore[arg-type]
        process.stop()

    assert (lines, b"".join(chunks), raw) == ([b"one", b"two"], b"one\ntwo\n", [b"one\n", b"two\n"])
    assert max(len(chunk) for chunk in chunks) <= 4


def test_a_handler_that_raises_does_not_let_the_pipe_fill_up(caplog: pytest.LogCaptureFixture) -> None:
    process = start_process(
        "p",
        [*PYTHON, "print('x' * 70 + '\\n', end='')\n" * 1 + "for _ in range(4000): print('x' * 70)"],
        stdout=PIPE,
    )
    reader = process.watch_stream("stdout", lambda line: 1 / 0)
    caplog.clear()

    assert process.wait(timeout=20) == 0
    reader.join(5)
    process.stop()
    assert "ZeroDivisionError" in caplog.text


def test_stop_terminates_keeps_the_tail_and_the_result() -> None:
    lines: list[str] = []
    script = (
        "import signal,sys,time\n"
        "signal.signal(signal.SIGTERM, lambda *a: (print('bye'), sys.exit(7)))\n"
        "print('ready')\ntime.sleep(60)"
    )
    process = ManagedProcess("p").start([*PYTHON, script], stdout=PIPE, text=True)
    process.watch_stream("stdout", lines.append)
    eventually(lambda: lines == ["ready"])
    pid = process.pid

    assert process.stop().stop() is process
    assert (lines, process.returncode, process.pid, process.running) == (["ready", "bye"], 7, pid, False)


def test_what_ignores_the_terminate_is_killed_with_its_whole_group() -> None:
    lines: list[str] = []
    script = (
        "import signal,subprocess,sys,time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "deaf = 'import signal,time; signal.signal(15, 1); print(5); time.sleep(60)'\n"
        "child = subprocess.Popen([sys.executable, '-c', deaf])\n"
        "print(child.pid)\ntime.sleep(60)"
    )
    process = ManagedProcess("p", kill_timeout=5.0).start([*PYTHON, script], stdout=PIPE, text=True)
    process.watch_stream("stdout", lines.append)
    eventually(lambda: len(lines) == 2)
    grandchild = int(max(lines, key=int))

    process.stop(timeout=0)

    assert process.returncode == -9
    eventually(lambda: not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == "zombie")


def test_it_ends_with_its_owner_and_an_owner_forgets_what_has_ended() -> None:
    owner = Service("o").start()
    long = start_process("long", [*PYTHON, "import time; time.sleep(60)"], owner=owner)
    long.attach(owner)
    for _ in range(3):
        short = start_process("short", [*PYTHON, "pass"], owner=owner)
        assert short.wait(timeout=10) == 0
    eventually(lambda: len(owner._lifetime) == 1)

    owner.stop()
    assert (long.running, long.returncode) == (False, -15)


def test_it_can_be_started_again_but_not_twice_at_once() -> None:
    process = ManagedProcess("p").start([*PYTHON, "import time; time.sleep(60)"])
    with pytest.raises(RuntimeError, match="already running with pid"):
        process.start([*PYTHON, "pass"])
    process.stop()

    assert process.start([*PYTHON, "raise SystemExit(3)"]).wait(timeout=10) == 3
    assert process.poll() == 3
    process.stop()


def test_wrong_calls_say_what_is_missing() -> None:
    process = ManagedProcess("p")
    assert (process.running, process.pid, process.returncode, process.stop()) == (False, None, None, process)
    with pytest.raises(RuntimeError, match="has not been started"):
        process.watch_stream("stdout", print)
    with pytest.raises(RuntimeError, match="has not been started"):
        process.wait()
    process.start([*PYTHON, "import time; time.sleep(60)"])
    with pytest.raises(ValueError, match="stdout of process 'p' is not a pipe; start it with stdout=PIPE"):
        process.watch_stream("stdout", print)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    process.stop()
    with pytest.raises(FileNotFoundError):
        process.start(["/nowhere/at/all"])
    with pytest.raises(TypeError, match="add_cleanup"):
        process.start([*PYTHON, "pass"], owner=object())


def test_close_on_exit_stops_the_process_at_the_end_of_its_output() -> None:
    process = ManagedProcess("p").start([*PYTHON, "import os,time; os.close(1); time.sleep(60)"], stdout=PIPE)
    process.watch_stream("stdout", print, close_on_exit=True)
    eventually(lambda: process.returncode is not None)

    assert process.returncode == -15


def test_no_file_descriptors_stay_open() -> None:
    def cycle() -> None:
        process = start_process("p", [*PYTHON, "print(1)"], stdin=PIPE, stdout=PIPE, stderr=PIPE)
        process.follow_output(stdout_handler=lambda line: None)
        process.wait(timeout=10)
        process.stop()

    cycle()
    before = len(os.listdir("/dev/fd"))
    for _ in range(3):
        cycle()
    assert len(os.listdir("/dev/fd")) == before
