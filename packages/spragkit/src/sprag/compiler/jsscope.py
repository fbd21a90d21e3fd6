"""What each name of a JavaScript module stands for: scopes, bindings and every place that refers to them.

The reader walks tokens by the grammar of modules (strict code, no ``with``); it builds no tree, because
linking and renaming need only to know which tokens mean the same variable, and where top-level statements
begin and end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from sprag.compiler.jstokens import (
    HEAD,
    MIDDLE,
    NAME,
    NUMBER,
    PRIVATE,
    PUNCT,
    REGEX,
    STRING,
    TAIL,
    TEMPLATE,
    JavaScriptSyntaxError,
    Tokens,
    tokenize,
)

_PREFIX_WORDS = frozenset(("typeof", "void", "delete", "await", "new"))
_PREFIX_SIGNS = frozenset(("!", "~", "+", "-", "++", "--", "..."))
_BINARY = frozenset(
    "+ - * / % ** == != === !== < > <= >= << >> >>> & | ^ && || ?? "
    "= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split()
)
ASSIGNMENT = frozenset("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split())
_CONSTANTS = frozenset(("this", "super", "true", "false", "null"))
_MODIFIERS = frozenset(("static", "async", "get", "set", "accessor"))


@dataclass(eq=False)
class Binding:
    """One variable: its name in the text and the tokens that mean it."""

    name: str
    scope: Scope
    kind: str  # let const var function class param catch import, or global for what nobody declares
    tokens: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Scope:
    parent: Optional[Scope]
    function: bool
    names: dict[str, Binding] = field(default_factory=dict)
    children: list[Scope] = field(default_factory=list)
    used: set[Binding] = field(
        default_factory=set
    )  # bindings of outer scopes that this one or one inside refers to


@dataclass
class Statement:
    """One top-level statement: tokens [start, end)."""

    start: int
    end: int
    kind: str  # import export variable declaration expression
    declares: list[str] = field(default_factory=list)
    keyword: str = ""  # of a variable: const let var; each declarator is a statement of its own


@dataclass
class Member:
    """A method or accessor of a top-level class under a plain or private name: tokens [start, end)."""

    name: str
    start: int
    end: int


@dataclass
class Module:
    tokens: Tokens
    top: Scope
    globals: dict[str, Binding]
    statements: list[Statement]
    meaning: dict[int, Binding]  # token index -> the binding it refers to
    shorthand: set[int]  # names standing for both key and value: { a }
    imports: list[tuple[str, str, str]]  # (specifier, imported name or "*" or "", local name)
    exports: list[tuple[str, str, str]]  # (exported name, local or imported name, specifier or "")
    inserted: set[int]  # tokens before which the grammar inserts a semicolon
    needless: set[int]  # semicolons that a closing brace makes needless
    deferred: dict[int, int]  # first token of what runs later (parameters and bodies) -> the token after it
    members: list[Member]  # in order of the text
    uses_eval: bool = False


def read_module(text: str) -> Module:
    """Read one module.

    Raises:
        JavaScriptSyntaxError: when the text is not a module that this reader knows.
    """
    return _Reader(tokenize(text)).read()


class _Reader:
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
        self.depth = 0  # functions around the token at hand

    def read(self) -> Module:
        while self.at < self.count:
            self._top_level()
        meaning = self._resolve()
        return Module(
            self.tokens,
            self.top,
            self.globals,
            self.statements,
            meaning,
            self.shorthand,
            self.imports,
            self.exports,
            self.inserted,
            self.needless,
            self.deferred,
            self.members,
            "eval" in self.globals,
        )

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

    # -- top level

    def _top_level(self) -> None:
        word = self._word()
        start = self.at
        if word == "import" and self._word(1) not in ("(", "."):
            self._import()
            self.statements.append(Statement(start, self.at, "import"))
        elif word == "export":
            self._export()
        else:
            self._declarations()

    def _declarations(self) -> list[str]:
        """Read one statement that is neither import nor export; return the names that it declares."""
        start = self.at
        word = self._word()
        first = len(self.statements)
        if word in ("const", "var") or (word == "let" and self._begins_pattern(1)):
            while True:
                self.at += self.at == start
                begin = self.at
                known = set(self.top.names)
                self._declarator(word, False)
                fresh = [name for name in self.top.names if name not in known]
                self.statements.append(Statement(begin, self.at, "variable", fresh, word))
                if not self._take(","):
                    break
            self._end_statement()
        else:
            known = set(self.top.names)
            self._statement()
            fresh = [name for name in self.top.names if name not in known]
            kind = (
                "declaration"
                if word in ("function", "class") or (word == "async" and fresh)
                else "expression"
            )
            self.statements.append(Statement(start, self.at, kind, fresh))
        return [name for statement in self.statements[first:] for name in statement.declares]

    def _import(self) -> None:
        self.at += 1
        found: list[tuple[str, str]] = []
        if self.kinds[self.at] != STRING:
            while True:
                if self._take("*"):
                    self._expect("as")
                    found.append(("*", self._import_name()))
                elif self._take("{"):
                    while not self._take("}"):
                        imported = self._module_name()
                        if self._take("as"):
                            found.append((imported, self._import_name()))
                        else:
                            self.at -= 1
                            found.append((imported, self._import_name()))
                        self._take(",")
                else:
                    found.append(("default", self._import_name()))
                if not self._take(","):
                    break
            self._expect("from")
        specifier = self._specifier()
        self.imports += [(specifier, imported, local) for imported, local in found] or [(specifier, "", "")]
        self._end_statement()

    def _import_name(self) -> str:
        self._declare(self.at, "import")
        self.at += 1
        return self.words[self.at - 1]

    def _module_name(self) -> str:
        word = self.words[self.at]
        if self.kinds[self.at] == STRING:
            word = word[1:-1]
        elif self.kinds[self.at] != NAME:
            self._fail("expected a name")
        self.at += 1
        return word

    def _specifier(self) -> str:
        if self.at >= self.count or self.kinds[self.at] != STRING:
            self._fail("expected the path of a module")
        self.at += 1
        return self.words[self.at - 1][1:-1]

    def _export(self) -> None:
        start = self.at
        self.at += 1
        word = self._word()
        if word == "*":
            self.at += 1
            exported = self._module_name() if self._take("as") else ""
            self._expect("from")
            self.exports.append((exported or "*", "*", self._specifier()))
        elif word == "{":
            self._export_names()
        elif word == "default":
            self._fail("expected a named export")
        else:
            self.exports += [(name, name, "") for name in self._declarations()]
            return
        self._end_statement()
        self.statements.append(Statement(start, self.at, "export"))

    def _export_names(self) -> None:
        self.at += 1
        pairs: list[tuple[str, str, int]] = []
        while not self._take("}"):
            at = self.at
            local = self._module_name()
            pairs.append((self._module_name() if self._take("as") else local, local, at))
            self._take(",")
        specifier = ""
        if self._take("from"):
            specifier = self._specifier()
        else:
            for _, _, at in pairs:
                self._refer(at)
        self.exports += [(exported, local, specifier) for exported, local, _ in pairs]

    # -- statements

    def _statement(self) -> None:
        word = self._word()
        kind = self.kinds[self.at]
        if kind == NAME:
            keyword = _STATEMENTS.get(word)
            if keyword is not None and not (word == "let" and not self._begins_pattern(1)):
                keyword(self)
                return
            if word == "async" and self._word(1) == "function" and not self.breaks[self.at + 1]:
                self.at += 1
                self._function_declaration()
                return
            if self._word(1) == ":":
                self.at += 2
                self._statement()
                return
        elif word == "{":
            self._block()
            return
        elif word == ";":
            self.at += 1
            return
        self._expression()
        self._end_statement()

    def _begins_pattern(self, offset: int) -> bool:
        index = self.at + offset
        return index < self.count and (self.kinds[index] == NAME or self.words[index] in ("[", "{"))

    def _block(self) -> None:
        outer = self._enter(False)
        self._braced()
        self.scope = outer

    def _variables(self, no_in: bool = False) -> None:
        kind = self.words[self.at]
        self.at += 1
        while True:
            self._declarator(kind, no_in)
            if not self._take(","):
                return

    def _declarator(self, kind: str, no_in: bool) -> None:
        self._pattern(kind)
        if self._take("="):
            self._assignment(no_in)

    def _variable_statement(self) -> None:
        self._variables()
        self._end_statement()

    def _function_declaration(self) -> None:
        self.at += 1
        self._take("*")
        self._declare(self.at, "function")
        self.at += 1
        self._parameters_and_body()

    def _class_declaration(self) -> None:
        self._declare(self.at + 1, "class")
        self.at += 2
        self._class_tail()

    def _if(self) -> None:
        self.at += 1
        self._parenthesised()
        self._statement()
        if self._take("else"):
            self._statement()

    def _parenthesised(self) -> None:
        self._expect("(")
        self._expression()
        self._expect(")")

    def _while(self) -> None:
        self.at += 1
        self._parenthesised()
        self._statement()

    def _do(self) -> None:
        self.at += 1
        self._statement()
        self._expect("while")
        self._parenthesised()
        if not self._take(";") and self.at < self.count and self._word() != "}":
            self.inserted.add(self.at)

    def _for(self) -> None:
        outer = self._enter(False)
        self.at += 1
        self._take("await")
        self._expect("(")
        if self._word() in ("const", "var") or (self._word() == "let" and self._begins_pattern(1)):
            self._variables(no_in=True)
        elif self._word() != ";":
            self._expression(no_in=True)
        if self._take("of"):
            self._assignment()
        elif self._take("in"):
            self._expression()
        else:
            self._expect(";")
            if self._word() != ";":
                self._expression()
            self._expect(";")
            if self._word() != ")":
                self._expression()
        self._expect(")")
        self._statement()
        self.scope = outer

    def _try(self) -> None:
        self.at += 1
        self._block()
        if self._take("catch"):
            outer = self._enter(False)
            if self._take("("):
                self._pattern("catch")
                self._expect(")")
            self._braced()
            self.scope = outer
        if self._take("finally"):
            self._block()

    def _switch(self) -> None:
        self.at += 1
        self._parenthesised()
        outer = self._enter(False)
        self._expect("{")
        while not self._take("}"):
            if self._take("case"):
                self._expression()
                self._expect(":")
            elif self._word() == "default" and self._word(1) == ":":
                self.at += 2
            else:
                self._statement()
        self.scope = outer

    def _jump(self) -> None:
        self.at += 1
        if self.at < self.count and self.kinds[self.at] == NAME and not self.breaks[self.at]:
            self.at += 1
        self._end_statement()

    def _return_or_throw(self) -> None:
        self.at += 1
        if self.at < self.count and self._word() not in (";", "}") and not self.breaks[self.at]:
            self._expression()
        self._end_statement()

    def _debugger(self) -> None:
        self.at += 1
        self._end_statement()

    # -- patterns, functions, classes

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
        if self._word() == "(":
            self._parameters_and_body()
            if self.depth == 0 and self.kinds[key] in (NAME, PRIVATE):
                self.members.append(Member(self.words[key], start, self.at))
            return
        if self._take("="):
            outer = self._enter(True)
            start = self.at
            self._assignment()
            if not static:
                self.deferred[start] = self.at
            self.scope = outer
        self._end_statement()

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
        elif word == "[":
            self._list("]")
        elif word == "{":
            self._object()
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
            self._parameters_and_body()
        elif self._take(":"):
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


_STATEMENTS = {
    "const": _Reader._variable_statement,
    "let": _Reader._variable_statement,
    "var": _Reader._variable_statement,
    "function": _Reader._function_declaration,
    "class": _Reader._class_declaration,
    "if": _Reader._if,
    "while": _Reader._while,
    "do": _Reader._do,
    "for": _Reader._for,
    "try": _Reader._try,
    "switch": _Reader._switch,
    "break": _Reader._jump,
    "continue": _Reader._jump,
    "return": _Reader._return_or_throw,
    "throw": _Reader._return_or_throw,
    "debugger": _Reader._debugger,
}
