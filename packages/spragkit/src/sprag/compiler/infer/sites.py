"""What the lists and dicts hold that only their own function sees.

A *site* is a place where a function makes a list or a dict: a display, a comprehension, `[0] * n`, `sorted(…)`. While
everything that happens to what a site makes is seen (variables of the function hold it, it is indexed, looped over,
appended to), the join of all that is put in is the type of what comes out. Sites that meet in one variable become one.
Whatever else is done with one of them, handing it to a function or storing it in an object, and its items may be
anything: it is *released*."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from ..types import ANY, CLASS, DICT, FLOAT, FUNC, INT, LIST, NEVER, RAW, UNBOUND, UNLIMITED, T, Tracked

TURNS = 6
"""Runs of a function after which what still changes may be anything."""


@dataclass(eq=False)
class Sites:
    """Those of one run of a function, which is repeated until nothing that was read has changed."""

    turn: int = 0
    changed: bool = False
    made: dict[object, Site] = field(default_factory=dict)

    def at(self, place: object, kind: int) -> Site:
        """The site at a node of the tree."""
        found = self.made.get(place)
        if found is None:
            found = self.made[place] = Site(self, kind)
        return found.last()

    def settled(self) -> bool:
        """Whether the run that ended was the last."""
        again, self.changed = self.changed, False
        self.turn += 1
        return not again


class Site(Tracked):
    """The lists (or dicts) that are made at one place, and those that a variable may hold instead of them."""

    def __init__(self, sites: Sites, kind: int) -> None:
        self.sites = sites
        self.kind = kind
        self._next: Site = self
        self._items = NEVER
        self._released = False
        self._read = False
        self._open = False

    def last(self) -> Site:
        site = self
        while site._next is not site:
            site = site._next
        return site

    def put(self, t: T) -> None:
        """A value of type ``t`` becomes an item."""
        site = self.last()
        if site._released or site._open:
            released(t)
        if not site._released:
            site._change(site._items.join(_held(t)))

    def take(self) -> T:
        """The type of an item."""
        site = self.last()
        site._read = True
        return ANY if site._released else site._items

    def hand_items(self) -> None:
        """The items, not the list itself, go where nobody looks."""
        site = self.last()
        if not site._open:
            site._open = True
            released(site._items)

    def release(self) -> None:
        site = self.last()
        if not site._released:
            site._released = True
            released(site._items)
            site.sites.changed = site.sites.changed or site._read

    def meet(self, other: Tracked) -> bool:
        """One variable may hold either: they are one from now on."""
        a = self.last()
        b = other.last() if isinstance(other, Site) else None
        if a is b:
            return True
        if b is None or a.kind != b.kind or a._released or b._released or a.sites is not b.sites:
            a.release()
            other.release()
            return False
        b._next = a
        items = a._items.join(b._items)
        a._read = a._read or b._read
        if a._read and not a._items == b._items == items:
            self.sites.changed = True
        a._items = items
        if a._open != b._open:
            a._open = True
            released(items)
        return True

    def _change(self, items: T) -> None:
        if items == self._items:
            return
        if self.sites.turn >= TURNS:
            self.release()
            return
        if self.sites.turn > 1 and items.mask & INT and items.bits > self._items.bits:
            items = T(items.mask, UNLIMITED, items.ref, natural=items.natural, basic=items.basic)
        self._items = items
        self.sites.changed = self.sites.changed or self._read


def _held(t: T) -> T:
    """``t`` as a container holds it: floats boxed, and nobody knows which function it is."""
    if t.mask & (FUNC | CLASS):
        released(t)
        return ANY
    mask = t.mask & ~UNBOUND
    if mask & RAW:
        mask = mask & ~RAW | FLOAT
    return T(mask, t.bits, t.ref, natural=t.natural, basic=t.basic)


def site_of(t: T) -> Optional[Site]:
    """The site of what is certainly a list or a dict of one."""
    return t.ref.last() if isinstance(t.ref, Site) and t.bound().only(LIST | DICT) else None


def released(t: T) -> T:
    """``t`` of a value that goes where nobody looks."""
    if isinstance(t.ref, Tracked):
        t.ref.release()
    return t
