"""Expressions, patterns, functions and classes of JavaScript, read for the names in them."""

from __future__ import annotations

from sprag.compiler.jscursor import Cursor
from sprag.compiler.jsmodule import Member
from sprag.compiler.jstokens import HEAD, MIDDLE, NAME, NUMBER, PRIVATE, PUNCT, REGEX, STRING, TAIL, TEMPLATE

_PREFIX_WORDS = frozenset(("typeof", "void", "delete", "await", "new"))
_PREFIX_SIGNS = frozenset(("!", "~", "+", "-", "++", "--", "..."))
_BINARY = frozenset(
    "+ - * / % ** == != === !== < > <= >= << >> >>> & | ^ && || ?? "
    "= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split()
)
ASSIGNMENT = frozenset("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split())
_CONSTANTS = frozenset(("this", "super", "true", "false", "null"))
_MODIFIERS = frozenset(("static", "async", "get", "set", "accessor"))


# An initial value with one of these may do more than make a value.
_ACTS = frozenset(("(", "++", "--", "await", "yield")) | ASSIGNMENT


class Expressions(Cursor):
    """Reads one expression, pattern, function or class at a time."""

    def _pattern(self, kind: str) -> None:
        word = self._word()
        if word == "[":
            self.at += 1
            while not self._take("]"):
                if self._take(","):
                    continue
                self._take("...")
                self._pattern_with_default(kind)
        elif word == "{":
            self.at += 1
            while not self._take("}"):
                if self._take("..."):
                    self._pattern(kind)
                elif self._word() == "[" or self._word(1) == ":" or self.kinds[self.at] != NAME:
                    self._property_key()
                    self._expect(":")
                    self._pattern_with_default(kind)
                else:
                    self.shorthand.add(self.at)
                    self._pattern_with_default(kind)
                self._take(",")
        elif self.kinds[self.at] == NAME:
            self._declare(self.at, kind)
            self.at += 1
        else:
            self._fail("expected a name or a pattern")

    def _pattern_with_default(self, kind: str) -> None:
        self._pattern(kind)
        if self._take("="):
            self._assignment()

    def _property_key(self) -> None:
        if self._take("["):
            self._assignment()
            self._expect("]")
        else:
            self.at += 1

    def _parameters_and_body(self) -> None:
        outer = self._enter(True)
        self.depth += 1
        start = self.at
        self._expect("(")
        while not self._take(")"):
            self._take("...")
            self._pattern_with_default("param")
            self._take(",")
        self._braced()
        self.deferred[start] = self.at
        self.depth -= 1
        self.scope = outer

    def _braced(self) -> None:
        """A block in the scope at hand: a body may not declare again what its parameters declare."""
        self._expect("{")
        while not self._take("}"):
            self._statement()

    def _class_tail(self) -> None:
        if self._take("extends"):
            self._operand()
        self._expect("{")
        while not self._take("}"):
            if self._take(";"):
                continue
            self._class_member()

    def _class_member(self) -> None:
        if self._word() == "static" and self._word(1) == "{":
            self.at += 1
            outer = self._enter(True)
            self._braced()
            self.scope = outer
            return
        static = False
        start = self.at
        while self._word() in _MODIFIERS and self._word(1) not in ("(", "=", ";", "}"):
            static = static or self._word() == "static"
            self.at += 1
        self._take("*")
        key = self.at
        self._property_key()
        self.defines.add(key)
        named = self.depth == 0 and self.kinds[key] in (NAME, PRIVATE)
        if self._word() == "(":
            self._parameters_and_body()
            if named:
                self.members.append(Member(self.words[key], start, self.at))
            return
        simple = not static
        if self._take("="):
            outer = self._enter(True)
            value = self.at
            self._assignment()
            if not static:
                self.deferred[value] = self.at
            simple = simple and not _ACTS.intersection(self.words[value : self.at])
            self.scope = outer
        self._end_statement()
        if named and simple:
            self.members.append(Member(self.words[key], start, self.at))

    # -- expressions

    def _expression(self, no_in: bool = False) -> None:
        self._assignment(no_in)
        while self._take(","):
            self._assignment(no_in)

    def _assignment(self, no_in: bool = False) -> None:
        """Read one expression without a top-level comma."""
        while True:
            self._operand(no_in)
            if self.at >= self.count:
                return
            word = self._word()
            if word in _BINARY or word == "instanceof" or (word == "in" and not no_in):
                self.at += 1
            elif word == "?":
                self.at += 1
                self._assignment()
                self._expect(":")
            else:
                return

    def _operand(self, no_in: bool = False) -> None:
        if self._prefixes():
            return
        index = self.at
        if index >= self.count:
            self._fail("expected an expression")
        kind, word = self.kinds[index], self.words[index]
        if kind == NAME:
            if self._name(word, no_in):
                return
        elif kind in (NUMBER, STRING, REGEX, TEMPLATE, PRIVATE):
            self.at += 1
        elif kind == HEAD:
            self._template()
        elif word == "(":
            after = self.pair[index] + 1
            if after < self.count and self.words[after] == "=>" and self.kinds[after] == PUNCT:
                self._arrow(no_in)
                return
            self.at += 1
            self._expression()
            self._expect(")")
        elif word in ("[", "{"):
            if word == "[":
                self._list("]")
            else:
                self._object()
            if self._word() in ("=", "of", "in"):  # it was a pattern: its keys are read
                self.defines.difference_update(range(index, self.at))
        else:
            self._fail("expected an expression")
        self._suffixes()

    def _prefixes(self) -> bool:
        """Take prefix operators; True when a bare ``yield`` or ``new.target`` was the whole operand."""
        while self.at < self.count:
            word = self._word()
            if word == "yield":
                self.at += 1
                starred = self._take("*")
                ended = (
                    self.at >= self.count
                    or self.breaks[self.at]
                    or self._word() in (")", "]", "}", ",", ";", ":")
                )
                if ended and not starred:
                    return True
                self._assignment()
                return True
            if word == "new" and self._word(1) == ".":
                self.at += 3
                self._suffixes()
                return True
            if word not in _PREFIX_SIGNS and not (word in _PREFIX_WORDS and self.kinds[self.at] == NAME):
                return False
            self.at += 1
        return False

    def _name(self, word: str, no_in: bool) -> bool:
        """Read an operand that begins with a word; True when it was an arrow function."""
        index = self.at
        if word == "function":
            self._function_expression()
        elif word == "class":
            self._class_expression()
        elif word == "import":
            self.at += 1
            if self._take("."):
                self.at += 1
        elif word == "async" and self._word(1) == "function" and not self.breaks[index + 1]:
            self.at += 1
            self._function_expression()
        elif word == "async" and index + 1 < self.count and self._begins_async_arrow():
            self.at += 1
            self._arrow(no_in)
            return True
        elif self._word(1) == "=>":
            self._arrow(no_in)
            return True
        else:
            if word not in _CONSTANTS:
                self._refer(index)
            self.at += 1
        return False

    def _begins_async_arrow(self) -> bool:
        following = self.at + 1
        if self.breaks[following]:
            return False
        if self.kinds[following] == NAME:
            return self._word(2) == "=>"
        after = self.pair[following] + 1
        return self.words[following] == "(" and after < self.count and self.words[after] == "=>"

    def _suffixes(self) -> None:
        while self.at < self.count:
            word = self._word()
            kind = self.kinds[self.at]
            if kind == TEMPLATE:
                self.at += 1
            elif kind == HEAD:
                self._template()
            elif kind != PUNCT:
                return
            elif word == ".":
                self.at += 2
            elif word == "?.":
                self.at += 1
                if self._word() not in ("(", "["):
                    self.at += 1
            elif word == "(":
                self._list(")")
            elif word == "[":
                self.at += 1
                self._expression()
                self._expect("]")
            elif word in ("++", "--") and not self.breaks[self.at]:
                self.at += 1
            else:
                return

    def _template(self) -> None:
        while True:
            self.at += 1
            self._expression()
            if self.kinds[self.at] == TAIL:
                self.at += 1
                return
            if self.kinds[self.at] != MIDDLE:
                self._fail("expected the rest of a template literal")

    def _list(self, closer: str) -> None:
        self.at += 1
        while not self._take(closer):
            if not self._take(","):
                self._assignment()

    def _object(self) -> None:
        self.at += 1
        while not self._take("}"):
            self._object_entry()
            self._take(",")

    def _object_entry(self) -> None:
        if self._word() == "...":
            self._assignment()
            return
        while self._word() in _MODIFIERS and self._word(1) not in ("(", ":", ",", "}", "="):
            self.at += 1
        self._take("*")
        key = self.at
        self._property_key()
        if self._word() == "(":
            self.defines.add(key)
            self._parameters_and_body()
        elif self._take(":"):
            self.defines.add(key)
            self._assignment()
        elif self.kinds[key] == NAME:
            self.shorthand.add(key)
            self._refer(key)
            if self._take("="):
                self._assignment()
        else:
            self._fail("expected ':'")

    def _arrow(self, no_in: bool) -> None:
        outer = self._enter(True)
        self.depth += 1
        start = self.at
        if self._take("("):
            while not self._take(")"):
                self._take("...")
                self._pattern_with_default("param")
                self._take(",")
        else:
            self._declare(self.at, "param")
            self.at += 1
        self._expect("=>")
        if self._word() == "{":
            self._braced()
        else:
            self._assignment(no_in)
        self.deferred[start] = self.at
        self.depth -= 1
        self.scope = outer

    def _function_expression(self) -> None:
        outer = self._enter(False)
        self.at += 1
        self._take("*")
        if self.kinds[self.at] == NAME:
            self._declare(self.at, "function")
            self.at += 1
        self._parameters_and_body()
        self.scope = outer

    def _class_expression(self) -> None:
        outer = self._enter(False)
        self.at += 1
        if self.kinds[self.at] == NAME and self._word() != "extends":
            self._declare(self.at, "class")
            self.at += 1
        self._class_tail()
        self.scope = outer
