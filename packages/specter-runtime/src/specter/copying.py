"""Plain data copied and compared, and Snapshot, which copies only what is looked at."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

ATOMS = frozenset({str, int, float, bool, type(None), bytes})


def copied(value: Any) -> Any:
    """A deep copy; the shapes of JSON take the quick way."""
    cls = value.__class__
    if cls in ATOMS:
        return value
    if cls is dict:
        return {key: item if item.__class__ in ATOMS else copied(item) for key, item in value.items()}
    if cls is list:
        return [item if item.__class__ in ATOMS else copied(item) for item in value]
    if cls is Snapshot:
        return value.to_dict()
    return copy.deepcopy(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in all that is in them: 1, 1.0 and True are three values."""
    return one is other or bool(one == other and _same_classes(one, other))


def _same_classes(one: Any, other: Any) -> bool:
    """Of values that are equal."""
    if one is other:
        return True
    cls = one.__class__
    if cls is not other.__class__:
        return False
    if cls is dict:
        return all(_same_classes(item, other[key]) for key, item in one.items())
    if cls is list:
        return all(map(_same_classes, one, other))
    return True


class Snapshot(MutableMapping[str, Any]):
    """A private copy of a state, made as far as it is used; it equals the dict that it stands for."""

    __slots__ = ("_copied", "_root", "_shared")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._shared = True
        self._copied: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        value = self._root[key]
        if value.__class__ in ATOMS or key in self._copied:
            return value
        self[key] = copied(value)
        return self._root[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._unshare()
        self._root[key] = value
        self._copied.add(key)

    def __delitem__(self, key: str) -> None:
        self._unshare()
        del self._root[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._root)

    def __len__(self) -> int:
        return len(self._root)

    def __contains__(self, key: object) -> bool:
        return key in self._root

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Snapshot):
            return self._root == other._root
        return self._root == other if isinstance(other, Mapping) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._root)

    def to_dict(self) -> dict[str, Any]:
        return {key: copied(value) for key, value in self._root.items()}

    def _unshare(self) -> None:
        if self._shared:
            self._root = dict(self._root)
            self._shared = False
