"""The SQLite file under the engine: one writer in a thread, readers here, and a look-out for other processes."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
import uuid
import weakref
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, Callable, TypeVar

import gevent
from gevent import Greenlet
from gevent.threadpool import ThreadPool

from specter.errors import StorageError
from specter.lifetime import Unsubscribe

log = logging.getLogger(__name__)
Result = TypeVar("Result")
Clock = Callable[[], float]

# Seconds between two looks at whether another process has written.
LOOK_EVERY = 0.01
NETWORK_FILESYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph"}
)

TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kv (
  key TEXT PRIMARY KEY, value BLOB, version INTEGER NOT NULL, until REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kv_until ON kv (until) WHERE until IS NOT NULL;
CREATE TABLE IF NOT EXISTS topic (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
  topic TEXT NOT NULL, seq INTEGER NOT NULL, at REAL NOT NULL, body BLOB NOT NULL, dedupe TEXT,
  PRIMARY KEY (topic, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS log_dedupe ON log (topic, dedupe) WHERE dedupe IS NOT NULL;
CREATE TABLE IF NOT EXISTS job (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL, kind TEXT NOT NULL,
  args BLOB NOT NULL, state TEXT NOT NULL, priority INTEGER NOT NULL, run_at REAL NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0, max_attempts INTEGER NOT NULL, timeout REAL, lease_until REAL, token TEXT,
  unique_key TEXT, owner TEXT, progress BLOB, result BLOB, error TEXT, cancel_requested INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL, updated_at REAL NOT NULL, finished_at REAL);
CREATE INDEX IF NOT EXISTS job_ready ON job (queue, priority, number) WHERE state = 'available';
CREATE INDEX IF NOT EXISTS job_later ON job (queue, run_at) WHERE state = 'scheduled';
CREATE INDEX IF NOT EXISTS job_done ON job (queue, finished_at) WHERE state IN ('completed', 'discarded', 'cancelled');
CREATE INDEX IF NOT EXISTS job_lease ON job (queue, lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX IF NOT EXISTS job_unique ON job (unique_key)
  WHERE state IN ('available', 'scheduled', 'running');
CREATE TABLE IF NOT EXISTS lease (
  name TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL, fence INTEGER NOT NULL) WITHOUT ROWID;
"""


def steady_clock() -> Clock:
    """Seconds since the epoch that go on evenly when somebody sets the wall clock."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()


class Database:
    """``write`` runs a function in a transaction, in the writer's thread; ``read`` runs a query here.

    ``durable`` syncs the disk at every commit, so that a power failure loses nothing; without it a killed process
    loses nothing.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, durable: bool = False, clock: Clock | None = None
    ) -> None:
        self.path = Path(path)
        self.now = clock or steady_clock()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_network_disk(self.path)
        self._durable = durable
        self._writer = self._connect(TABLES)
        self._reader = self._connect()
        # A database that is dropped without close() must not keep its file open.
        self._closing = weakref.finalize(self, _close, self._writer, self._reader)
        self._closing.atexit = False  # type: ignore[misc]  # a property; typeshed has it as an attribute
        self._pool = ThreadPool(1)
        self._watchers: dict[object, Callable[[], None]] = {}
        self._look_out: Greenlet | None = None
        self.epoch = self.write(_epoch)

    def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run ``work(connection)`` in a transaction of its own and wait for the commit; then wake the watchers."""
        result, error = self._pool.apply(self._transaction, (work,))
        if error is not None:
            raise error
        self.changed()
        return result  # type: ignore[no-any-return]

    def read(self, query: str, *values: Any) -> list[Any]:
        """The rows of ``query``, as of the last commit of any process."""
        try:
            return self._reader.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StorageError(f"{self.path.name}: {error}") from error

    def watch(self, wake: Callable[[], None]) -> Unsubscribe:
        """Call ``wake()`` soon after a commit, also of another process; now and then without one."""
        token = object()
        self._watchers[token] = wake
        if self._look_out is None:
            self._look_out = gevent.spawn(self._look)

        def unwatch() -> None:
            self._watchers.pop(token, None)
            if not self._watchers:
                self._stop_looking()

        return unwatch

    def changed(self) -> None:
        for wake in tuple(self._watchers.values()):
            wake()

    def close(self) -> None:
        self._watchers.clear()
        self._stop_looking()
        self._pool.join()
        self._pool.kill()
        self._closing()

    def _connect(self, script: str = "") -> sqlite3.Connection:
        with ExitStack() as undo:
            try:
                connection = undo.enter_context(
                    closing(
                        sqlite3.connect(self.path, timeout=5.0, isolation_level=None, check_same_thread=False)
                    )
                )
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
                connection.executescript(script)
            except sqlite3.Error as error:
                raise StorageError(f"cannot open the SQLite file {self.path}: {error}") from error
            undo.pop_all()
        return connection

    def _transaction(self, work: Callable[[sqlite3.Connection], Any]) -> tuple[Any, BaseException | None]:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                result = work(self._writer)
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            failure = StorageError(f"{self.path.name}: {error}")
            failure.__cause__ = error
            return None, failure
        # gevent prints what a pool's thread raises; it belongs to the caller alone.
        except BaseException as error:
            return None, error
        return result, None

    def _look(self) -> None:
        # The first look wakes too: a commit may have come between the watcher's own reading and this one.
        seen = None
        while True:
            version = self.read("PRAGMA data_version")
            if version != seen:
                self.changed()
            seen = version
            gevent.sleep(LOOK_EVERY)

    def _stop_looking(self) -> None:
        look_out, self._look_out = self._look_out, None
        if look_out is not None:
            look_out.kill(block=False)


def _close(*connections: sqlite3.Connection) -> None:
    for connection in connections:
        connection.close()


def _epoch(connection: sqlite3.Connection) -> str:
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", (uuid.uuid4().hex[:12],))
    return str(connection.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0])


def next_number(connection: sqlite3.Connection, name: str) -> int:
    """A number of a series that only grows, whatever else is deleted."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    number = 1 if row is None else int(row[0]) + 1
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(number)))
    return number


def _refuse_network_disk(path: Path) -> None:
    """WAL shares memory between processes, which a network disk does not: the file would be ruined quietly."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return
    where = str(path.parent.resolve())
    found = max(
        (
            (mount[1], mount[2])
            for mount in mounts
            if where == mount[1] or where.startswith(mount[1].rstrip("/") + "/")
        ),
        key=lambda mount: len(mount[0]),
        default=("", ""),
    )
    if found[1] in NETWORK_FILESYSTEMS:
        raise StorageError(
            f"{path} is on a network disk ({found[1]} at {found[0]}), where SQLite cannot be shared safely; "
            "put the file on a local disk"
        )
