"""Paths and bus behave as contracts/cases says; the browser's tests read the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specter.bus import EventBus
from specter.paths import MISSING, parse, read, with_value, without

CASES = Path(__file__).parents[3] / "contracts" / "cases"
PATHS = json.loads((CASES / "paths.json").read_text(encoding="utf-8"))
BUS = json.loads((CASES / "bus.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", PATHS["parse"], ids=lambda case: repr(case["path"]))
def test_a_path_has_the_keys_of_the_shared_cases(case: dict[str, Any]) -> None:
    assert list(parse(case["path"])) == case["keys"]


@pytest.mark.parametrize("case", PATHS["read"], ids=lambda case: repr(case["path"]))
def test_reading_answers_as_the_shared_cases_say(case: dict[str, Any]) -> None:
    assert read(case["root"], parse(case["path"])) == (MISSING if case.get("missing") else case["value"])


@pytest.mark.parametrize("case", PATHS["write"], ids=lambda case: repr(case["path"]))
def test_writing_answers_as_the_shared_cases_say(case: dict[str, Any]) -> None:
    before = json.dumps(case["root"])
    if case.get("refused"):
        with pytest.raises(IndexError):
            with_value(case["root"], parse(case["path"]), case["value"])
    else:
        assert with_value(case["root"], parse(case["path"]), case["value"]) == case["result"]
    assert json.dumps(case["root"]) == before


@pytest.mark.parametrize("case", PATHS["remove"], ids=lambda case: repr(case["path"]))
def test_removing_answers_as_the_shared_cases_say(case: dict[str, Any]) -> None:
    assert without(case["root"], parse(case["path"])) == case["result"]


@pytest.mark.parametrize("case", BUS["cases"], ids=lambda case: case["name"])
def test_the_bus_does_what_the_shared_cases_say(case: dict[str, Any]) -> None:
    bus = EventBus()
    heard: list[list[Any]] = []
    ends: dict[int, Any] = {}

    def make(letter: str) -> Any:
        def listener(data: Any) -> None:
            heard.append([letter, data])
            if letter == "x":
                raise RuntimeError("as the case wants it")

        return listener

    listeners = {letter: make(letter) for letter in "abx"}
    for number, step in enumerate(case["steps"]):
        heard.clear()
        if "emit" in step:
            bus.emit(*step["emit"])
            assert heard == step["heard"]
        elif "end" in step:
            ends[step["end"]]()
        elif "clear" in step:
            bus.clear(step["clear"])
        else:
            ((verb, (event, letter)),) = step.items()
            ends[number] = getattr(bus, verb)(event, listeners[letter])
