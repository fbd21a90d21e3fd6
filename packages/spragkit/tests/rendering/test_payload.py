from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sprag.rendering.html import script_json
from sprag.rendering.payload import NotForTheBrowser, plain


@dataclass
class Point:
    x: int
    tags: tuple[str, ...]


def test_what_json_has_a_form_for_becomes_that_form() -> None:
    value = {
        "p": Point(1, ("a",)),
        "file": Path("/a/b"),
        "day": date(2024, 2, 3),
        "t": (1, [2.5, None, True]),
    }

    assert plain(value, "load()") == {
        "p": {"x": 1, "tags": ["a"]},
        "file": "/a/b",
        "day": "2024-02-03",
        "t": [1, [2.5, None, True]],
    }


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, float("nan")]}, r"load\(\)\['a'\]\[1\]: nan has no JSON"),
        ({"a": 2**53}, r"load\(\)\['a'\]: 9007199254740992 is beyond 2\*\*53"),
        ({"a": {1: "x"}}, r"load\(\)\['a'\]: key 1 is no text"),
        ({"a": object()}, r"load\(\)\['a'\]: builtins.object cannot go to the browser"),
        ({"a": lambda: 1}, r"load\(\)\['a'\]: builtins.function cannot go to the browser"),
    ],
)
def test_what_a_browser_would_read_differently_is_refused_by_its_place(value: Any, message: str) -> None:
    with pytest.raises(NotForTheBrowser, match=message):
        plain(value, "load()")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    _JSON.filter(
        lambda value: not any(0xD800 <= ord(char) < 0xE000 for char in json.dumps(value, ensure_ascii=False))
    )
)
def test_json_in_a_script_reads_back_the_same_and_cannot_leave_the_element(value: Any) -> None:
    written = script_json(value)

    assert json.loads(written) == value
    assert not set("<>&\u2028\u2029") & set(written)
