"""Path patterns: read, match, build. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Optional, TypeVar, Union

from ..authoring.errors import DeclarationError

Params = dict[str, Union[str, list[str]]]
T = TypeVar("T")

_DYNAMIC = re.compile(r"\[(\.\.\.)?([^\[\]]*)\]")


@dataclass(frozen=True)
class Segment:
    """A literal text, or a parameter that takes one segment or (`rest`) all that follow."""

    text: str
    dynamic: bool = False
    rest: bool = False


@dataclass(frozen=True)
class Pattern:
    """A parsed path such as `/docs/[...segments]`."""

    path: str
    segments: tuple[Segment, ...]

    @property
    def dynamic(self) -> bool:
        return any(segment.dynamic for segment in self.segments)

    @property
    def precedence(self) -> tuple[int, int, int, int, str]:
        """Lower comes first: no catch-all, fewer parameters, more literals, longer, then by path."""
        dynamic = sum(segment.dynamic for segment in self.segments)
        rest = sum(segment.rest for segment in self.segments)
        literal = len(self.segments) - dynamic
        return (rest, dynamic, -literal, -len(self.segments), self.path)

    def match(self, parts: Sequence[str]) -> Optional[Params]:
        """The parameters when the path's segments fit, else None. A catch-all takes one segment or more."""
        params: Params = {}
        for index, segment in enumerate(self.segments):
            if segment.rest:
                if index >= len(parts):
                    return None
                params[segment.text] = list(parts[index:])
                return params
            if index >= len(parts):
                return None
            if segment.dynamic:
                params[segment.text] = parts[index]
            elif segment.text != parts[index]:
                return None
        return params if len(parts) == len(self.segments) else None

    def build(self, params: Mapping[str, Any]) -> str:
        """The concrete path for `params`; DeclarationError when one is missing or does not fit."""
        return "/" + "/".join(self._text(segment, params) for segment in self.segments)

    def _text(self, segment: Segment, params: Mapping[str, Any]) -> str:
        if not segment.dynamic:
            return segment.text
        if segment.text not in params:
            raise DeclarationError(f"{self.path}: parameter {segment.text!r} is missing in {dict(params)!r}")
        value = params[segment.text]
        if not segment.rest:
            if not isinstance(value, (str, int)) or isinstance(value, bool) or not str(value):
                raise DeclarationError(
                    f"{self.path}: [{segment.text}] must be a non-empty str, got {value!r}"
                )
            if "/" in str(value):
                raise DeclarationError(
                    f"{self.path}: [{segment.text}] is one segment, got {value!r} with a slash"
                )
            return str(value)
        parts = value.strip("/").split("/") if isinstance(value, str) else value
        if (
            not isinstance(parts, (list, tuple))
            or not parts
            or not all(isinstance(p, str) and p for p in parts)
        ):
            raise DeclarationError(
                f"{self.path}: [...{segment.text}] needs one or more segments as a list or 'a/b', got {value!r}"
            )
        return "/".join(parts)


def parse(path: str) -> Pattern:
    """A pattern from its text; DeclarationError for one that could never match as meant."""
    normal = "/" + path.strip("/")
    segments: list[Segment] = []
    for part in split(normal):
        if segments and segments[-1].rest:
            raise DeclarationError(
                f"path {path!r}: [...{segments[-1].text}] takes the rest, so it must come last"
            )
        segments.append(_segment(part, path))
    names = [segment.text for segment in segments if segment.dynamic]
    for name in names:
        if names.count(name) > 1:
            raise DeclarationError(f"path {path!r}: parameter {name!r} appears twice")
    return Pattern(normal, tuple(segments))


def _segment(part: str, path: str) -> Segment:
    if part.startswith(":"):
        raise DeclarationError(f"path {path!r}: write a parameter as [{part[1:]}], not {part}")
    if "[" not in part and "]" not in part:
        if part in (".", "..") or "//" in path:
            raise DeclarationError(f"path {path!r}: empty and dot segments cannot be requested")
        return Segment(part)
    found = _DYNAMIC.fullmatch(part)
    if found is None:
        raise DeclarationError(f"path {path!r}: a segment is a text, [name] or [...name], got {part!r}")
    if not found[2].isidentifier():
        raise DeclarationError(f"path {path!r}: a parameter's name must be an identifier, got {found[2]!r}")
    return Segment(found[2], dynamic=True, rest=bool(found[1]))


def split(path: str) -> list[str]:
    """The segments of a path, without the slashes at its ends."""
    inner = path.strip("/")
    return inner.split("/") if inner else []


def slug(pattern: str) -> str:
    """The name of a surface's entry file: `/` -> `index`, `/a/b` -> `a__b`, `/b/[slug]` -> `b__slug`."""
    text = "__".join(part.strip("[]").lstrip(".") for part in split(pattern))
    return re.sub(r"[^A-Za-z0-9_-]", "_", text) or "index"


class Table(Generic[T]):
    """Patterns in order of precedence, with what each leads to. Static paths are one lookup."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        parsed = sorted(
            ((parse(path), value) for path, value in entries), key=lambda pair: pair[0].precedence
        )
        self._static = {pattern.path: value for pattern, value in parsed if not pattern.dynamic}
        self._dynamic = [(pattern, value) for pattern, value in parsed if pattern.dynamic]

    def match(self, path: str) -> Optional[tuple[T, Params]]:
        """What a decoded request path leads to; a trailing slash makes no difference."""
        value = self._static.get(path)
        if value is not None:
            return value, {}
        parts = split(path)
        if "" in parts:
            return None
        value = self._static.get("/" + "/".join(parts))
        if value is not None:
            return value, {}
        for pattern, candidate in self._dynamic:
            params = pattern.match(parts)
            if params is not None:
                return candidate, params
        return None


def expand(pattern: str, items: Any) -> list[tuple[str, Params]]:
    """The concrete paths that `static_paths` (a list or a function) names, with their parameters, in order."""
    parsed = parse(pattern)
    found: dict[str, Params] = {}
    listed = items() if callable(items) else items
    if isinstance(listed, (str, bytes, Mapping)) or not isinstance(listed, Iterable):
        raise TypeError(f"static_paths of {pattern!r}: expected a list of paths or params, got {listed!r}")
    for item in listed:
        path, params = _concrete(parsed, item)
        found.setdefault(path, params)
    return list(found.items())


def _concrete(pattern: Pattern, item: Any) -> tuple[str, Params]:
    if isinstance(item, str):
        path = "/" + item.strip("/")
        params: Any = None
    elif isinstance(item, Mapping) and isinstance(item.get("path"), str) and "path" not in _names(pattern):
        path, params = "/" + item["path"].strip("/"), item.get("params")
    elif isinstance(item, Mapping):
        path, params = pattern.build(item), None
    else:
        raise TypeError(
            f"static_paths of {pattern.path!r}: expected a path, {{param: value}} or {{'path', 'params'}}, got {item!r}"
        )
    matched = pattern.match(split(path))
    if matched is None:
        raise DeclarationError(f"static_paths of {pattern.path!r}: {path!r} does not match the pattern")
    return path, {**matched, **(params or {})}


def _names(pattern: Pattern) -> set[str]:
    return {segment.text for segment in pattern.segments if segment.dynamic}
