"""Leases: the same promises on every engine."""

from __future__ import annotations

from clock import Clock
from specter.storage import Lease


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
