"""The lattice of light types: a set of kinds, and a little more for integers and for values of known declarations.

A type says what a value *can* be. `ANY` is always a right answer; it costs a helper call. Two kinds are about how a
number is held,
not about Python: `RAW` is a float in a bare JavaScript number, `FLOAT` a float that may be boxed (an integral float
whose kind is not
known statically is a `Float` object, so that `str(2.0)` stays "2.0").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

NONE, BOOL, INT, FLOAT, RAW, STR, LIST, TUPLE = 1, 2, 4, 8, 16, 32, 64, 128
DICT, SET, RANGE, ITER, FUNC, CLASS, OBJ, HOST, UNBOUND = (
    256,
    512,
    1024,
    2048,
    4096,
    8192,
    16384,
    32768,
    65536,
)
ANY_MASK = HOST * 2 - 1 - RAW
NUMERIC = BOOL | INT | FLOAT | RAW
UNLIMITED = 99

NAMES = {
    NONE: "None", BOOL: "bool", INT: "int", FLOAT: "float", RAW: "float", STR: "str", LIST: "list", TUPLE: "tuple",
    DICT: "dict", SET: "set", RANGE: "range", ITER: "iterator", FUNC: "function", CLASS: "class", OBJ: "object",
    HOST: "JavaScript value",
}  # fmt: skip


class Tracked:
    """A ``ref`` of a type that must know what happens to its values (`infer/sites.py`)."""

    def release(self) -> None:
        """From here on they are not followed."""
        raise NotImplementedError

    def meet(self, other: Tracked) -> bool:
        """A variable may hold a value of either; whether both are followed as one from now on."""
        raise NotImplementedError


@dataclass(frozen=True)
class T:
    """A type: ``mask`` of kinds, magnitude of integers in ``bits`` (below 2**bits), and ``ref``, the declaration of
    the one
    class or function that it is (an instance's class for `OBJ`)."""

    mask: int
    bits: int = UNLIMITED
    ref: Optional[object] = None
    value: Optional[float] = None
    """The number that it certainly is: a float or a negative literal, or a variable that holds one."""
    natural: bool = False
    """No integer of this type is negative."""
    basic: bool = False
    """No string of this type holds a character past U+FFFF: JavaScript counts its characters as Python does."""

    def only(self, mask: int) -> bool:
        """Whether every value of this type is of one of the kinds in ``mask``."""
        return bool(self.mask) and not self.mask & ~mask

    def may(self, mask: int) -> bool:
        return bool(self.mask & mask)

    def join(self, other: T) -> T:
        if self is other or self == other:
            return self
        mask = self.mask | other.mask
        if mask & RAW and mask & ~(RAW | UNBOUND):
            mask = mask & ~RAW | FLOAT
        bits = UNLIMITED
        natural = False
        basic = mask & STR != 0 and all(t.basic for t in (self, other) if t.mask & STR)
        if mask & INT:
            integers = [t for t in (self, other) if t.mask & INT]
            bits = max(t.bits for t in integers)
            natural = all(t.natural for t in integers)
        ref = (
            self.ref
            if self.ref is other.ref or not other.mask & ~UNBOUND
            else other.ref
            if not self.mask & ~UNBOUND
            else _common(self, other)
        )
        return T(mask, bits, ref, natural=natural, basic=basic)

    def bound(self) -> T:
        """The type of a value that is there."""
        if not self.mask & UNBOUND:
            return self
        return T(self.mask & ~UNBOUND, self.bits, self.ref, natural=self.natural, basic=self.basic)

    @property
    def small(self) -> bool:
        """An integer (or a bool) that a JavaScript number always holds."""
        return self.only(INT | BOOL) and (not self.mask & INT or self.bits <= 53)

    def __str__(self) -> str:
        names = [name for kind, name in NAMES.items() if self.mask & kind]
        return " | ".join(dict.fromkeys(names)) if len(names) < 8 else "anything"


def _common(a: T, b: T) -> Optional[object]:
    """What is still followed of values of either type."""
    if isinstance(a.ref, Tracked) and isinstance(b.ref, Tracked):
        return a.ref if a.ref.meet(b.ref) else None
    for t, other in ((a, b), (b, a)):
        if isinstance(t.ref, Tracked):
            if other.ref is None and not other.mask & (LIST | DICT):
                return t.ref
            t.ref.release()
    return None


ANY = T(ANY_MASK)
T_NONE, T_BOOL, T_FLOAT, T_RAW, T_STR = T(NONE), T(BOOL), T(FLOAT), T(RAW), T(STR)
T_INT, T_SIZE = T(INT), T(INT, 48, natural=True)
T_LIST, T_TUPLE, T_DICT, T_SET, T_RANGE, T_ITER = T(LIST), T(TUPLE), T(DICT), T(SET), T(RANGE), T(ITER)
T_FUNC, T_CLASS, T_HOST, T_UNBOUND, NEVER = T(FUNC), T(CLASS), T(HOST), T(UNBOUND), T(0)
T_BASIC = T(STR, basic=True)


def integer(bits: int, natural: bool = False) -> T:
    """An integer of magnitude below 2**bits; unlimited past what a double holds."""
    return T(INT, bits if bits <= 53 else UNLIMITED, natural=natural)


def join_all(types: list[T]) -> T:
    out = NEVER
    for t in types:
        out = out.join(t)
    return out
