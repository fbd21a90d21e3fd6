"""What a file's top-level names are, and the types that follow from it."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .infer import Flow, Names, stored_type
from .model import DEFINITIONS, Classes, ClassInfo, kind_of
from .names import EXCEPTIONS, MEMBERS
from .project import Binding, Decl, External, File, ModuleRef, Project
from .scopes import FunctionNode, Scope, first_parameter
from .signatures import BUILTINS, METHODS, STATIC_METHODS
from .types import (
    ANY,
    CLASS,
    DICT,
    FLOAT,
    FUNC,
    HOST,
    INT,
    LIST,
    NEVER,
    OBJ,
    RAW,
    SET,
    STR,
    T_DICT,
    T_FLOAT,
    T_HOST,
    T_INT,
    T_ITER,
    T_LIST,
    T_RAW,
    TUPLE,
    UNBOUND,
    UNLIMITED,
    T,
)  # fmt: skip

RECURSIONS = 4
"""Turns in which the result of a function that calls itself must agree with what it was taken for."""
NAMESPACES = frozenset(["browser", "imports", "dom", "ui"])
MATH_FLOATS = frozenset(
    """sqrt exp log log2 log10 sin cos tan asin acos atan atan2 hypot degrees radians fabs fmod pow copysign sinh cosh
    tanh
    fsum dist cbrt expm1 log1p""".split()
)
MATH_INTS = frozenset(["floor", "ceil", "trunc", "gcd", "lcm", "isqrt", "comb", "perm", "factorial"])


class FileFacts:
    """Names and types of one file; the base of `FileContext`."""

    def __init__(self, project: Project, classes: Classes, file: File) -> None:
        self.project = project
        self.classes = classes
        self.file = file
        self.source = file.source
        self._returns: dict[ast.AST, T] = {}
        self._values: dict[Decl, T] = {}
        self._running: list[object] = []
        self._recursive: set[object] = set()
        """Functions that call themselves, as far as is known."""
        self._assumed: dict[object, T] = {}
        """What they are taken to return, until that is shown."""

    def binding(self, name: str) -> Optional[Binding]:
        """What a top-level name of this file is."""
        return self.project.binding(self.file, name)

    def external(self, node: ast.expr) -> Optional[External]:
        """The outside name that an expression stands for: `floor`, `math.floor`, `sprag.ui`, `asyncio.sleep`."""
        if isinstance(node, ast.Name):
            found = self.binding(node.id)
            return found if isinstance(found, External) else None
        if isinstance(node, ast.Attribute):
            outer = self.external(node.value)
            if outer is not None and outer.name is None:
                return External(outer.module, node.attr)
            if outer is not None and outer.module in ("datetime", "itertools") and outer.name is not None:
                return External(f"{outer.module}.{outer.name}", node.attr)
        return None

    def is_builtin(self, name: str) -> bool:
        return (name in BUILTINS or name in EXCEPTIONS) and self.binding(name) is None

    def is_type(self, name: str) -> bool:
        """Whether a top-level name is Python's own type of that name, or that of `typing`."""
        found = self.binding(name)
        return found is None or (isinstance(found, External) and found.module == "typing")

    def class_info(self, binding: Optional[Binding]) -> Optional[ClassInfo]:
        if isinstance(binding, Decl) and binding.kind == "class" and isinstance(binding.node, ast.ClassDef):
            return self.classes.of(binding)
        return None

    def defines(self, name: str) -> bool:
        """Whether some class of the app has a member of this name."""
        return self.project.defines(name)

    # Types of names

    def name_type(self, name: str) -> T:
        found = self.binding(name)
        if found is None:
            return (
                T(CLASS) if name in ("int", "str", "float", "bool", "list", "dict", "set", "tuple") else ANY
            )
        if isinstance(found, Decl):
            if found.kind == "class":
                return T(CLASS, ref=self.class_info(found)) if not found.rebound else ANY
            if found.kind == "function":
                decorated = getattr(found.node, "decorator_list", [])
                return T(FUNC, ref=found) if not found.rebound and not decorated else ANY
            return self.value_type(found)
        if (
            isinstance(found, External)
            and found.module in ("sprag", "sprag.browser")
            and found.name in ("browser", "imports")
        ):
            return T_HOST
        return ANY

    def value_type(self, decl: Decl) -> T:
        """The type of a module-level value that is assigned once; of what it is now, not of what it holds."""
        if decl.rebound or len(decl.statements) != 1 or decl in self._running:
            return ANY
        known = self._values.get(decl)
        if known is None:
            node = decl.node
            value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            simple = value is not None and isinstance(target, ast.Name)
            known = ANY
            if simple and value is not None:
                self._running.append(decl)
                facts = self if decl.file is self.file else FileFacts(self.project, self.classes, decl.file)
                flow = Flow(facts, decl.file.scope)
                flow.env = {}
                known = flow.expr(value)
                self._running.pop()
                known = T(FLOAT) if known.only(RAW) else known
                if known.mask & (FUNC | CLASS | OBJ) and not isinstance(value, ast.Call):
                    known = ANY
            self._values[decl] = known
        return known

    def return_type(self, decl: Decl) -> T:
        """What a function of the project returns."""
        node = decl.node
        if not isinstance(node, DEFINITIONS) or decl.rebound or node.decorator_list:
            return ANY
        return self.function_returns(node, decl.file)

    def function_returns(
        self,
        node: Union[ast.FunctionDef, ast.AsyncFunctionDef],
        file: File,
        owner: Optional[ClassInfo] = None,
    ) -> T:
        """What a function returns; ``owner`` is the class that it is a method of."""
        if isinstance(node, ast.AsyncFunctionDef):
            return T_HOST
        if node in self._returns:
            return self._returns[node]
        if node in self._running:
            if self._running[-1] is not node:
                return ANY
            self._recursive.add(node)
            return self._assumed.get(node, NEVER)
        scope = file.scopes[node]
        if scope.yields:
            out = T_ITER
        else:
            facts = self if file is self.file else FileFacts(self.project, self.classes, file)
            out = facts.settled_returns(node, scope, owner)
        self._returns[node] = out
        return out

    def settled_returns(
        self,
        node: Union[ast.FunctionDef, ast.AsyncFunctionDef],
        scope: Scope,
        owner: Optional[ClassInfo],
    ) -> T:
        """What a function returns; of one that calls itself, what agrees with itself."""
        for _ in range(RECURSIONS):
            flow = Flow(self, scope)
            if owner is not None:
                flow.self_name, flow.self_type = first_parameter(node), T(OBJ, ref=owner)
            self._running.append(node)
            out = flow.run().returns
            self._running.pop()
            out = T(FLOAT) if out.only(RAW) else out
            # A value of a known class or function is not followed through calls; nor is one that never comes.
            vague = out.mask & (FUNC | CLASS | UNBOUND) or out == NEVER
            if node not in self._recursive:
                return ANY if vague else out
            if vague or out == self._assumed.get(node):
                return ANY if vague else out
            self._assumed[node] = T(out.mask, out.bits if out.bits <= 1 else UNLIMITED, natural=out.natural)
        return ANY

    def method_returns(self, owner: ClassInfo, node: ast.stmt) -> T:
        """What a plain method returns that no other class of the app defines too."""
        decl = owner.decl
        if decl is None or decl.file.decls.get(decl.name) is not decl:
            return ANY  # a class inside a function sees that function's variables
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or first_parameter(node) is None:
            return ANY
        return self.function_returns(node, decl.file, owner)

    # Types of calls and attributes

    def call_type(self, node: ast.Call, callee: T, args: list[T], flow: Names) -> T:
        func = node.func
        plain = not any(isinstance(a, ast.Starred) for a in node.args)
        if isinstance(func, ast.Name) and flow.scope.owner(func.id) is None:
            name = func.id
            found = self.binding(name)
            if found is None and name in BUILTINS:
                return BUILTINS[name].result_of(args) if plain else ANY
            info = self.class_info(found)
            if info is not None:
                return T(OBJ, ref=info) if not info.enum and not info.typed else ANY
            if isinstance(found, Decl) and found.kind == "function":
                return self.return_type(found)
        external = self.external(func) if flow_unshadowed(func, flow) else None
        if external is not None:
            return _external_result(external)
        if callee.only(HOST):
            return T_HOST
        if isinstance(func, ast.Attribute):
            return self.method_type(func, flow.types.get(func.value, ANY))
        if callee.only(FUNC) and isinstance(callee.ref, DEFINITIONS):
            return T_HOST if isinstance(callee.ref, ast.AsyncFunctionDef) else ANY
        return ANY

    def method_type(self, func: ast.Attribute, receiver: T) -> T:
        entry = METHODS.get(func.attr)
        if entry is not None and receiver.only(entry[0]):
            if func.attr == "copy":
                return T(receiver.mask)
            return entry[1].result_of([])
        if (
            isinstance(func.value, ast.Name)
            and (func.value.id, func.attr) in STATIC_METHODS
            and receiver.only(CLASS)
        ):
            return STATIC_METHODS[func.value.id, func.attr].result_of([])
        if receiver.only(OBJ) and isinstance(receiver.ref, ClassInfo):
            info = receiver.ref
            if info.framework and func.attr in ("call_action", "upload", "upload_form", "animate_out"):
                return T_HOST
            if info.framework and func.attr in ("form_data",) and not info.has(func.attr):
                return T_DICT
            found = info.find(func.attr)
            if found is not None and isinstance(found[1], ast.AsyncFunctionDef):
                return T_HOST
            if found is not None and func.attr in self.project.attributes.single:
                return self.method_returns(found[0], found[1])
        return ANY

    def attribute_type(self, node: ast.Attribute, value: T, flow: Names) -> T:
        external = self.external(node) if flow_unshadowed(node, flow) else None
        if external is not None:
            if external.module == "math" and external.name in ("pi", "e", "tau", "inf", "nan"):
                return T_RAW
            if external.module == "sprag" and external.name in ("browser", "imports"):
                return T_HOST
            return ANY
        if value.only(HOST):
            return T_HOST
        if value.only(OBJ) and isinstance(value.ref, ClassInfo):
            info = value.ref
            found = info.find(node.attr)
            if info.framework and found is None and node.attr not in info.attributes:
                if node.attr in ("element", "refs"):
                    return T_HOST
                if node.attr in ("state", "props"):
                    return ANY
            if found is not None and isinstance(found[1], DEFINITIONS) and kind_of(found[1]) == "method":
                return T(FUNC) if node.attr in self.project.attributes.methods else ANY
            if found is None and not info.framework and not info.enum:
                return stored_type(self.project.attributes, node.attr)
        return ANY

    def certain(self, info: ClassInfo, name: str) -> bool:
        """Whether every instance of a class has the attribute ``name``."""
        return name in info.definite and not self.project.attributes.deleted & {name, "*"}

    def framework_parameter(self, node: FunctionNode, name: str) -> T:
        """Events that the browser hands to handlers."""
        if name in ("event", "evt"):
            return T_HOST
        info = next(
            (
                i
                for i in self.classes.known.values()
                if i.framework and i.members.get(getattr(node, "name", "")) is node
            ),
            None,
        )
        return T_HOST if info is not None and getattr(node, "name", "") in info.callbacks else ANY

    def framework_member(self, info: Optional[ClassInfo], name: str) -> bool:
        """Whether ``self.name`` in this class is the framework's, not the author's."""
        if info is None or not info.framework or info.find(name) is not None:
            return False
        return name in MEMBERS[info.framework]


def flow_unshadowed(node: ast.expr, flow: Names) -> bool:
    """Whether the name that an attribute chain begins with is a module-level one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and flow.scope.owner(node.id) is None


def _external_result(external: External) -> T:
    if external.module == "math":
        if external.name in MATH_FLOATS:
            return T_FLOAT
        if external.name in MATH_INTS:
            return T_INT
    if external.module in ("sprag", "sprag.browser") and external.name in ("dom",):
        return T_HOST
    if external.module == "json" and external.name == "dumps":
        return T(STR)
    return ANY


__all__ = ["DICT", "INT", "LIST", "SET", "TUPLE", "T_LIST", "FileFacts", "ModuleRef"]
