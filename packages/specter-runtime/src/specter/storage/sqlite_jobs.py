"""The SQLite engine's jobs. Arguments and results must be plain data: they are written down as MessagePack."""

from __future__ import annotations

import sqlite3
import uuid
from typing import Any, Callable

import msgspec

from specter.errors import StorageError
from specter.lifetime import Unsubscribe
from specter.storage.database import Database, next_number
from specter.storage.interfaces import FINAL_STATES, LIVE_STATES, BeatAnswer, Claim, Job, JobState

_COLUMNS = (
    "id, queue, kind, args, state, priority, run_at, attempt, max_attempts, timeout, unique_key, owner, progress,"
    " result, error, cancel_requested, created_at, updated_at, finished_at"
)
_LIVE = "('available', 'scheduled', 'running')"
_FINAL = "('completed', 'discarded', 'cancelled')"
_STATES = (*LIVE_STATES, *FINAL_STATES)
LOST_WORKER = "The worker that ran it went away."


class SqliteJobs:
    """Jobs in rows; a claim is a transaction, a lease a time in the row, so no task is needed to find dead workers."""

    shared = True

    def __init__(self, database: Database) -> None:
        self._db = database

    def now(self) -> float:
        return self._db.now()

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
        job_id = uuid.uuid4().hex[:12] if id is None else id
        now = self._db.now()
        due = now if run_at is None else run_at
        state = "scheduled" if due > now else "available"
        packed, packed_progress = _pack(args), _pack_or_none(progress)

        def work(connection: sqlite3.Connection) -> str:
            if unique is not None:
                row = connection.execute(
                    f"SELECT id FROM job WHERE unique_key = ? AND state IN {_LIVE}", (unique,)
                ).fetchone()
                if row is not None:
                    return str(row[0])
            connection.execute(
                "INSERT OR IGNORE INTO job (id, queue, kind, args, state, priority, run_at, max_attempts, timeout,"
                " unique_key, owner, progress, created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (job_id, queue, kind, packed, state, priority, due, max_attempts, timeout, unique, owner,
                 packed_progress, now, now),
            )  # fmt: skip
            return job_id

        return self._db.write(work)

    def claim(self, queues: list[str], n: int, *, lease: float, worker: str) -> list[Claim]:
        # The common answer is "nothing", and reading it needs no transaction.
        if not any(self._has_work(queue) for queue in queues):
            return []
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> list[Claim]:
            claims: list[Claim] = []
            for queue in queues:
                _recover(connection, queue, now)
                _promote(connection, queue, now)
                # In the order of the index: as quick with a million waiting as with ten.
                rows = connection.execute(
                    f"SELECT {_COLUMNS} FROM job WHERE queue = ? AND state = 'available'"
                    " ORDER BY priority, number LIMIT ?",
                    (queue, n - len(claims)),
                ).fetchall()
                claims.extend(_hand_out(connection, _job(row), now, lease) for row in rows)
            return claims

        return self._db.write(work)

    def beat(self, id: str, token: str, *, lease: float, progress: Any = None) -> BeatAnswer:
        now = self._db.now()
        packed = _pack_or_none(progress)

        def work(connection: sqlite3.Connection) -> BeatAnswer:
            cursor = connection.execute(
                "UPDATE job SET lease_until = ?, progress = coalesce(?, progress), updated_at = ?"
                " WHERE id = ? AND token = ? AND state = 'running' AND lease_until > ?",
                (_finite(now + lease), packed, now, id, token, now),
            )
            if cursor.rowcount == 0:
                return "lost"
            row = connection.execute("SELECT cancel_requested FROM job WHERE id = ?", (id,)).fetchone()
            return "cancel" if row[0] else "ok"

        return self._db.write(work)

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
        now = self._db.now()
        state = outcome if retry_at is None else ("scheduled" if retry_at > now else "available")
        ended = now if retry_at is None else None
        packed = _pack_or_none(result)
        return self._db.write(
            lambda connection: (
                connection.execute(
                    "UPDATE job SET state = ?, result = ?, error = ?, run_at = coalesce(?, run_at), finished_at = ?,"
                    " updated_at = ?, token = NULL, lease_until = NULL"
                    " WHERE id = ? AND token = ? AND state = 'running' AND lease_until > ?",
                    (state, packed, error, retry_at, ended, now, id, token, now),
                ).rowcount
                == 1
            )
        )

    def release(self, id: str, token: str) -> bool:
        now = self._db.now()
        return self._db.write(
            lambda connection: (
                connection.execute(
                    "UPDATE job SET state = CASE cancel_requested WHEN 1 THEN 'cancelled' ELSE 'available' END,"
                    " finished_at = CASE cancel_requested WHEN 1 THEN ? END, attempt = attempt - 1, updated_at = ?,"
                    " token = NULL, lease_until = NULL"
                    " WHERE id = ? AND token = ? AND state = 'running' AND lease_until > ?",
                    (now, now, id, token, now),
                ).rowcount
                == 1
            )
        )

    def cancel(self, id: str, by: str | None = None) -> JobState | None:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> JobState | None:
            row = connection.execute("SELECT state FROM job WHERE id = ?", (id,)).fetchone()
            if row is None or row[0] in FINAL_STATES:
                return None if row is None else row[0]
            running = row[0] == "running"
            connection.execute(
                "UPDATE job SET cancel_requested = 1, state = ?, finished_at = ?, updated_at = ? WHERE id = ?",
                ("running" if running else "cancelled", None if running else now, now, id),
            )
            return "running" if running else "cancelled"

        return self._db.write(work)

    def requeue(self, id: str) -> bool:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> bool:
            taken = connection.execute(
                f"SELECT 1 FROM job a JOIN job b ON a.unique_key = b.unique_key WHERE a.id = ? AND b.state IN {_LIVE}",
                (id,),
            ).fetchone()
            if taken is not None:
                return False
            cursor = connection.execute(
                "UPDATE job SET state = 'available', attempt = 0, error = NULL, finished_at = NULL,"
                " cancel_requested = 0, run_at = ?, updated_at = ? WHERE id = ? AND state = 'discarded'",
                (now, now, id),
            )
            return cursor.rowcount == 1

        return self._db.write(work)

    def get(self, id: str) -> Job | None:
        rows = self._db.read(f"SELECT {_COLUMNS} FROM job WHERE id = ?", id)
        return _job(rows[0]) if rows else None

    def list(
        self,
        *,
        queue: str | None = None,
        states: tuple[JobState, ...] | None = None,
        owner: str | None = None,
        limit: int = 200,
    ) -> list[Job]:
        conditions, values = ["1"], []
        for column, wanted in (("queue", queue), ("owner", owner)):
            if wanted is not None:
                conditions.append(f"{column} = ?")
                values.append(wanted)
        if states is not None:
            conditions.append(f"state IN ({', '.join('?' * len(states))})")
            values.extend(states)
        rows = self._db.read(
            f"SELECT {_COLUMNS} FROM job WHERE {' AND '.join(conditions)} ORDER BY number DESC LIMIT ?",
            *values,
            min(limit, 2**62),
        )
        return [_job(row) for row in rows]

    def count(self, queue: str, *states: JobState) -> int:
        return sum(self._count(queue, f"= '{state}'") for state in states if state in _STATES)

    def next_due(self, queue: str) -> float | None:
        rows = self._db.read(
            "SELECT run_at FROM job WHERE queue = ? AND state = 'available' ORDER BY priority, number LIMIT 1",
            queue,
        ) or self._db.read("SELECT min(run_at) FROM job WHERE queue = ? AND state = 'scheduled'", queue)
        due = rows[0][0]
        return None if due is None else float(due)

    def trim(self, queue: str, keep: int) -> None:
        if self._count(queue, f"IN {_FINAL}") <= keep:
            return
        self._db.write(
            lambda connection: connection.execute(
                f"DELETE FROM job WHERE queue = ? AND state IN {_FINAL} AND id NOT IN (SELECT id FROM job WHERE"
                f" queue = ? AND state IN {_FINAL} ORDER BY finished_at DESC, number DESC LIMIT ?)",
                (queue, queue, keep),
            )
        )

    def watch(self, queue: str, wake: Callable[[], None]) -> Unsubscribe:
        return self._db.watch(wake)

    def close(self) -> None:
        self._db.close()

    def _count(self, queue: str, which: str) -> int:
        # The states stand in the text, so that SQLite sees which partial index answers.
        return int(self._db.read(f"SELECT count(*) FROM job WHERE queue = ? AND state {which}", queue)[0][0])

    def _has_work(self, queue: str) -> bool:
        now = self._db.now()
        return bool(
            self._db.read(
                "SELECT 1 FROM job WHERE queue = ? AND state = 'available'"
                " UNION ALL SELECT 1 FROM job WHERE queue = ? AND state = 'scheduled' AND run_at <= ?"
                " UNION ALL SELECT 1 FROM job WHERE queue = ? AND state = 'running' AND lease_until <= ? LIMIT 1",
                queue,
                queue,
                now,
                queue,
                now,
            )
        )


def _promote(connection: sqlite3.Connection, queue: str, now: float) -> None:
    connection.execute(
        "UPDATE job SET state = 'available' WHERE queue = ? AND state = 'scheduled' AND run_at <= ?",
        (queue, now),
    )


def _recover(connection: sqlite3.Connection, queue: str, now: float) -> None:
    """Jobs whose worker stopped beating: the attempt counts, and a job that used them all up is discarded."""
    connection.execute(
        "UPDATE job SET token = NULL, lease_until = NULL, updated_at = ?,"
        " state = CASE WHEN cancel_requested THEN 'cancelled' WHEN attempt >= max_attempts THEN 'discarded'"
        "   ELSE 'available' END,"
        " error = CASE WHEN NOT cancel_requested AND attempt >= max_attempts THEN ? ELSE error END,"
        " finished_at = CASE WHEN cancel_requested OR attempt >= max_attempts THEN ? END"
        " WHERE queue = ? AND state = 'running' AND lease_until <= ?",
        (now, LOST_WORKER, now, queue, now),
    )


def _hand_out(connection: sqlite3.Connection, job: Job, now: float, lease: float) -> Claim:
    token = f"{job.id}:{next_number(connection, 'claim')}"
    job.attempt += 1
    job.state = "running"
    job.updated_at = now
    connection.execute(
        "UPDATE job SET state = 'running', attempt = ?, token = ?, lease_until = ?, updated_at = ? WHERE id = ?",
        (job.attempt, token, _finite(now + lease), now, job.id),
    )
    return Claim(job, token, job.attempt)


def _job(row: Any) -> Job:
    (id, queue, kind, args, state, priority, run_at, attempt, max_attempts, timeout, unique, owner, progress, result,
     error, cancel_requested, created_at, updated_at, finished_at) = row  # fmt: skip
    return Job(
        id, queue, kind, _unpack(args), state, priority, run_at, attempt, max_attempts, timeout, unique, owner,
        _unpack(progress), _unpack(result), error, bool(cancel_requested), created_at, updated_at, finished_at,
    )  # fmt: skip


def _pack(value: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except (TypeError, OverflowError) as error:
        raise StorageError(
            f"what a job takes and gives must be plain data for this storage engine: {error}"
        ) from error


def _pack_or_none(value: Any) -> bytes | None:
    return None if value is None else _pack(value)


def _unpack(packed: bytes | None) -> Any:
    return None if packed is None else msgspec.msgpack.decode(packed)


def _finite(moment: float) -> float:
    return min(moment, 1e18)
