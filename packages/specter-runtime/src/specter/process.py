"""ManagedProcess: a child process that other greenlets do not wait for, and that leaves nothing behind."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Sequence
from typing import IO, Any, Callable, Literal

from gevent import subprocess

from specter.callables import isolated
from specter.lifetime import Unsubscribe, check_owner, tie
from specter.tasks import Task, Tasks

log = logging.getLogger(__name__)

StreamName = Literal["stdout", "stderr"]
StreamHandler = Callable[[Any], object]

# Seconds that stop() leaves readers for what a dead child has already written.
TAIL_TIMEOUT = 1.0


class ManagedProcess:
    """Start it, follow its output, stop it: terminate, then kill. It can be started again.

    The child leads a process group of its own, and signals go to the whole group.
    """

    def __init__(self, name: str, *, terminate_timeout: float = 5.0, kill_timeout: float = 1.0) -> None:
        self.name = name
        self.terminate_timeout = terminate_timeout
        self.kill_timeout = kill_timeout
        self.process: Any = None
        self._readers = Tasks(f"process {name!r}")
        self._owners: dict[int, Unsubscribe] = {}
        self._leads_group = False

    def __repr__(self) -> str:
        return f"<ManagedProcess {self.name!r} pid={self.pid} returncode={self.returncode}>"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id; kept after the end."""
        return None if self.process is None else int(self.process.pid)

    @property
    def returncode(self) -> int | None:
        """How it ended, None while it runs; kept after ``stop``."""
        return None if self.process is None else self.process.poll()

    def start(self, args: str | Sequence[str], *, owner: Any = None, **popen: Any) -> ManagedProcess:
        """Start the child with the arguments of ``subprocess.Popen``; it ends with ``owner``."""
        if self.running:
            raise RuntimeError(f"process {self.name!r} is already running with pid {self.pid}")
        if owner is not None:
            check_owner(owner)
        self._close_streams()
        popen.setdefault("start_new_session", True)
        self.process = subprocess.Popen(args, **popen)
        self._leads_group = bool(popen["start_new_session"])
        self._readers.open()
        self.process.rawlink(lambda _: self._leave_owners_when_done())
        if owner is not None:
            self.attach(owner)
        return self

    def attach(self, owner: Any) -> ManagedProcess:
        """Stop it when ``owner`` stops."""
        if id(owner) not in self._owners:
            self._owners[id(owner)] = tie(owner, self.stop_quietly)
        return self

    def watch_stream(
        self,
        stream: StreamName,
        handler: StreamHandler,
        *,
        chunk_size: int | None = None,
        strip: bool = True,
        label: str | None = None,
        close_on_exit: bool = False,
    ) -> Task:
        """Call ``handler`` with each line (``strip``: without its line end), or each chunk of ``chunk_size``.

        What the handler raises is logged, and reading goes on: a full pipe would stop the child. With
        ``close_on_exit`` the process is stopped when the stream ends.
        """
        if self.process is None:
            raise RuntimeError(f"process {self.name!r} has not been started")
        source: IO[Any] | None = (
            getattr(self.process, stream, None) if stream in ("stdout", "stderr") else None
        )
        if source is None:
            raise ValueError(f"{stream} of process {self.name!r} is not a pipe; start it with {stream}=PIPE")

        def give(piece: Any) -> None:
            with isolated(log, "[SPECTER:process] %s: handler of %s failed", self.name, stream):
                handler(piece)

        def read() -> None:
            for piece in _pieces(source, chunk_size, strip):
                give(piece)
            source.close()
            self._leave_owners_when_done()
            if close_on_exit:
                self.stop()

        return self._readers.spawn(read, label=label or f"{self.name}:{stream}")

    def follow_output(
        self,
        *,
        stdout_handler: StreamHandler | None = None,
        stderr_handler: StreamHandler | None = None,
        stdout_label: str | None = None,
        stderr_label: str | None = None,
    ) -> list[Task]:
        """Watch the lines of stdout, stderr or both."""
        readers = []
        if stdout_handler is not None:
            readers.append(self.watch_stream("stdout", stdout_handler, label=stdout_label))
        if stderr_handler is not None:
            readers.append(self.watch_stream("stderr", stderr_handler, label=stderr_label))
        return readers

    def wait(self, timeout: float | None = None) -> int:
        """Its return code, when it has ended; subprocess.TimeoutExpired after ``timeout`` seconds."""
        if self.process is None:
            raise RuntimeError(f"process {self.name!r} has not been started")
        return int(self.process.wait(timeout=timeout))

    def poll(self) -> int | None:
        return self.returncode

    def stop(self, timeout: float | None = None) -> ManagedProcess:
        """Terminate it, wait ``timeout`` seconds (``terminate_timeout``), kill it; read its last output; close."""
        if self.process is None:
            return self
        try:
            if self.running:
                self._signal(signal.SIGTERM)
                if not self._ended_within(self.terminate_timeout if timeout is None else timeout):
                    self._signal(signal.SIGKILL)
                    if not self._ended_within(self.kill_timeout):
                        log.error("[SPECTER:process] %s: pid %s survived SIGKILL", self.name, self.pid)
            self._readers.drain(TAIL_TIMEOUT)
        finally:
            self._readers.close(self.kill_timeout)
            self._close_streams()
            self._leave_owners()
        return self

    def stop_quietly(self) -> None:
        self.stop()

    def _ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, number: int) -> None:
        try:
            if self._leads_group:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass

    def _streams(self) -> list[IO[Any]]:
        if self.process is None:
            return []
        found = (self.process.stdin, self.process.stdout, self.process.stderr)
        return [stream for stream in found if stream is not None]

    def _close_streams(self) -> None:
        for stream in self._streams():
            # Closing stdin flushes it, and nobody reads there any more.
            with contextlib.suppress(OSError):
                stream.close()

    def _leave_owners_when_done(self) -> None:
        """An owner need not remember a child that is gone and whose output has been read."""
        if not self.running and all(stream.closed for stream in self._streams()):
            self._leave_owners()

    def _leave_owners(self) -> None:
        owners, self._owners = self._owners, {}
        for untie in owners.values():
            untie()


def start_process(name: str, args: str | Sequence[str], *, owner: Any = None, **popen: Any) -> ManagedProcess:
    """A started ManagedProcess."""
    return ManagedProcess(name).start(args, owner=owner, **popen)


def _pieces(source: IO[Any], chunk_size: int | None, strip: bool) -> Any:
    if chunk_size is not None:
        while True:
            chunk = source.read(chunk_size)
            if not chunk:
                return
            yield chunk
    for line in source:
        yield line.rstrip(b"\r\n" if isinstance(line, bytes) else "\r\n") if strip else line
