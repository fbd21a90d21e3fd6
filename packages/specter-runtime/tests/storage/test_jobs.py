"""Jobs: the same promises on every engine."""

from __future__ import annotations

from clock import Clock
from specter.storage import Jobs


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
