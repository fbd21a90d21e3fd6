"""Where reading of a module stands: the token at hand, the scope it is in, and what was found so far."""

from __future__ import annotations

from sprag.compiler.jsmodule import Binding, Member, Scope, Statement
from sprag.compiler.jstokens import REGEX, STRING, TEMPLATE, JavaScriptSyntaxError, Tokens


class Cursor:
    """What the readers of statements and of expressions share."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.words, self.kinds, self.pair = tokens.words, tokens.kinds, tokens.pair
        self.breaks = tokens.after_line_end
        self.count = len(tokens)
        self.at = 0
        self.scope = self.top = Scope(None, True)
        self.references: list[tuple[int, Scope]] = []
        self.shorthand: set[int] = set()
        self.statements: list[Statement] = []
        self.imports: list[tuple[str, str, str]] = []
        self.exports: list[tuple[str, str, str]] = []
        self.globals: dict[str, Binding] = {}
        self.inserted: set[int] = set()
        self.needless: set[int] = set()
        self.deferred: dict[int, int] = {}
        self.members: list[Member] = []
        self.defines: set[int] = set()
        self.depth = 0  # functions around the token at hand

    # -- names

    def _declare(self, index: int, kind: str) -> None:
        name = self.words[index]
        scope = self.scope
        while kind == "var" and not scope.function:
            scope = scope.parent or self.top
        binding = scope.names.get(name)
        if binding is None:
            binding = scope.names[name] = Binding(name, scope, kind)
        if kind == "var":
            self._refer(index)  # the scopes between here and the function must not hide it
        else:
            binding.tokens.append(index)

    def _refer(self, index: int) -> None:
        self.references.append((index, self.scope))

    def _resolve(self) -> dict[int, Binding]:
        meaning: dict[int, Binding] = {}
        words = self.words
        for index, scope in self.references:
            name = words[index]
            at: Scope | None = scope
            while at is not None and name not in at.names:
                at = at.parent
            if at is None:
                binding = self.globals.get(name)
                if binding is None:
                    binding = self.globals[name] = Binding(name, self.top, "global")
            else:
                binding = at.names[name]
            binding.tokens.append(index)
            user: Scope | None = scope
            while user is not None and user is not at and binding not in user.used:
                user.used.add(binding)
                user = user.parent
        self._collect(self.top, meaning)
        for binding in self.globals.values():
            for index in binding.tokens:
                meaning[index] = binding
        return meaning

    def _collect(self, scope: Scope, meaning: dict[int, Binding]) -> None:
        pending = [scope]
        while pending:
            at = pending.pop()
            for binding in at.names.values():
                for index in binding.tokens:
                    meaning[index] = binding
            pending.extend(at.children)

    def _enter(self, function: bool) -> Scope:
        outer = self.scope
        self.scope = Scope(outer, function)
        outer.children.append(self.scope)
        return outer

    # -- the token at hand

    def _word(self, offset: int = 0) -> str:
        """The word at hand; "" past the end and for strings, so that only names and signs compare equal."""
        index = self.at + offset
        if index >= self.count or self.kinds[index] in (STRING, REGEX, TEMPLATE):
            return ""
        return self.words[index]

    def _take(self, word: str) -> bool:
        if self._word() == word:
            self.at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take(word):
            self._fail(f"expected {word!r}")

    def _fail(self, reason: str = "unexpected") -> None:
        if self.at >= self.count:
            raise JavaScriptSyntaxError(f"{reason}, got the end of the text", len(self.tokens.text))
        raise JavaScriptSyntaxError(f"{reason}, got {self.words[self.at]!r}", self.tokens.starts[self.at])

    def _end_statement(self) -> None:
        if self._take(";"):
            if self._word() == "}":
                self.needless.add(self.at - 1)
        elif self.at < self.count and self._word() != "}":
            if not self.breaks[self.at]:
                self._fail("expected the end of a statement")
            self.inserted.add(self.at)

    def _statement(self) -> None:
        """Read one statement; function bodies hold them, and only the reader of statements knows how."""
        raise NotImplementedError
