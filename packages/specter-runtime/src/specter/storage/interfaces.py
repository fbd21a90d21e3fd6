"""Log, KV, Jobs, Lease: what the runtime stands on. Nothing above knows which engine runs.

Calls are synchronous and made from greenlets. Time is the engine's own, in seconds since the epoch.
"""

from __future__ import annotations

from typing import Any, Callable, Literal, Optional, Protocol, Union

import msgspec

from specter.lifetime import Unsubscribe

JobState = Literal["scheduled", "available", "running", "completed", "discarded", "cancelled"]
LIVE_STATES: tuple[JobState, ...] = ("scheduled", "available", "running")
FINAL_STATES: tuple[JobState, ...] = ("completed", "discarded", "cancelled")

FOREVER: float = float("inf")


class Pos(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A place in a topic: ``seq`` counts without gaps from 1; a log that lost its past has a new ``epoch``."""

    epoch: str
    seq: int


class Entry(msgspec.Struct, frozen=True):
    pos: Pos
    body: bytes


class Page(msgspec.Struct, frozen=True):
    """``items`` after the position asked for; ``pos`` is where to go on. ``gap``: something before them is gone."""

    items: list[Entry]
    pos: Pos
    gap: bool


class Log(Protocol):
    """Topics of messages, each in one total order."""

    def append(self, topic: str, body: bytes, *, dedupe: str | None = None) -> Pos:
        """Add ``body``; it is durable when this returns. A ``dedupe`` key that was used gives the first position."""
        ...

    def read(self, topic: str, after: Pos | None = None, limit: int = 200) -> Page:
        """What follows ``after``; None: everything that is kept."""
        ...

    def watch(self, wake: Callable[[set[str]], None]) -> Unsubscribe:
        """Call ``wake(topics)`` soon after an append. Only a hint: read again every few seconds as well."""
        ...

    def trim(self, *, max_age: float, max_len: int) -> None:
        """Forget what is older than ``max_age`` seconds or beyond the last ``max_len`` of a topic."""
        ...

    def close(self) -> None: ...


class KV(Protocol):
    """Values under keys, each with a version that only grows."""

    def get(self, key: str) -> tuple[bytes, int] | None:
        """The value and its version."""
        ...

    def put(self, key: str, value: bytes, *, expect: int | None = None, ttl: float | None = None) -> int:
        """Write, and return the new version. ``expect`` is the version to replace, 0 to create; Conflict otherwise."""
        ...

    def delete(self, key: str, *, tombstone: float = 60.0) -> None:
        """Remove it. For ``tombstone`` seconds a ``put`` that expects an older version, or creation, conflicts."""
        ...

    def touch(self, key: str, ttl: float | None) -> None:
        """Let it live for ``ttl`` seconds from now (None: for ever); nothing happens to a missing key."""
        ...

    def keys(self, prefix: str = "") -> list[str]: ...

    def sweep(self, most: int = 1000) -> int:
        """Drop up to ``most`` values whose time is over; how many. What is over is never got, swept or not."""
        ...

    def close(self) -> None: ...


class Job(msgspec.Struct):
    """A unit of work, as the engine knows it."""

    id: str
    queue: str
    kind: str
    args: Any
    state: JobState
    priority: int = 0
    run_at: float = 0.0
    attempt: int = 0
    max_attempts: int = 1
    timeout: Optional[float] = None
    unique: Optional[str] = None
    owner: Optional[str] = None
    progress: Any = None
    result: Any = None
    error: Optional[str] = None
    cancel_requested: bool = False
    created_at: float = 0.0
    updated_at: float = 0.0
    finished_at: Optional[float] = None


class Claim(msgspec.Struct, frozen=True):
    """A job in the hands of one worker. The token is of this claim alone: who lost it cannot finish the job."""

    job: Job
    token: str
    attempt: int


BeatAnswer = Literal["ok", "cancel", "lost"]


class Jobs(Protocol):
    """Queues of jobs, each run at least once."""

    # Whether other processes may use the same queues, so that one cannot hear of every change.
    shared: bool

    def enqueue(
        self,
        kind: str,
        args: Any,
        *,
        queue: str = "default",
        id: str | None = None,
        run_at: float | None = None,
        priority: int = 0,
        unique: str | None = None,
        max_attempts: int = 1,
        timeout: float | None = None,
        owner: str | None = None,
        progress: Any = None,
    ) -> str:
        """Add a job; it is durable when this returns. A live job with the same ``unique`` key is returned instead."""
        ...

    def claim(self, queues: list[str], n: int, *, lease: float, worker: str) -> list[Claim]:
        """Up to ``n`` due jobs, by priority (lowest first), then age; also those whose lease has run out."""
        ...

    def beat(self, id: str, token: str, *, lease: float, progress: Any = None) -> BeatAnswer:
        """Keep a claim for ``lease`` seconds more, and write ``progress`` down unless it is None."""
        ...

    def finish(
        self,
        id: str,
        token: str,
        outcome: JobState,
        *,
        result: Any = None,
        error: str | None = None,
        retry_at: float | None = None,
    ) -> bool:
        """End a claim, or with ``retry_at`` plan the next attempt. False: the claim was lost, discard the result."""
        ...

    def release(self, id: str, token: str) -> bool:
        """Give a claim back undone; its attempt does not count."""
        ...

    def cancel(self, id: str, by: str | None = None) -> JobState | None:
        """A waiting job never starts; a running one is told at its next beat. The state afterwards, None if unknown."""
        ...

    def requeue(self, id: str) -> bool:
        """Make a discarded job available again, with all its attempts."""
        ...

    def get(self, id: str) -> Job | None: ...

    def list(
        self,
        *,
        queue: str | None = None,
        states: tuple[JobState, ...] | None = None,
        owner: str | None = None,
        limit: int = 200,
    ) -> list[Job]:
        """Jobs, newest first."""
        ...

    def count(self, queue: str, *states: JobState) -> int: ...

    def next_due(self, queue: str) -> float | None:
        """Since when the next waiting job may run, or from when; None when none waits."""
        ...

    def trim(self, queue: str, keep: int) -> None:
        """Forget all but the last ``keep`` finished jobs."""
        ...

    def watch(self, queue: str, wake: Callable[[], None]) -> Unsubscribe:
        """Call ``wake()`` when a job of ``queue`` becomes due or changes hands. Only a hint."""
        ...

    def now(self) -> float: ...

    def close(self) -> None: ...


Fence = int


class Lease(Protocol):
    """Who may do what only one may do. A fence is larger than every fence before it."""

    def acquire(self, name: str, ttl: float, *, holder: str) -> Union[Fence, None]:
        """A fence for ``ttl`` seconds; the same ``holder`` renews and keeps its fence. None: somebody else holds it."""
        ...

    def release(self, name: str, *, holder: str) -> None: ...
