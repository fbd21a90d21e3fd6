"""Dotted paths on plain data: ``"a.b.0"`` reads dicts by key and lists by index.

Nothing here changes its input: ``with_value`` and ``without`` copy the containers along the path and share
the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

Path = Union[str, Sequence[Union[str, int]]]
Keys = tuple[Union[str, int], ...]

MISSING: Any = object()


def parse(path: Path) -> Keys:
    """The keys of ``path``; empty parts are dropped, so ``""`` is the whole."""
    if isinstance(path, str):
        return tuple(part for part in (piece.strip() for piece in path.split(".")) if part)
    if isinstance(path, (list, tuple)):
        return tuple(part for part in path if part != "")
    raise TypeError(f"path must be a dotted string, list or tuple, got {type(path).__name__}")


def read(root: Any, keys: Keys) -> Any:
    """What stands at ``keys`` below ``root``, or MISSING."""
    node = root
    for key in keys:
        if isinstance(node, dict):
            node = node.get(key, MISSING)
            if node is MISSING:
                return MISSING
        elif isinstance(node, list):
            index = _index(key, len(node))
            if index is None:
                return MISSING
            node = node[index]
        else:
            return MISSING
    return node


def with_value(root: Any, keys: Keys, value: Any) -> Any:
    """``root`` with ``value`` at ``keys``; dicts on the way are created, and what is no container replaced.

    A list takes an index that it has, or its length, which appends; IndexError otherwise.
    """
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    if isinstance(root, list):
        position = _index(key, len(root) + 1)
        if position is None:
            raise IndexError(f"list of {len(root)} items has no place {key!r}")
        items = list(root)
        if position == len(items):
            items.append(with_value({}, rest, value))
        else:
            items[position] = with_value(items[position], rest, value)
        return items
    branch = dict(root) if isinstance(root, dict) else {}
    branch[key] = with_value(branch.get(key), rest, value)
    return branch


def without(root: Any, keys: Keys) -> Any:
    """``root`` without what stands at ``keys``; ``root`` itself when nothing does."""
    if not keys or read(root, keys) is MISSING:
        return root
    key, rest = keys[0], keys[1:]
    if isinstance(root, list):
        items = list(root)
        index = _index(key, len(items))
        if index is None:
            return root
        if rest:
            items[index] = without(items[index], rest)
        else:
            del items[index]
        return items
    branch = dict(root)
    if rest:
        branch[key] = without(branch[key], rest)
    else:
        del branch[key]
    return branch


def _index(key: str | int, length: int) -> int | None:
    if isinstance(key, str):
        # isdecimal alone would take digits of other scripts, which no browser path has.
        if not (key.isascii() and key.isdecimal()):
            return None
        key = int(key)
    if not isinstance(key, int) or isinstance(key, bool):
        return None
    return key if 0 <= key < length else None
