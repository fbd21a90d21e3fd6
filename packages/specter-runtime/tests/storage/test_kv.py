"""Keys and values: the same promises on every engine."""

from __future__ import annotations

import gevent
import pytest
from clock import Clock
from specter.errors import Conflict
from specter.storage import KV
from specter.storage.memory import MemoryKV


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
