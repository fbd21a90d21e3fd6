"""URL rules of routers: `/items/<int:id>`, `/files/{rest:path}`. Matched by segments, without regular expressions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Convert = Callable[[str], Any]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    whole, dot, rest = text.partition(".")
    if not (text.isascii() and dot and whole.isdigit() and rest.isdigit()):
        raise ValueError(text)
    return float(text)


CONVERTERS: dict[str, Convert] = {
    "str": str,
    "string": str,
    "int": _whole,
    "float": _decimal,
    "uuid": uuid.UUID,
    "path": str,
}


@dataclass(frozen=True)
class Rule:
    """`parts`: a literal segment, or the name and converter of a variable one."""

    text: str
    parts: tuple[Any, ...]
    open_end: bool

    @classmethod
    def parse(cls, text: str) -> Rule:
        """ValueError when the rule is malformed."""
        if not text.startswith("/"):
            raise ValueError(f"route rule must start with '/', got {text!r}")
        segments = [segment for segment in text.split("/") if segment]
        parts = tuple(_part(segment, text) for segment in segments)
        names = [part[0] for part in parts if isinstance(part, tuple)]
        if len(names) != len(set(names)):
            raise ValueError(f"route rule {text!r} has a name twice")
        open_ends = [
            index for index, part in enumerate(parts) if isinstance(part, tuple) and part[1] == "path"
        ]
        if open_ends and open_ends != [len(parts) - 1]:
            raise ValueError(f"route rule {text!r}: a path variable must be the last segment")
        return cls(text, parts, bool(open_ends))

    @property
    def order(self) -> tuple[Any, ...]:
        """Literal segments before variables, the open end last."""
        return (self.open_end, [isinstance(part, tuple) for part in self.parts], -len(self.parts))

    def match(self, segments: list[str]) -> dict[str, Any] | None:
        """The variables of a path, given by its segments; None when it does not fit."""
        count = len(self.parts)
        if len(segments) != count and not (self.open_end and len(segments) > count):
            return None
        found: dict[str, Any] = {}
        for index, part in enumerate(self.parts):
            if isinstance(part, str):
                if part != segments[index]:
                    return None
                continue
            name, converter = part
            text = "/".join(segments[index:]) if converter == "path" else segments[index]
            try:
                found[name] = CONVERTERS[converter](text)
            except ValueError:
                return None
        return found


def _part(segment: str, rule: str) -> Any:
    if segment.startswith("<") and segment.endswith(">"):
        converter, colon, name = segment[1:-1].partition(":")
        if not colon:
            converter, name = "str", converter
    elif segment.startswith("{") and segment.endswith("}"):
        name, _, converter = segment[1:-1].partition(":")
        converter = converter or "str"
    elif any(character in segment for character in "<>{}"):
        raise ValueError(f"route rule {rule!r}: a variable takes a whole segment, got {segment!r}")
    else:
        return segment
    if not name.isidentifier():
        raise ValueError(f"route rule {rule!r}: {name!r} is not a variable name")
    if converter not in CONVERTERS:
        raise ValueError(
            f"route rule {rule!r}: unknown converter {converter!r}; known: {', '.join(CONVERTERS)}"
        )
    return name, converter
