"""The storage engines: the same promises on every one of them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from specter.errors import Conflict, StorageError
from specter.storage import KV, Jobs, Lease, Log, Page, Pos, Storage, open_storage
from specter.storage.database import Database
from specter.storage.memory import MemoryKV, MemoryLog
from specter.storage.memory_jobs import MemoryJobs, MemoryLease
from specter.storage.sqlite import SqliteKV, SqliteLease, SqliteLog
from specter.storage.sqlite_jobs import SqliteJobs


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "memory":
        yield Storage(
            "memory://",
            MemoryKV(clock),
            MemoryLog(clock),
            MemoryJobs(clock),
            MemoryLease(clock),
            False,
            lambda: None,
        )
        return
    database = Database(tmp_path / "data.db", clock=clock)
    yield Storage(
        "sqlite:///",
        SqliteKV(database),
        SqliteLog(database),
        SqliteJobs(database),
        SqliteLease(database),
        True,
        database.close,
    )
    database.close()


@pytest.fixture
def kv(engine: Storage) -> KV:
    return engine.kv


@pytest.fixture
def log(engine: Storage) -> Log:
    return engine.log


@pytest.fixture
def jobs(engine: Storage) -> Jobs:
    return engine.jobs


@pytest.fixture
def lease(engine: Storage) -> Lease:
    return engine.lease


# --- KV


def test_what_is_put_can_be_got_and_each_write_has_a_larger_version(kv: KV) -> None:
    assert kv.get("k") is None
    first = kv.put("k", b"1")
    second = kv.put("k", b"2")

    assert second > first
    assert kv.get("k") == (b"2", second)
    assert kv.put("other", b"") > second
    assert kv.get("other") is not None


def test_a_conditional_write_meets_its_version_or_conflicts(kv: KV) -> None:
    version = kv.put("k", b"1", expect=0)
    for wrong in (0, version + 1, 999):
        with pytest.raises(Conflict):
            kv.put("k", b"x", expect=wrong)
    with pytest.raises(Conflict):
        kv.put("missing", b"x", expect=version)

    assert kv.get("k") == (b"1", version)
    assert kv.put("k", b"2", expect=version) > version


def test_values_expire_and_touching_keeps_them(kv: KV, clock: Clock) -> None:
    kv.put("short", b"1", ttl=10)
    kv.put("kept", b"1", ttl=10)
    kv.put("for ever", b"1", ttl=10)
    clock.seconds += 9
    kv.touch("kept", 10)
    kv.touch("for ever", None)
    kv.touch("missing", 10)
    clock.seconds += 2

    assert [kv.get(key) is not None for key in ("short", "kept", "for ever", "missing")] == [
        False,
        True,
        True,
        False,
    ]
    assert kv.keys() == ["for ever", "kept"]
    assert kv.put("short", b"2", expect=0) > 0


def test_after_a_delete_stale_writers_conflict_for_a_while(kv: KV, clock: Clock) -> None:
    version = kv.put("k", b"1")
    kv.delete("k")
    assert kv.get("k") is None
    assert kv.keys() == []
    for stale in (version, 0):
        with pytest.raises(Conflict):
            kv.put("k", b"x", expect=stale)
    kv.touch("k", 1000)

    clock.seconds += 61
    assert kv.put("k", b"2", expect=0) > version

    kv.delete("k", tombstone=0)
    assert kv.put("k", b"3", expect=0) > 0
    kv.delete("nothing", tombstone=0)


def test_an_unconditional_write_ends_a_tombstone(kv: KV) -> None:
    kv.delete("k")
    version = kv.put("k", b"1")

    assert kv.get("k") == (b"1", version)


def test_keys_can_be_listed_by_prefix(kv: KV) -> None:
    for key in ("session:b", "session:a", "upload:1", "sess%"):
        kv.put(key, b"")

    assert kv.keys("session:") == ["session:a", "session:b"]
    assert kv.keys("sess%") == ["sess%"]


def test_expired_rows_are_swept_by_later_writes(kv: KV, clock: Clock) -> None:
    for number in range(200):
        kv.put(f"old{number}", b"x", ttl=1)
    clock.seconds += 2
    for number in range(20):
        kv.put(f"new{number}", b"x")

    if isinstance(kv, MemoryKV):
        assert len(kv._rows) == 20
    else:
        assert kv._db.read("SELECT count(*) FROM kv") == [(20,)]  # type: ignore[attr-defined]


def test_what_is_over_is_swept_in_portions(kv: KV, clock: Clock) -> None:
    for number in range(25):
        kv.put(f"short{number}", b"x", ttl=10)
    kv.put("long", b"x", ttl=100)
    kv.put("ever", b"x")
    clock.seconds += 50

    assert [kv.sweep(10), kv.sweep(10), kv.sweep(10), kv.sweep(10)] == [10, 10, 5, 0]
    assert kv.keys() == ["ever", "long"]


def test_of_many_greenlets_that_create_a_key_one_does(kv: KV) -> None:
    def create(number: int) -> bool:
        try:
            kv.put("k", str(number).encode(), expect=0)
        except Conflict:
            return False
        return True

    racing = [gevent.spawn(create, number) for number in range(20)]
    gevent.joinall(racing, timeout=10, raise_error=True)
    assert sum(one.value for one in racing) == 1


# --- Log


def bodies(page: Page) -> list[bytes]:
    return [entry.body for entry in page.items]


def test_a_topic_counts_without_gaps_and_is_read_in_order(log: Log) -> None:
    positions = [log.append("t", str(number).encode()) for number in range(5)]
    log.append("other", b"x")

    assert [pos.seq for pos in positions] == [1, 2, 3, 4, 5]
    page = log.read("t")
    assert (bodies(page), page.pos, page.gap) == ([b"0", b"1", b"2", b"3", b"4"], positions[-1], False)
    page = log.read("t", after=positions[1], limit=2)
    assert (bodies(page), page.pos, page.gap) == ([b"2", b"3"], positions[3], False)
    page = log.read("t", after=positions[4])
    assert (bodies(page), page.pos, page.gap) == ([], positions[4], False)


def test_an_unknown_topic_is_empty_and_can_be_followed_from_its_beginning(log: Log) -> None:
    page = log.read("t")
    assert (page.items, page.gap, page.pos.seq) == ([], False, 0)
    log.append("t", b"1")

    assert bodies(log.read("t", after=page.pos)) == [b"1"]


def test_a_dedupe_key_writes_once_per_topic(log: Log) -> None:
    first = log.append("t", b"1", dedupe="k")

    assert log.append("t", b"2", dedupe="k") == first
    assert log.append("other", b"3", dedupe="k").seq == 1
    assert log.append("t", b"4", dedupe="l").seq == 2
    assert bodies(log.read("t")) == [b"1", b"4"]


@pytest.mark.parametrize("trimmed", [{"max_len": 2, "max_age": 1e9}, {"max_len": 1000, "max_age": 5}])
def test_a_reader_that_missed_something_is_told(log: Log, clock: Clock, trimmed: Any) -> None:
    positions = []
    for number in range(5):
        if number == 3:
            clock.seconds += 10
        positions.append(log.append("t", str(number).encode()))
    log.trim(**trimmed)

    page = log.read("t", after=positions[0])
    assert (bodies(page), page.gap) == ([b"3", b"4"], True)
    page = log.read("t", after=positions[2])
    assert (bodies(page), page.gap) == ([b"3", b"4"], False)
    assert log.read("t").gap is False
    assert log.append("t", b"5").seq == 6


def test_a_log_that_was_emptied_still_knows_who_missed_something(log: Log, clock: Clock) -> None:
    first, last = log.append("t", b"1"), log.append("t", b"2")
    clock.seconds += 10
    log.trim(max_age=1, max_len=100)

    assert (log.read("t", after=first).gap, log.read("t", after=first).pos) == (True, last)
    assert (log.read("t", after=last).gap, log.read("t", after=last).items) == (False, [])


def test_a_position_of_another_epoch_or_of_the_future_is_a_gap(log: Log) -> None:
    here = log.append("t", b"1")

    for foreign in (Pos("another", 1), Pos(here.epoch, 99)):
        page = log.read("t", after=foreign)
        assert (bodies(page), page.gap, page.pos) == ([b"1"], True, here)


def test_watchers_hear_which_topics_moved_until_they_stop(log: Log) -> None:
    heard: list[str] = []
    stop = log.watch(heard.extend)
    log.append("a", b"1")
    log.append("b", b"1")
    stop()
    stop()
    log.append("c", b"1")

    assert heard == ["a", "b"]


# --- Jobs


def test_jobs_are_claimed_by_priority_then_age_and_once(jobs: Jobs) -> None:
    ids = [
        jobs.enqueue("k", {"n": number}, queue="q", priority=priority)
        for number, priority in enumerate([5, 0, 0, -1])
    ]
    jobs.enqueue("k", None, queue="another")
    claims = [claim for _ in range(3) for claim in jobs.claim(["q"], 2, lease=30, worker="w")]

    assert [claim.job.id for claim in claims] == [ids[3], ids[1], ids[2], ids[0]]
    assert [(claim.job.args, claim.attempt, claim.job.state) for claim in claims[:1]] == [
        ({"n": 3}, 1, "running")
    ]
    assert len({claim.token for claim in claims}) == 4


def test_a_job_is_finished_by_who_holds_its_token(jobs: Jobs, clock: Clock) -> None:
    job_id = jobs.enqueue("k", None, queue="q", owner="ada", timeout=5.0)
    claim = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    clock.seconds += 1

    assert jobs.finish(job_id, "another token", "completed") is False
    assert jobs.finish(job_id, claim.token, "completed", result=[1, "x"]) is True
    assert jobs.finish(job_id, claim.token, "discarded") is False
    job = jobs.get(job_id)
    assert job is not None
    assert (job.state, job.result, job.owner, job.timeout, job.finished_at, job.error) == (
        "completed",
        [1, "x"],
        "ada",
        5.0,
        clock.seconds,
        None,
    )


def test_a_lease_that_runs_out_frees_the_job_and_fences_its_old_worker(jobs: Jobs, clock: Clock) -> None:
    job_id = jobs.enqueue("k", None, queue="q", max_attempts=3)
    old = jobs.claim(["q"], 1, lease=30, worker="same name")[0]
    assert jobs.claim(["q"], 1, lease=30, worker="w") == []
    clock.seconds += 31

    assert jobs.finish(job_id, old.token, "completed") is False
    new = jobs.claim(["q"], 1, lease=30, worker="same name")[0]
    assert (new.job.id, new.attempt) == (job_id, 2)
    assert jobs.beat(job_id, old.token, lease=30) == "lost"
    assert jobs.release(job_id, old.token) is False
    assert jobs.finish(job_id, new.token, "completed") is True


def test_beats_keep_the_lease_and_write_progress_down(jobs: Jobs, clock: Clock) -> None:
    job_id = jobs.enqueue("k", None, queue="q", progress={"current": 0})
    claim = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    for step in range(4):
        clock.seconds += 20
        assert (
            jobs.beat(job_id, claim.token, lease=30, progress={"current": step} if step < 3 else None) == "ok"
        )

    assert (jobs.get(job_id) or claim.job).progress == {"current": 2}
    assert jobs.finish(job_id, claim.token, "completed") is True


def test_a_job_whose_workers_always_die_becomes_a_dead_letter(jobs: Jobs, clock: Clock) -> None:
    job_id = jobs.enqueue("k", None, queue="q", max_attempts=2)
    for _ in range(2):
        assert len(jobs.claim(["q"], 1, lease=30, worker="w")) == 1
        clock.seconds += 31

    assert jobs.claim(["q"], 1, lease=30, worker="w") == []
    job = jobs.get(job_id)
    assert job is not None
    assert (job.state, job.attempt, job.error) == ("discarded", 2, "The worker that ran it went away.")


def test_a_retry_waits_for_its_time(jobs: Jobs, clock: Clock) -> None:
    job_id = jobs.enqueue("k", None, queue="q", max_attempts=2)
    claim = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    assert jobs.finish(job_id, claim.token, "discarded", error="first", retry_at=clock.seconds + 5)

    assert jobs.claim(["q"], 1, lease=30, worker="w") == []
    assert (jobs.next_due("q"), jobs.count("q", "scheduled"), (jobs.get(job_id) or claim.job).error) == (
        clock.seconds + 5,
        1,
        "first",
    )
    clock.seconds += 5
    assert jobs.claim(["q"], 1, lease=30, worker="w")[0].attempt == 2


def test_scheduled_jobs_wait_for_their_time(jobs: Jobs, clock: Clock) -> None:
    assert jobs.next_due("q") is None
    later = jobs.enqueue("k", None, queue="q", run_at=clock.seconds + 10)
    assert (jobs.next_due("q"), jobs.count("q", "available", "scheduled")) == (clock.seconds + 10, 1)
    now = jobs.enqueue("k", None, queue="q")
    assert [claim.job.id for claim in jobs.claim(["q"], 5, lease=30, worker="w")] == [now]
    clock.seconds += 10

    assert [claim.job.id for claim in jobs.claim(["q"], 5, lease=30, worker="w")] == [later]


def test_a_released_job_is_available_again_without_a_counted_attempt(jobs: Jobs) -> None:
    job_id = jobs.enqueue("k", None, queue="q")
    claim = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    assert jobs.release(job_id, claim.token) is True

    again = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    assert (again.job.id, again.attempt) == (job_id, 1)
    jobs.cancel(job_id)
    assert jobs.release(job_id, again.token) is True
    assert (jobs.get(job_id) or again.job).state == "cancelled"


def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_beat(jobs: Jobs, clock: Clock) -> None:
    waiting, running = jobs.enqueue("k", None, queue="w"), jobs.enqueue("k", None, queue="r")
    claim = jobs.claim(["r"], 1, lease=30, worker="w")[0]

    assert (jobs.cancel(waiting), jobs.cancel(running), jobs.cancel("unknown")) == (
        "cancelled",
        "running",
        None,
    )
    assert jobs.claim(["w"], 1, lease=30, worker="w") == []
    assert jobs.beat(running, claim.token, lease=30) == "cancel"
    assert jobs.finish(running, claim.token, "cancelled") is True
    assert jobs.cancel(running) == "cancelled"

    lost = jobs.enqueue("k", None, queue="r", max_attempts=5)
    jobs.claim(["r"], 1, lease=30, worker="w")
    jobs.cancel(lost)
    clock.seconds += 31
    assert jobs.claim(["r"], 1, lease=30, worker="w") == []
    assert (jobs.get(lost) or claim.job).state == "cancelled"


def test_a_unique_key_has_one_live_job(jobs: Jobs) -> None:
    first = jobs.enqueue("k", 1, queue="q", unique="u")
    assert jobs.enqueue("k", 2, queue="q", unique="u") == first
    claim = jobs.claim(["q"], 5, lease=30, worker="w")[0]
    assert jobs.enqueue("k", 3, queue="q", unique="u") == first
    jobs.finish(first, claim.token, "discarded", error="x")

    second = jobs.enqueue("k", 4, queue="q", unique="u")
    assert second != first
    assert jobs.requeue(first) is False
    jobs.cancel(second)
    assert jobs.requeue(first) is True
    assert jobs.enqueue("k", 5, queue="q", unique="u") == first


def test_a_dead_letter_can_be_queued_again_with_all_its_attempts(jobs: Jobs) -> None:
    job_id = jobs.enqueue("k", None, queue="q")
    claim = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    assert jobs.requeue(job_id) is False
    jobs.finish(job_id, claim.token, "discarded", error="x")

    assert jobs.requeue(job_id) is True
    again = jobs.claim(["q"], 1, lease=30, worker="w")[0]
    assert (again.attempt, again.job.error, jobs.requeue("unknown")) == (1, None, False)


def test_jobs_can_be_listed_counted_and_trimmed(jobs: Jobs, clock: Clock) -> None:
    ids = []
    for number in range(4):
        clock.seconds += 1
        ids.append(jobs.enqueue("k", number, queue="q", owner="ada" if number % 2 else "eve"))
    for claim in jobs.claim(["q"], 3, lease=30, worker="w"):
        clock.seconds += 1
        jobs.finish(claim.job.id, claim.token, "completed")

    assert [job.id for job in jobs.list(queue="q")] == ids[::-1]
    assert [job.id for job in jobs.list(owner="ada", states=("completed",))] == [ids[1]]
    assert [job.id for job in jobs.list(queue="q", limit=1)] == [ids[3]]
    assert jobs.list(queue="nowhere") == []
    assert [jobs.count("q", *states) for states in (("completed",), ("available", "completed"), ())] == [
        3,
        4,
        0,
    ]
    jobs.trim("q", 1)
    assert [job.id for job in jobs.list(queue="q")] == [ids[3], ids[2]]
    assert jobs.get(ids[0]) is None


def test_an_id_that_is_taken_is_not_queued_twice(jobs: Jobs) -> None:
    assert jobs.enqueue("k", 1, queue="q", id="mine") == "mine"
    assert jobs.enqueue("k", 2, queue="q", id="mine") == "mine"

    assert [job.args for job in jobs.list(queue="q")] == [1]


def test_what_is_handed_out_is_a_copy(jobs: Jobs) -> None:
    job_id = jobs.enqueue("k", None, queue="q")
    (jobs.get(job_id) or jobs.list()[0]).state = "discarded"

    assert (jobs.get(job_id) or jobs.list()[0]).state == "available"


def test_watchers_of_a_queue_are_woken(jobs: Jobs) -> None:
    woken: list[int] = []
    stop = jobs.watch("q", lambda: woken.append(1))
    job_id = jobs.enqueue("k", None, queue="q")
    assert woken
    stop()
    woken.clear()
    jobs.cancel(job_id)
    assert woken == []


# --- Lease


def test_one_holds_a_lease_and_fences_only_grow(lease: Lease, clock: Clock) -> None:
    first = lease.acquire("cron", 10, holder="a")
    assert first is not None
    assert lease.acquire("cron", 10, holder="b") is None
    clock.seconds += 5
    assert lease.acquire("cron", 10, holder="a") == first
    clock.seconds += 11
    second = lease.acquire("cron", 10, holder="b")
    assert second is not None
    assert second > first

    lease.release("cron", holder="a")
    assert lease.acquire("cron", 10, holder="a") is None
    lease.release("cron", holder="b")
    third = lease.acquire("cron", 10, holder="a")
    assert third is not None
    assert third > second


# --- SQLite itself


def test_what_a_killed_process_was_told_is_written_is_there(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal\n"
        "from specter.storage import open_storage\n"
        f"storage = open_storage('sqlite:///{tmp_path}/data.db')\n"
        "for number in range(1000):\n"
        "    storage.kv.put(f'k{number}', b'x')\n"
        "    storage.log.append('t', str(number).encode())\n"
        "    storage.jobs.enqueue('k', number, queue='q', id=str(number))\n"
        "    print(number, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd="/")
    assert process.stdout is not None
    told = -1
    while told < 30:
        told = int(process.stdout.readline())
    process.kill()
    told = max([told, *(int(line) for line in process.stdout.read().split())])
    process.wait()
    process.stdout.close()

    storage = open_storage(f"sqlite:///{tmp_path}/data.db")
    assert [storage.kv.get(f"k{number}") is not None for number in range(told + 1)] == [True] * (told + 1)
    assert storage.log.read("t", limit=2000).items[told].body == str(told).encode()
    assert len(storage.jobs.list(queue="q", limit=2000)) >= told + 1
    storage.close()


def test_processes_share_one_file_and_hear_of_each_other(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db")
    heard: list[str] = []
    stop = storage.log.watch(heard.extend)
    gevent.sleep(0.03)
    script = (
        "from specter.storage import open_storage\n"
        f"storage = open_storage('sqlite:////{tmp_path}/data.db')\n"
        "storage.log.append('from afar', b'hi')\nstorage.kv.put('k', b'1')\nstorage.close()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    deadline = time.monotonic() + 5
    while heard != ["from afar"]:
        assert time.monotonic() < deadline
        gevent.sleep(0.005)
    stop()

    assert storage.kv.get("k") is not None
    storage.close()


def test_other_greenlets_run_while_a_write_waits_for_the_disk(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db?durable=1")
    ticks: list[int] = []
    ticking = gevent.spawn(lambda: [(ticks.append(1), gevent.sleep(0)) for _ in range(1000)])
    for number in range(20):
        storage.kv.put(str(number), b"x" * 1000)
    ticking.kill()
    storage.close()

    assert len(ticks) >= 20


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db")
    with pytest.raises(StorageError, match="must be plain data"):
        storage.jobs.enqueue("k", object(), queue="q")
    with pytest.raises(Conflict):
        storage.kv.put("k", b"1", expect=9)
    storage.kv.put("k", b"1", expect=0)
    storage.close()


@pytest.mark.parametrize("url", ["redis://x", "sqlite://", "sqlite://host/x", "nonsense", "sqlite:///"])
def test_a_wrong_url_says_what_is_right(url: str) -> None:
    with pytest.raises(StorageError, match=r"memory:// or sqlite:///|sqlite:///relative/file"):
        open_storage(url)


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "data.db").mkdir()
    with pytest.raises(StorageError, match="cannot open the SQLite file"):
        open_storage(f"sqlite:////{tmp_path}/data.db")
    assert open_storage("memory://").shared is False
