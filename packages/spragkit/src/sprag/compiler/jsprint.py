"""Tokens back to the shortest text: spaces only where two tokens would run together, semicolons only where the
grammar wants them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable, Optional

from sprag.compiler.jsmodule import Binding, Module, Scope
from sprag.compiler.jstokens import NAME, NUMBER, PRIVATE, PUNCT, REGEX

_FIRST = "etnriaoscludpfhmvgySbxCwTkEADIzNMPOLRFjHqBUWVGKJXYZQ_$"
_REST = _FIRST + "0123456789"
_RESERVED = frozenset(
    """break case catch class const continue debugger default delete do else enum export extends false finally for
    function if implements import in instanceof interface let new null package private protected public return static
    super switch this throw true try typeof var void while with yield await async of get set arguments eval undefined
    NaN Infinity""".split()
)


def short_name(index: int) -> str:
    """The index-th shortest identifier: e, t, n, … then two letters; may be a reserved word."""
    name = _FIRST[index % len(_FIRST)]
    index //= len(_FIRST)
    while index:
        index -= 1
        name += _REST[index % len(_REST)]
        index //= len(_REST)
    return name


def shorten_locals(module: Module, names: dict[Binding, str], keep: Callable[[Binding], bool]) -> None:
    """Give every variable below the top level a short name that hides nothing it may still refer to.

    Args:
        names: final names of the top-level bindings, by binding; receives the others. What is absent keeps
            its own name.
        keep: which bindings keep their names where they can.
    """
    pending: list[Scope] = list(module.top.children)
    while pending:
        scope = pending.pop()
        pending.extend(scope.children)
        if not scope.names:
            continue
        taken = {names.get(binding, binding.name) for binding in scope.used}
        kept = [each for each in scope.names.values() if keep(each) and each.name not in taken]
        taken.update(each.name for each in kept)
        at = 0
        for binding in sorted(scope.names.values(), key=lambda each: -len(each.tokens)):
            if binding in kept:
                continue
            while True:
                name = short_name(at)
                at += 1
                if name not in taken and name not in _RESERVED:
                    break
            names[binding] = name


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def is_reserved(name: str) -> bool:
    return name in _RESERVED


@dataclass
class Printed:
    """Text that grows token by token."""

    parts: list[str] = field(default_factory=list)
    line: int = 0
    column: int = 0
    size: int = 0
    last: str = ""
    last_kind: int = -1

    def write(self, word: str, kind: int) -> tuple[int, int]:
        """Append one token; return the line and column where it begins."""
        if self.last and self._would_join(word, kind):
            self.parts.append(" ")
            self.column += 1
        begins = (self.line, self.column)
        self.parts.append(word)
        self.size += len(word)
        if "\n" in word:  # inside a template literal
            self.line += word.count("\n")
            self.column = utf16_length(word[word.rindex("\n") + 1 :])
        else:
            self.column += utf16_length(word)
        self.last, self.last_kind = word, kind
        return begins

    def _would_join(self, word: str, kind: int) -> bool:
        last, first = self.last[-1], word[0]
        if kind in (NAME, NUMBER):
            return self.last_kind in (NAME, NUMBER, PRIVATE, REGEX)
        if kind == PUNCT and first == ".":
            return self.last_kind == NUMBER and self.last.replace("_", "").isdigit()
        if (self.last, word) == ("!", "--") or (self.last == "--" and first == ">"):
            return True  # "<!--" and "-->" are comments to a browser
        return first in "+-/" and last == first

    def text(self) -> str:
        return "".join(self.parts)


def print_tokens(
    module: Module,
    start: int,
    end: int,
    names: Mapping[Binding, str],
    out: Printed,
    on_token: Optional[Callable[[int, int, int], None]] = None,
) -> None:
    """Append tokens [start, end) to ``out``; ``on_token(index, line, column)`` hears where each one begins."""
    kinds, words, meaning = module.tokens.kinds, module.tokens.words, module.meaning
    for index in range(start, end):
        if index in module.needless:
            continue
        if index in module.inserted and index > start:
            out.write(";", PUNCT)
        word = words[index]
        if kinds[index] == NAME:
            binding = meaning.get(index)
            if binding is not None:
                name = names.get(binding, word)
                if name != word and index in module.shorthand:
                    word = f"{word}:{name}"
                else:
                    word = name
        begins = out.write(word, kinds[index])
        if on_token is not None:
            on_token(index, *begins)
