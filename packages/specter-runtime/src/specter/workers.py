"""The workers of a queue: they claim what is due, run it, try it again when it fails, and drain at the end."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import gevent

from specter.callables import isolated
from specter.changes import Changes
from specter.errors import JobCancelled
from specter.jobs import JOB, JobRun
from specter.service import Service
from specter.storage.interfaces import FOREVER, Claim, Jobs, JobState
from specter.storage.memory_jobs import MemoryJobs
from specter.supervision import jittered

log = logging.getLogger(__name__)

#: Seconds of uninterrupted work after which a worker gives way to other greenlets.
SLICE = 0.005

# The job that the calling greenlet works on.
current_run: ContextVar[JobRun | None] = ContextVar("specter_job", default=None)


class QueueWorkers(Service):
    """``worker_count`` greenlets that handle the items of one queue of a ``Jobs`` engine.

    When it stops, items in work get ``drain_timeout`` seconds; after that they go back into the queue, for the next
    start.
    """

    worker_count: int = 1
    # Attempts before an item is set aside as a dead letter; between them it waits 2, 4, 8 … seconds.
    max_attempts: int = 1
    retry_wait: float = 2.0
    retry_most: float = 3600.0
    drain_timeout: float = 10.0
    # Seconds that a job in work is left after a cancel request before it is interrupted.
    cancel_grace: float = 10.0
    job_history_limit: int = 1000
    poll_interval: float = 0.5
    # How long an engine that several processes share believes in a worker that says nothing.
    lease: float = 30.0

    def __init__(
        self,
        name: str | None = None,
        initial_state: Mapping[str, Any] | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(name, initial_state)
        self.jobs: Jobs = MemoryJobs() if jobs is None else jobs
        self._runs: dict[str, JobRun] = {}
        # Told whenever something may have become possible: work, room, the end of a drain.
        self._changes = Changes()
        self._draining = False
        self._untrimmed = 0

    # --- for subclasses

    def handle_item(self, item: Any) -> Any:
        """Do the work; of a job, what it returns is the result."""
        raise NotImplementedError(f"{type(self).__name__} must define handle_item(item)")

    def on_workers_started(self) -> None:
        """Called when the workers wait for items."""

    def on_workers_stopping(self) -> None:
        """Called before the workers are drained."""

    def on_item_failed(self, item: Any, error: Exception, *, attempt: int, final: bool) -> None:
        """Called after each failed attempt; ``final``: there will be no other."""

    def _moved(self, run: JobRun) -> None:
        """Called when a run has begun, has ended or waits for its next attempt."""

    # --- their life

    def _begin_work(self) -> None:
        self._draining = False
        self.defer(self.jobs.watch(self.name, self._changes.tell))
        for number in range(self.worker_count):
            self.spawn(self._worker_loop, label=f"worker-{number}")
        if self.jobs.shared:
            self.interval(self._beat, self.lease / 3)
        self.on_workers_started()

    def _end_work(self) -> None:
        self.on_workers_stopping()
        self._draining = True
        self._changes.tell()
        deadline = time.monotonic() + self.drain_timeout
        current = gevent.getcurrent()
        while any(run.greenlet is not current for run in self._runs.values()):
            left = deadline - time.monotonic()
            if left <= 0:
                log.warning(
                    "[SPECTER:queue] %s: items in work go back into the queue: %s",
                    self.name,
                    sorted(self._runs),
                )
                return
            self._changes.wait(left)

    def _worker_loop(self) -> None:
        lease = self.lease if self.jobs.shared else FOREVER
        queues, worker = [self.name], f"{self.name}:{uuid.uuid4().hex[:8]}"
        turn = time.monotonic()
        while not self._draining:
            claims = self.jobs.claim(queues, 1, lease=lease, worker=worker)
            if not claims:
                self._changes.wait(self._idle_seconds())
                turn = time.monotonic()
                continue
            self._work(claims[0])
            if time.monotonic() - turn > SLICE:
                # Items that never wait must not keep everybody else from their turn.
                gevent.sleep(0)
                turn = time.monotonic()

    def _idle_seconds(self) -> float | None:
        """How long nothing can become due without a sign from the engine; None: for ever."""
        due = self.jobs.next_due(self.name)
        seconds = None if due is None else max(0.0, due - self.jobs.now())
        if self.jobs.shared:
            return self.poll_interval if seconds is None else min(seconds, self.poll_interval)
        return seconds

    def _work(self, claim: Claim) -> None:
        run = JobRun(claim, gevent.getcurrent())
        self._runs[run.job.id] = run
        token = current_run.set(run)
        try:
            self._moved(run)
            result = run.call(self.handle_item)
        except JobCancelled as stopped:
            self._finish(run, "cancelled", message=str(stopped) or None)
        # Whatever an item raises, it is the item that failed, not the worker.
        except Exception as error:
            self._failed(run, error)
        except BaseException:
            # Being stopped in the middle is not an attempt: the item waits for the next start.
            if not run.settled:
                self.jobs.release(run.job.id, claim.token)
            raise
        else:
            self._finish(run, "cancelled" if run.cancel else "completed", result=result)
        finally:
            current_run.reset(token)
            run.end()
            self._runs.pop(run.job.id, None)
            self._changes.tell()

    def _failed(self, run: JobRun, error: Exception) -> None:
        job = run.job
        final = run.settled or run.cancel or run.claim.attempt >= job.max_attempts
        log.exception("[SPECTER:queue] %s: item %s failed (attempt %d)", self.name, job.id, run.claim.attempt)
        text = f"{type(error).__name__}: {error}"
        if final:
            self._finish(run, "cancelled" if run.cancel else "discarded", error=text)
        else:
            wait = jittered(min(self.retry_wait * 2.0 ** (run.claim.attempt - 1), self.retry_most))
            self._note(run, message=f"Retrying {run.label}.")
            self.jobs.finish(
                job.id, run.claim.token, "discarded", error=text, retry_at=self.jobs.now() + wait
            )
            run.settled = True
            self._moved(run)
        with isolated(log, "[SPECTER:queue] %s: on_item_failed failed", self.name):
            self.on_item_failed(run.item, error, attempt=run.claim.attempt, final=final)

    def _finish(
        self,
        run: JobRun,
        outcome: JobState,
        *,
        result: Any = None,
        error: str | None = None,
        message: str | None = None,
    ) -> None:
        if run.settled:
            return
        run.settled = True
        # Without a message of its own the end says what it is, not what was said last on the way.
        self._note(run, percent=100 if outcome == "completed" else None, message=message, fresh=True)
        if result is None and run.job.kind == JOB:
            result = (run.progress or {}).get("result")
        kept = self.jobs.finish(run.job.id, run.claim.token, outcome, result=result, error=error)
        if not kept:
            log.warning(
                "[SPECTER:queue] %s: job %s ran elsewhere meanwhile; result dropped", self.name, run.job.id
            )
        self._moved(run)
        # Forgetting costs more than keeping a few too many for a while.
        self._untrimmed += 1
        if self._untrimmed * 20 >= self.job_history_limit:
            self._untrimmed = 0
            self.jobs.trim(self.name, self.job_history_limit)

    def _note(self, run: JobRun, *, fresh: bool = False, **news: Any) -> None:
        """Write progress down; ``fresh`` drops the message of a step, which no longer holds."""
        if run.job.kind != JOB:
            return
        known = dict(run.progress or {})
        if fresh:
            known.pop("message", None)
        run.progress = {**known, **{key: value for key, value in news.items() if value is not None}}
        lease = self.lease if self.jobs.shared else FOREVER
        self.jobs.beat(run.job.id, run.claim.token, lease=lease, progress=run.progress)

    def _beat(self) -> None:
        for run in list(self._runs.values()):
            answer = self.jobs.beat(run.job.id, run.claim.token, lease=self.lease)
            if answer == "cancel":
                run.ask_to_cancel(self.cancel_grace)
            elif answer == "lost":
                run.interrupt(JobCancelled("The job was taken over by another worker."))
