"""The messages: an example of each, and their TypeScript twin."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[3]
_SPEC = importlib.util.spec_from_file_location("gen_wire", ROOT / "tools/gen_wire.py")
assert _SPEC is not None
assert _SPEC.loader is not None
gen_wire: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(gen_wire)


@pytest.mark.parametrize("struct", gen_wire.structs(), ids=lambda struct: struct.__name__)
def test_every_message_has_an_example_that_survives_decoding(struct: type[msgspec.Struct]) -> None:
    text = (ROOT / f"contracts/{struct.__name__}.json").read_bytes()
    assert msgspec.json.decode(
        msgspec.json.encode(msgspec.json.decode(text, type=struct))
    ) == msgspec.json.decode(text)


def test_the_typescript_twin_is_up_to_date() -> None:
    assert gen_wire.TARGET.read_text() == gen_wire.text()
