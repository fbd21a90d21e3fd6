"""The proofs of benchmarks/realtime at a tenth of their size; see there for what each one shows."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks/realtime"))

from proofs import prove

SCALE = 0.1


def test_lost_connections_cost_no_message_and_no_order() -> None:
    figures = prove("reconnects", SCALE)

    assert (figures["messages"], figures["delivered"]) == (10_000, 40_000)
    assert figures["reconnects"] >= 50


def test_who_was_away_too_long_is_told_and_knows_afterwards_what_the_server_knows() -> None:
    figures = prove("gaps", SCALE)

    assert figures["gaps said"] + figures["replayed whole"] == figures["absences"] == 100


def test_readers_that_read_nothing_delay_nobody_and_cost_bounded_memory() -> None:
    figures = prove("stuck", SCALE)

    assert (figures["stuck readers"], figures["messages to the others"]) == (10, 1000)


def test_idle_sockets_are_small() -> None:
    figures = prove("idle", SCALE)

    # What the process needs once is shared by a tenth of the sockets here.
    assert figures["KiB each"] <= 40


def test_eight_senders_to_one_socket_lose_nothing_and_keep_their_order() -> None:
    assert prove("senders", SCALE)["messages"] == 8000


def test_events_reach_exactly_whom_they_are_for() -> None:
    assert prove("targets", SCALE)["wrong"] == 0


def test_a_restart_is_no_stampede() -> None:
    figures = prove("herd", SCALE)

    assert figures["views"] == 1000
    assert figures["most in a second"] <= 2 * figures["mean"]
