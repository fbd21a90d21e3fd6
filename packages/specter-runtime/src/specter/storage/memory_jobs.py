"""The memory engine's jobs and leases."""

from __future__ import annotations

import copy
import heapq
import itertools
import os
import time
from collections import OrderedDict
from typing import Any, Callable

from specter.lifetime import Unsubscribe
from specter.storage.interfaces import FINAL_STATES, FOREVER, BeatAnswer, Claim, Fence, Job, JobState

Clock = Callable[[], float]

#: Random ids that are made at a time.
_IDS = 256


class MemoryJobs:
    """Jobs in heaps, one per queue. Arguments and results are kept as they are, not encoded."""

    shared = False

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._jobs: dict[str, _Held] = {}
        self._queues: dict[str, _Queue] = {}
        self._unique: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._ids: list[str] = []

    def now(self) -> float:
        return self._clock()

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
        if unique is not None and unique in self._unique:
            return self._unique[unique]
        if id is None:
            id = self._new_id()
        if id in self._jobs:
            return id
        now = self._clock()
        due = now if run_at is None else run_at
        job = Job(
            id,
            queue,
            kind,
            args,
            "scheduled" if due > now else "available",
            priority,
            due,
            0,
            max_attempts,
            timeout,
            unique,
            owner,
            progress,
            created_at=now,
            updated_at=now,
        )
        self._jobs[id] = held = _Held(job, next(self._numbers))
        if unique is not None:
            self._unique[unique] = id
        self._wait(held, now)
        return id

    def claim(self, queues: list[str], n: int, *, lease: float, worker: str) -> list[Claim]:
        now = self._clock()
        claims: list[Claim] = []
        for name in queues:
            queue = self._queues.get(name)
            if queue is None:
                continue
            if queue.expires <= now:
                self._recover(queue, now)
            if queue.later:
                self._promote(queue, now)
            while queue.ready and len(claims) < n:
                held = heapq.heappop(queue.ready)[2]
                if held.job.state != "available":
                    continue
                claims.append(self._hand_out(queue, held, now, lease))
        return claims

    def beat(self, id: str, token: str, *, lease: float, progress: Any = None) -> BeatAnswer:
        held = self._held(id, token)
        if held is None:
            return "lost"
        now = self._clock()
        held.lease_until = now + lease
        queue = self._queues[held.job.queue]
        queue.expires = min(queue.expires, held.lease_until)
        if progress is not None:
            held.job.progress = progress
            held.job.updated_at = now
        return "cancel" if held.job.cancel_requested else "ok"

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
        held = self._held(id, token)
        if held is None:
            return False
        queue = self._queues[held.job.queue]
        queue.running.pop(id, None)
        held.token = None
        held.job.error = error
        if retry_at is not None:
            held.job.run_at = retry_at
            self._wait(held, self._clock())
        else:
            held.job.result = result
            self._end(queue, held, outcome)
        return True

    def release(self, id: str, token: str) -> bool:
        held = self._held(id, token)
        if held is None:
            return False
        self._take_back(self._queues[held.job.queue], held)
        return True

    def cancel(self, id: str, by: str | None = None) -> JobState | None:
        held = self._jobs.get(id)
        if held is None:
            return None
        job = held.job
        if job.state in FINAL_STATES:
            return job.state
        job.cancel_requested = True
        job.updated_at = self._clock()
        if job.state != "running":
            self._end(self._queues[job.queue], held, "cancelled")
        return job.state

    def requeue(self, id: str) -> bool:
        held = self._jobs.get(id)
        if held is None or held.job.state != "discarded":
            return False
        job = held.job
        if job.unique is not None:
            if job.unique in self._unique:
                return False
            self._unique[job.unique] = id
        self._queues[job.queue].done.pop(id, None)
        job.attempt, job.error, job.finished_at, job.cancel_requested = 0, None, None, False
        job.run_at = now = self._clock()
        self._wait(held, now)
        return True

    def get(self, id: str) -> Job | None:
        held = self._jobs.get(id)
        return None if held is None else copy.copy(held.job)

    def list(
        self,
        *,
        queue: str | None = None,
        states: tuple[JobState, ...] | None = None,
        owner: str | None = None,
        limit: int = 200,
    ) -> list[Job]:
        found = (
            copy.copy(held.job)
            for held in reversed(list(self._jobs.values()))
            if (queue is None or held.job.queue == queue)
            and (states is None or held.job.state in states)
            and (owner is None or held.job.owner == owner)
        )
        return list(itertools.islice(found, limit))

    def count(self, queue: str, *states: JobState) -> int:
        found = self._queues.get(queue)
        if found is None:
            return 0
        total = 0
        for state in states:
            total += found.counts.get(state, 0)
        return total

    def next_due(self, queue: str) -> float | None:
        found = self._queues.get(queue)
        if found is None:
            return None
        while found.ready and found.ready[0][2].job.state != "available":
            heapq.heappop(found.ready)
        if found.ready:
            return found.ready[0][2].job.run_at
        while found.later and found.later[0][2].job.state != "scheduled":
            heapq.heappop(found.later)
        return found.later[0][0] if found.later else None

    def trim(self, queue: str, keep: int) -> None:
        found = self._queues.get(queue)
        if found is None:
            return
        while len(found.done) > keep:
            id, held = found.done.popitem(last=False)
            found.move(held.job.state, None)
            del self._jobs[id]

    def watch(self, queue: str, wake: Callable[[], None]) -> Unsubscribe:
        found, watcher = self._queue(queue), _Watcher(wake)
        found.watchers = (*found.watchers, watcher)

        def unwatch() -> None:
            found.watchers = tuple(one for one in found.watchers if one is not watcher)

        return unwatch

    def close(self) -> None:
        self._jobs.clear()
        self._queues.clear()
        self._unique.clear()

    def _queue(self, name: str) -> _Queue:
        found = self._queues.get(name)
        if found is None:
            found = self._queues[name] = _Queue()
        return found

    def _new_id(self) -> str:
        if not self._ids:
            # Asking the system for each would cost more than the rest of the job.
            digits = os.urandom(6 * _IDS).hex()
            self._ids = [digits[start : start + 12] for start in range(0, len(digits), 12)]
        return self._ids.pop()

    def _held(self, id: str, token: str) -> _Held | None:
        held = self._jobs.get(id)
        if held is None or held.job.state != "running" or held.token != token:
            return None
        # Whoever comes late finds that another may have the job, even before anybody has claimed it again.
        return held if held.lease_until > self._clock() else None

    def _wait(self, held: _Held, now: float) -> None:
        """Put a job among those that wait, and say so."""
        job = held.job
        queue = self._queue(job.queue)
        state: JobState = "scheduled" if job.run_at > now else "available"
        queue.move(held.state, state)
        held.state = job.state = state
        job.updated_at = now
        if state == "scheduled":
            heapq.heappush(queue.later, (job.run_at, held.number, held))
        else:
            heapq.heappush(queue.ready, (job.priority, held.number, held))
        queue.wake()

    def _hand_out(self, queue: _Queue, held: _Held, now: float, lease: float) -> Claim:
        job = held.job
        queue.move("available", "running")
        held.state = job.state = "running"
        job.attempt += 1
        job.updated_at = now
        held.token = f"{job.id}:{next(self._numbers)}"
        held.lease_until = now + lease
        queue.running[job.id] = held
        queue.expires = min(queue.expires, held.lease_until)
        return Claim(copy.copy(job), held.token, job.attempt)

    def _take_back(self, queue: _Queue, held: _Held) -> None:
        queue.running.pop(held.job.id, None)
        held.token = None
        held.job.attempt -= 1
        if held.job.cancel_requested:
            self._end(queue, held, "cancelled")
        else:
            self._wait(held, self._clock())

    def _recover(self, queue: _Queue, now: float) -> None:
        """Jobs whose worker stopped beating: the attempt counts, and a job that used them all up is discarded."""
        for held in [held for held in queue.running.values() if held.lease_until <= now]:
            queue.running.pop(held.job.id)
            held.token = None
            if held.job.cancel_requested:
                self._end(queue, held, "cancelled")
            elif held.job.attempt >= held.job.max_attempts:
                held.job.error = "The worker that ran it went away."
                self._end(queue, held, "discarded")
            else:
                self._wait(held, now)
        queue.expires = min((held.lease_until for held in queue.running.values()), default=FOREVER)

    def _promote(self, queue: _Queue, now: float) -> None:
        while queue.later and (queue.later[0][0] <= now or queue.later[0][2].job.state != "scheduled"):
            held = heapq.heappop(queue.later)[2]
            if held.job.state == "scheduled":
                queue.move("scheduled", "available")
                held.state = held.job.state = "available"
                heapq.heappush(queue.ready, (held.job.priority, held.number, held))

    def _end(self, queue: _Queue, held: _Held, outcome: JobState) -> None:
        job = held.job
        queue.move(held.state, outcome)
        held.state = job.state = outcome
        job.updated_at = job.finished_at = self._clock()
        queue.done[job.id] = held
        if job.unique is not None and self._unique.get(job.unique) == job.id:
            del self._unique[job.unique]
        queue.wake()


class MemoryLease:
    """Named leases with fences."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, float, Fence]] = {}
        self._fences = itertools.count(1)

    def acquire(self, name: str, ttl: float, *, holder: str) -> Fence | None:
        now = self._clock()
        found = self._held.get(name)
        if found is not None and found[1] > now:
            if found[0] != holder:
                return None
            fence = found[2]
        else:
            fence = next(self._fences)
        self._held[name] = (holder, now + ttl, fence)
        return fence

    def release(self, name: str, *, holder: str) -> None:
        if name in self._held and self._held[name][0] == holder:
            del self._held[name]


class _Held:
    """A job and where it is; ``number`` is its place in line, which a retry keeps."""

    __slots__ = ("job", "lease_until", "number", "state", "token")

    def __init__(self, job: Job, number: int) -> None:
        self.job = job
        self.number = number
        self.state: JobState | None = None
        self.token: str | None = None
        self.lease_until = 0.0


class _Watcher:
    __slots__ = ("wake",)

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake


class _Queue:
    __slots__ = ("counts", "done", "expires", "later", "ready", "running", "watchers")

    def __init__(self) -> None:
        self.ready: list[tuple[int, int, _Held]] = []
        self.later: list[tuple[float, int, _Held]] = []
        self.running: dict[str, _Held] = {}
        #: No lease of a running job ends before.
        self.expires = FOREVER
        self.done: OrderedDict[str, _Held] = OrderedDict()
        self.counts: dict[str, int] = {}
        self.watchers: tuple[_Watcher, ...] = ()

    def move(self, before: JobState | None, after: JobState | None) -> None:
        if before is not None:
            self.counts[before] -= 1
        if after is not None:
            self.counts[after] = self.counts.get(after, 0) + 1

    def wake(self) -> None:
        for watcher in self.watchers:
            watcher.wake()
