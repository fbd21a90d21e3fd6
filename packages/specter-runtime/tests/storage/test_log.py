"""The log of a topic: the same promises on every engine."""

from __future__ import annotations

from typing import Any

import pytest
from clock import Clock
from specter.storage import Log, Page, Pos


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
