"""What each name of a JavaScript module stands for: scopes, bindings and every place that refers to them.

The reader walks tokens by the grammar of modules (strict code, no ``with``); it builds no tree, because linking and
renaming need only to know which tokens mean the same variable, and where top-level statements begin and end.
"""

from __future__ import annotations

from sprag.compiler.jsexpressions import Expressions
from sprag.compiler.jsmodule import Module, Statement
from sprag.compiler.jstokens import NAME, STRING, tokenize


def read_module(text: str) -> Module:
    """Read one module.

    Raises:
        JavaScriptSyntaxError: when the text is not a module that this reader knows.
    """
    return _Reader(tokenize(text)).read()


class _Reader(Expressions):
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
            self.defines,
            "eval" in self.globals,
        )

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
