"""Functions, methods, lambdas: parameters, bodies, closures."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Optional, Union

from .. import jsast as js
from ..context import Closure, Context, Passed, lowers
from ..declare import plan
from ..filecontext import FileContext
from ..infer import Flow
from ..model import DEFINITIONS, ClassInfo, Definition, Param, Signature, decorator_name, signature
from ..names import js_name
from ..project import Decl, ModuleRef, place
from ..scopes import first_parameter
from ..types import ANY, BOOL, CLASS, INT, NAMES, NONE, OBJ, UNBOUND, T
from ..walking import walk
from .references import class_reference


def function_context(
    node: Union[Definition, ast.Lambda],
    file: FileContext,
    parent: Optional[Context],
    owner: Optional[ClassInfo] = None,
    kind: str = "",
) -> Context:
    """A context for a function: inferred, with its variables planned. ``kind`` is method | class | static for a member
    of ``owner``."""
    first = first_parameter(node)
    self_name = first if kind in ("method", "class") else None
    if parent is not None and node in parent.flow.inner:
        flow = parent.flow.inner[node]
        scope = flow.scope
    elif parent is not None and owner is None and parent.scope.kind != "module":
        flow = _inner_flow(node, parent)
        scope = flow.scope
    else:
        scope = file.file.scopes[node]
        self_type = (
            T(CLASS if kind == "class" else OBJ, ref=owner)
            if self_name and scope.stores.get(self_name) == 1
            else ANY
        )
        flow = Flow(file, scope, parent.flow if parent else None, self_name=self_name, self_type=self_type)
        flow.run()
    cx = Context(file, scope, flow, parent, owner or (parent.owner if parent else None))
    if self_name is not None and scope.stores.get(self_name) == 1:
        cx.self_name = self_name
    cx.method = (
        getattr(node, "name", None)
        if owner is not None
        else parent.method
        if parent
        else getattr(node, "name", None)
    )
    cx.is_async = isinstance(node, ast.AsyncFunctionDef)
    cx.generator = scope.yields
    if not isinstance(node, ast.Lambda):
        cx.unsure = unsure_names(cx, node)
        cx.plan = plan(scope, node.body, cx.unsure)
    return cx


def _inner_flow(node: ast.AST, parent: Context) -> Flow:
    context: Optional[Context] = parent
    while context is not None:
        found = _flow_in(context.flow, node)
        if found is not None:
            return found
        context = context.parent
    raise KeyError(node)


def _flow_in(flow: Flow, node: ast.AST) -> Optional[Flow]:
    """The flow of a function that stands in ``flow``'s own, or in the body of a class there."""
    if node in flow.inner:
        return flow.inner[node]
    bodies = (f for n, f in flow.inner.items() if isinstance(n, ast.ClassDef))
    return next((found for f in bodies for found in [_flow_in(f, node)] if found is not None), None)


def unsure_names(cx: Context, node: ast.AST) -> set[str]:
    """Locals that some read may find unbound."""
    out: set[str] = set()
    for child in walk(node):
        if isinstance(child, ast.Name) and cx.flow.types.get(child, ANY).may(UNBOUND):
            out.add(child.id)
    return out


def parameters(
    params: tuple[Param, ...], cx: Context, outer: Context, before: list[js.Stmt]
) -> list[js.Param]:
    """The JavaScript parameters; defaults that are not constants are evaluated once, by statements put into
    ``before``."""
    out: list[js.Param] = []
    for param in params:
        name = cx.local_name(param.name)
        if param.kind == "rest":
            out.append(js.Param(name, rest=True))
            continue
        default: Optional[js.Expr] = None
        if param.kind == "keywords":
            default = cx.helper("dictOf")
        elif param.default is not None:
            default = default_value(param.default, outer, before)
        out.append(js.Param(name, default))
    return out


def default_value(node: ast.expr, outer: Context, before: list[js.Stmt]) -> js.Expr:
    """A default, evaluated when the function is defined."""
    if node in outer.late_defaults:
        return outer.late_defaults[node]
    value = outer.value(node)
    return value if isinstance(value, js.Literal) else _kept(value, outer, before)


def _kept(value: js.Expr, outer: Context, before: list[js.Stmt]) -> js.Name:
    """A constant that holds ``value`` from before a function is made."""
    name = js.Name(
        f"$d{outer.fresh()}"
        if outer.parent is not None or outer.scope.kind != "module"
        else f"$d{outer.file.serial()}"
    )
    before.append(js.Declare("const", [(name, value)]))
    return name


def body(node: Union[Definition, ast.Lambda], cx: Context) -> list[js.Stmt]:
    """The statements of a function, with its declarations."""
    assert not isinstance(node, ast.Lambda)
    out = _entry(node, cx)
    statements = node.body
    if statements and isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant):
        if isinstance(statements[0].value.value, str):
            statements = statements[1:]
    lowered = cx.block(statements)
    if cx.generator or cx.is_async:
        lowered = stopping(lowered, statements, cx)
    if cx.scope.returns and not cx.generator and cx.flow.env is not None:
        lowered.append(js.Return(js.NULL))
    return [*declarations(cx), *out, *lowered]


def stopping(lowered: list[js.Stmt], nodes: Iterable[ast.AST], cx: Context) -> list[js.Stmt]:
    """The body of a generator or coroutine: a StopIteration that leaves it becomes a RuntimeError."""
    if not any(may_stop(child) for node in nodes for child in walk(node)):
        return lowered
    what = ("async generator" if cx.is_async else "generator") if cx.generator else "coroutine"
    error = js.Name(f"$e{cx.fresh()}")
    return [js.Try(lowered, error.id, [js.Throw(cx.helper("stopped", error, js.Literal(what)))])]


def may_stop(node: ast.AST) -> bool:
    """Whether ``node`` plainly may raise StopIteration: `next(it)`, `g.send(x)`, or the name itself."""
    if isinstance(node, ast.Name):
        return node.id == "StopIteration"
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in ("send", "throw", "__next__")
    return isinstance(node.func, ast.Name) and node.func.id == "next" and len(node.args) == 1


def declarations(cx: Context) -> list[js.Stmt]:
    """`let` for the variables that live in the whole function, and what a function inside needs."""
    out: list[js.Stmt] = []
    names = [cx.local_name(n) for n in cx.plan.hoisted] + cx.temps
    if names:
        out.append(js.Declare("let", [(js.Name(n), None) for n in dict.fromkeys(names)]))
    if cx.needs_this:
        out.append(js.Declare("const", [(js.Name("$this"), js.THIS)]))
    return out


def _entry(node: Definition, cx: Context) -> list[js.Stmt]:
    """Checks of annotated parameters, and `*args` as a tuple."""
    out: list[js.Stmt] = []
    for param in signature(node).params:
        name = js.Name(cx.local_name(param.name))
        if param.kind == "rest":
            out.append(js.ExprStmt(js.Assign(name, cx.helper("tuple", name))))
        t = cx.flow.annotation(param.annotation)
        if param.annotation is not None and t is not ANY and param.name != cx.self_name:
            if isinstance(param.default, ast.Constant) and param.default.value is None:
                t = T(t.mask | NONE)
            kinds = t.mask & ~BOOL if t.mask & INT else t.mask
            wanted = "|".join(dict.fromkeys(n for kind, n in NAMES.items() if kinds & kind))
            check: js.Expr = cx.helper("expect", name, js.Literal(wanted), js.Literal(param.name))
            quick = _quick_check(wanted, name)
            made = js.ExprStmt(js.Binary("||", quick, check) if quick is not None else check)
            cx.file.guards.checks.setdefault(node, {})[param.name] = made, t
            out.append(made)
    return out


def _quick_check(kinds: str, name: js.Name) -> Optional[js.Expr]:
    """The usual case of an annotation, tested in place."""
    if kinds == "int":
        return js.call(js.member(js.Name("Number"), "isSafeInteger"), name)
    made = {"list": "Array", "dict": "Object"}.get(kinds)
    if made is not None:
        there = js.Binary("!=", name, js.NULL)
        return js.Binary("&&", there, js.Binary("===", js.Member(name, "constructor"), js.Name(made)))
    plain = {"str": "string", "bool": "boolean", "int|float": "number"}.get(kinds)
    return js.Binary("===", js.Unary("typeof", name), js.Literal(plain)) if plain is not None else None


@lowers(ast.FunctionDef, ast.AsyncFunctionDef)
def lower_def(node: Definition, cx: Context) -> list[js.Stmt]:
    """A function inside a function."""
    before: list[js.Stmt] = []
    decorators = _decorators(node, cx, before)
    value = _closure(node, cx, before)
    if node.decorator_list or cx.scope.stores.get(node.name) != 1 or node.name in cx.scope.shared:
        # What the name stands for is not known where it is read.
        value = handed_on(node, value, cx)
    for decorator, made in reversed([*zip(node.decorator_list, decorators)]):
        value = _given_to(decorator, made, value, cx)
    name = js.Name(cx.local_name(node.name))
    kind = cx.plan.kind(node, node.name)
    if kind is not None:
        return [*before, js.Declare(kind, [(name, value)])]
    return [*before, js.ExprStmt(js.Assign(name, value))]


def _decorators(node: Definition, cx: Context, before: list[js.Stmt]) -> list[js.Expr]:
    """The decorators, topmost first; what makes them runs before the defaults of the function are evaluated."""
    values = [cx.value(decorator) for decorator in node.decorator_list]
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    if all(isinstance(d, ast.Constant) for d in defaults):
        return values
    return [value if isinstance(value, js.Name) else _kept(value, cx, before) for value in values]


def _given_to(decorator: ast.expr, made: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    """What a decorator makes of a function; one that is a class makes an instance."""
    return js.New(made, [value]) if class_reference(decorator, cx) is not None else js.call(made, value)


@lowers(Closure)
def closure(node: Union[ast.Lambda, Definition], cx: Context) -> js.Expr:
    """A lambda or nested function as an expression."""
    before: list[js.Stmt] = []
    value = _closure(node, cx, before)
    if isinstance(node, ast.Lambda) and cx.file.project.attributes.titled:
        value = cx.helper("titled", value, js.Literal("<lambda>"))
    if not before:
        return value
    # Defaults are evaluated where the lambda stands: a function around it holds them.
    params: list[js.Param] = []
    args: list[js.Expr] = []
    for statement in before:
        assert isinstance(statement, js.Declare)
        target, default = statement.items[0]
        assert isinstance(target, js.Name)
        assert default is not None
        params.append(js.Param(target.id))
        args.append(default)
    return js.Call(js.Arrow(params, value), args)


def _closure(node: Union[ast.Lambda, Definition], cx: Context, before: list[js.Stmt]) -> js.Expr:
    inner = function_context(node, cx.file, cx)
    sig = signature(node)
    inner.arrow = not inner.generator
    params = parameters(sig.params, inner, cx, before)
    if isinstance(node, ast.Lambda):
        value = inner.awaited(node.body)
        if inner.generator:
            raise cx.refuse(
                node, "SPR101", "A lambda with yield is not supported in browser code.", "Write a def."
            )
        rest = [
            js.ExprStmt(js.Assign(js.Name(p.name_), inner.helper("tuple", js.Name(p.name_))))
            for p in params
            if p.rest
        ]
        if rest or inner.temps:
            return js.Arrow(params, [*declarations(inner), *rest, js.Return(value)])
        return js.Arrow(params, value)
    statements = body(node, inner)
    if inner.generator:
        return js.Function("", params, statements, inner.is_async, True)
    return js.Arrow(params, statements, inner.is_async)


@lowers(Passed)
def passed(node: ast.expr, cx: Context, value: js.Expr) -> js.Expr:
    """A function that is handed on to callers that are not known: it carries how many arguments it takes."""
    t = cx.type(node)
    if isinstance(t.ref, DEFINITIONS) and isinstance(node, ast.Name) and not t.ref.decorator_list:
        return handed_on(t.ref, value, cx)
    if isinstance(node, ast.Lambda):
        return counted(signature(node), value, cx)
    return value


def counted(sig: Signature, value: js.Expr, cx: Context) -> js.Call:
    """``value``, a function with these parameters, for callers that are not known: they pass by position, and by
    keyword where the app calls values with keywords."""
    if cx.file.project.attributes.named_values or sig.by_keyword:
        return cx.helper("handed", value, js.Literal(sig.text), js.Literal(sig.most), js.Literal(sig.least))
    count: list[js.Expr] = [value, js.Literal(sig.most)]
    if isinstance(value, js.Arrow) and sig.least != _length(value):
        count.append(js.Literal(sig.least))
    return cx.helper("fn", *count)


def _length(function: js.Arrow) -> int:
    """What JavaScript says that a function takes."""
    required = 0
    for param in function.params:
        if param.rest or param.default is not None:
            break
        required += 1
    return required


def handed_on(node: Definition, value: js.Expr, cx: Context) -> js.Expr:
    """A function of the file as a value."""
    cx.file.guards.open.add(node)
    out = counted(signature(node), value, cx)
    return cx.helper("titled", out, js.Literal(node.name)) if cx.file.project.attributes.titled else out


def top_level(node: Definition, file: FileContext, module: Context) -> list[js.Stmt]:
    """A function of the file."""
    if node.decorator_list:
        return _decorated(node, file, module)
    before: list[js.Stmt] = []
    return [*before, *_declaration(node, file, module, js_name(node.name), before)]


def _declaration(
    node: Definition, file: FileContext, module: Context, name: str, before: list[js.Stmt]
) -> list[js.Stmt]:
    cx = function_context(node, file, module)
    params = parameters(signature(node).params, cx, module, before)
    out = js.Function(name, params, body(node, cx), cx.is_async, cx.generator)
    out.at = place(file.source, node)
    out.name = node.name
    return [*before, out]


def _decorated(node: Definition, file: FileContext, module: Context) -> list[js.Stmt]:
    for decorator in node.decorator_list:
        binding = file.binding(decorator_name(decorator).split(".")[0])
        if not isinstance(binding, (Decl, ModuleRef)):
            raise module.refuse(
                decorator,
                "SPR131",
                f"The decorator @{ast.unparse(decorator)} is not available in browser code.",
            )
    before: list[js.Stmt] = []
    decorators = _decorators(node, module, before)
    cx = function_context(node, file, module)
    params = parameters(signature(node).params, cx, module, before)
    function = js.Function("", params, body(node, cx), cx.is_async, cx.generator)
    value: js.Expr = handed_on(node, function, module)
    for decorator, made in reversed([*zip(node.decorator_list, decorators)]):
        value = _given_to(decorator, made, value, module)
    return [*before, js.Declare("const", [(js.Name(js_name(node.name)), value)])]
