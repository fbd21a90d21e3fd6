"""Outcome, Redirect, Operation, HTTPError."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from specter import HTTPError, Operation, OperationError, Outcome, Redirect, redirect


def test_success_and_failure() -> None:
    good, bad = (
        Outcome.success(5, status=201, page=2),
        Outcome.failure(ValueError("no"), status=409, value=1, why="x"),
    )

    assert (good.ok, good.value, good.error, good.status, good.meta) == (True, 5, None, 201, {"page": 2})
    assert (bad.ok, bad.value, bad.error, bad.status, bad.meta) == (False, 1, "no", 409, {"why": "x"})
    assert good.to_dict() == {"page": 2, "ok": True, "status": 201, "value": 5}
    assert bad.to_dict() == {"why": "x", "ok": False, "status": 409, "value": 1, "error": "no"}
    assert (good.to_tuple(), bad.to_tuple()) == ((True, 5, None), (False, 1, "no"))
    assert good.unwrap() == 5
    with pytest.raises(RuntimeError, match="no"):
        bad.unwrap()


def test_reserved_keys_win_over_meta_and_an_outcome_cannot_be_changed() -> None:
    assert Outcome(True, 1, None, 200, {"ok": "mine", "extra": 1}).to_dict() == {
        "ok": True,
        "extra": 1,
        "status": 200,
        "value": 1,
    }
    with pytest.raises(AttributeError):
        Outcome.success(1).ok = False  # type: ignore[misc]
    assert msgspec.json.decode(msgspec.json.encode(Outcome.success(1))) == {
        "ok": True,
        "value": 1,
        "error": None,
        "status": 200,
        "meta": {},
    }


def test_a_redirect_is_returned_or_raised() -> None:
    found = redirect("/there", status=308)

    assert isinstance(found, Exception)
    assert found.as_payload() == {"location": "/there", "status": 308, "replace": True}
    assert [Redirect("/x", status).browser_replace for status in (301, 302, 303, 307, 308)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert redirect("/x", replace=True).browser_replace is True
    assert redirect("/x", status=301, replace=False).browser_replace is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("",), "non-blank string"),
        ((None,), "non-blank string"),
        (("/a\r\nSet-Cookie: x",), "control characters"),
        (("/a", 200), "status must be one of"),
        (("/a", 302, "yes"), "replace must be True, False or None"),
    ],
)
def test_a_wrong_redirect_is_a_value_error(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Redirect(*arguments)


def test_http_errors_unpack_into_a_response() -> None:
    body, status = HTTPError("gone", 410, payload={"id": 5}).to_response()

    assert (body, status) == ({"id": 5, "error": "gone"}, 410)
    assert HTTPError("x", status=418).status_code == 418
    assert HTTPError("x", payload={"error": "mine"}).to_response()[0] == {"error": "mine"}


class Division(Operation):
    name = "division"

    def validate(self, a: int, b: int) -> None:
        if b == 0:
            raise OperationError(
                "cannot divide by zero", status=422, meta={"field": "b", "status": 1, "value": 2}
            )

    def perform(self, a: int, b: int) -> Any:
        if b < 0:
            return self.failure("negative", status=409)
        if b == 13:
            raise HTTPError("unlucky", 451, payload={"why": "13"})
        return a / b


def test_an_operation_gives_an_outcome_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    run = Division().run

    assert run(6, 3) == Outcome.success(2.0)
    assert run(1, 0) == Outcome.failure("cannot divide by zero", status=422, field="b")
    assert run(1, -1) == Outcome.failure("negative", status=409)
    assert run(1, 13) == Outcome.failure("unlucky", status=451, why="13")
    assert caplog.records == []

    assert run("secret", 2) == Outcome.failure("Internal error.", status=500)
    assert "TypeError" in caplog.text


def test_an_operation_without_perform_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert Operation().run().status == 500
    assert "Operation must define perform(...)" in caplog.text
