"""Lifetime and ownership."""

from __future__ import annotations

import pytest
from gevent import GreenletExit
from specter.errors import CleanupError
from specter.lifetime import Lifetime, Owner, stopper, tie


class Box(Owner):
    def __init__(self) -> None:
        self._lifetime = Lifetime()


def test_endings_run_last_in_first_out() -> None:
    ran: list[str] = []
    life = Lifetime()
    life.defer(lambda: ran.append("first"))
    life.defer(lambda: ran.append("second"))

    life.close()

    assert ran == ["second", "first"]
    assert life.closed


def test_an_ending_that_comes_late_runs_at_once() -> None:
    ran: list[str] = []
    life = Lifetime()
    life.close()

    life.defer(lambda: ran.append("late"))

    assert ran == ["late"]


def test_an_ending_may_add_endings_and_they_run_too() -> None:
    ran: list[str] = []
    life = Lifetime()
    life.defer(lambda: life.defer(lambda: ran.append("inner")))

    life.close()

    assert ran == ["inner"]


def test_a_forgotten_ending_does_not_run_and_takes_no_room() -> None:
    ran: list[str] = []
    life = Lifetime()
    forget = life.defer(lambda: ran.append("never"))

    forget()
    forget()
    life.close()

    assert (ran, len(life)) == ([], 0)


@pytest.mark.parametrize("error", [ValueError("bad"), GreenletExit(), KeyboardInterrupt()])
def test_every_ending_runs_whatever_another_raises(error: BaseException) -> None:
    ran: list[str] = []
    life = Lifetime()
    life.defer(lambda: ran.append("first"))

    def fail() -> None:
        raise error

    life.defer(fail)
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else CleanupError

    with pytest.raises(expected):
        life.close()

    assert ran == ["first"]


def test_a_cleanup_error_holds_every_error() -> None:
    life = Lifetime()
    errors = [ValueError("a"), TypeError("b")]
    for error in errors:
        life.defer(lambda error=error: (_ for _ in ()).throw(error))

    with pytest.raises(CleanupError) as caught:
        life.close()

    assert caught.value.errors == errors[::-1]


@pytest.mark.parametrize("name", ["stop", "close", "disconnect", "destroy", "terminate", "kill"])
def test_own_finds_the_method_that_ends_a_resource(name: str) -> None:
    ended: list[str] = []
    resource = type("Resource", (), {name: lambda self: ended.append(name)})()
    box = Box()

    assert box.own(resource) is resource
    box._lifetime.close()

    assert ended == [name]


def test_own_takes_the_first_method_in_the_published_order() -> None:
    ended: list[str] = []

    class Both:
        def kill(self) -> None:
            ended.append("kill")

        def stop(self) -> None:
            ended.append("stop")

    stopper(Both())()

    assert ended == ["stop"]


def test_own_of_none_is_none_and_of_the_rest_a_type_error() -> None:
    box = Box()

    assert box.own(None) is None
    with pytest.raises(TypeError, match="no callable stop or close"):
        box.own(object())
    with pytest.raises(TypeError, match="no callable shutdown"):
        box.own(Box(), stop_method="shutdown")


def test_add_cleanup_ignores_what_is_not_callable() -> None:
    box = Box()

    assert box.add_cleanup(None) is box  # type: ignore[arg-type]
    assert len(box._lifetime) == 0


def test_what_is_ended_early_leaves_its_owner() -> None:
    ended: list[str] = []
    box = Box()

    tie(box, lambda: ended.append("end"))()

    assert (ended, len(box._lifetime)) == (["end"], 0)


def test_tie_takes_any_object_with_add_cleanup_and_no_other() -> None:
    class Foreign:
        def __init__(self) -> None:
            self.cleanups: list[object] = []

        def add_cleanup(self, fn: object) -> None:
            self.cleanups.append(fn)

    foreign = Foreign()
    end = tie(foreign, lambda: None)

    assert foreign.cleanups == [end]
    with pytest.raises(TypeError, match="add_cleanup"):
        tie(object(), lambda: None)
