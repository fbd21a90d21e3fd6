"""Classes: what they are made of, in which order, and what happens to them once they are made."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..diagnostics import Refusal
from ..filecontext import FileContext
from ..model import DEFINITIONS, ClassInfo, Definition, Signature, decorator_name, kind_of, signature
from ..names import js_name
from ..project import Decl, place
from ..walking import walk
from .border import to_js
from .constructors import is_super
from .enumerations import check_enum, enum_members, has_distinct_values
from .members import class_member, class_value, decorator_options
from .records import bound_above, class_scope_value, dataclass_init, dataclass_options, dataclass_signature
from .references import class_object, class_reference, member_name

CLASS_DECORATORS = frozenset(
    [
        "dataclass",
        "dataclasses.dataclass",
        "final",
        "typing.final",
        "total_ordering",
        "functools.total_ordering",
        "unique",
        "enum.unique",
    ]
)
MEMBERS_ARE_OBJECTS = (
    "Write class Name(Enum) and use `.value` where the text or the number is meant: a member that is a str or "
    "an int as well has no form in JavaScript."
)


def top_level_class(node: ast.ClassDef, decl: Decl, file: FileContext, module: Context) -> list[js.Stmt]:
    """A class of the file."""
    return class_statements(node, file.classes.of(decl), js_name(node.name), file, module)


@lowers(ast.ClassDef)
def lower_class(node: ast.ClassDef, cx: Context) -> list[js.Stmt]:
    """A class inside a function."""
    decl = Decl("class", node.name, cx.file.file, node)
    info = cx.file.classes.of_node(node, None, decl)
    cx.classes_here[node.name] = info
    name = cx.local_name(node.name)
    made = class_statements(node, info, name, cx.file, cx)
    out: list[js.Stmt] = []
    for statement in made:
        if isinstance(statement, js.Class):
            kind = cx.plan.kind(node, node.name)
            if kind is not None:
                out.append(js.Declare(kind, [(js.Name(name), statement)]))
            else:
                out.append(js.ExprStmt(js.Assign(js.Name(name), statement)))
        else:
            out.append(statement)
    return out


def class_statements(
    node: ast.ClassDef, info: ClassInfo, name: str, file: FileContext, outer: Context
) -> list[js.Stmt]:
    """The class, what must be evaluated before it, and the values of its body after it."""
    _check(node, info, file, outer)
    before: list[js.Stmt] = []
    members: list[Union[js.Method, js.ClassField]] = []
    target = js.Name(name)
    after = _of_exception(info, target, file)
    if info.framework is None:
        members.append(js.ClassField("__name__", js.Literal(node.name)))
        if _starts_itself(info):
            members.append(_constructor(target, file))
    if info.dataclass is not None or info.typed:
        members += dataclass_init(info, file, outer, before)
    for statement in node.body:
        try:
            if isinstance(statement, DEFINITIONS):
                if statement is info.members.get(statement.name) or kind_of(statement) == "setter":
                    after += _late_defaults(statement, info, target, outer, before)
                    members += class_member(statement, info, file, outer, before)
            else:
                after += class_value(statement, info, target, file, outer)
        except Refusal as refusal:
            file.report(refusal, node.name, getattr(statement, "name", None))
    after += _finish(info, target, file, outer)
    made = js.Class(name, _base(node, info, file, outer), members)
    made.at = place(file.source, node)
    made.name = node.name
    return [*before, made, *after]


def _late_defaults(
    node: Definition, info: ClassInfo, target: js.Name, outer: Context, before: list[js.Stmt]
) -> list[js.Stmt]:
    """Defaults that name what the class body has bound so far: evaluated among its values."""
    out: list[js.Stmt] = []
    for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
        if bound_above(default, info):
            name = js.Name(f"$d{outer.file.serial() if outer.scope.kind == 'module' else outer.fresh()}")
            before.append(js.Declare("let", [(name, None)]))
            out.append(js.ExprStmt(js.Assign(name, class_scope_value(default, info, target, outer))))
            outer.late_defaults[default] = name
    return out


def _of_exception(info: ClassInfo, target: js.Name, file: FileContext) -> list[js.Stmt]:
    """Attributes of an exception that JavaScript's errors only have to be read; further bases."""
    if info.exception is None:
        return []
    values = {n for n, member in info.members.items() if not isinstance(member, DEFINITIONS)}
    names = [n for n in ("message", "name", "value") if n in info.attributes | values]
    calls = [js.Call(file.helper("settable"), [target, js.Literal(n)]) for n in names]
    calls += [js.Call(file.helper("derived"), [target, file.helper(name)]) for name in info.also]
    return [js.ExprStmt(call) for call in calls]


def _check(node: ast.ClassDef, info: ClassInfo, file: FileContext, cx: Context) -> None:
    if info.unknown_base is not None:
        base = info.unknown_base
        raise cx.refuse(
            base,
            "SPR130",
            f"The base class {ast.unparse(base)} of {node.name} is not known in browser code.",
            MEMBERS_ARE_OBJECTS if _of_enumerations(node) else "",
        )
    if info.enum:
        check_enum(info, cx)
    if any(k.arg == "metaclass" for k in node.keywords):
        raise cx.refuse(node, "SPR130", f"{node.name} has a metaclass.")
    if info.framework and any(m.framework and not m.lent for m in info.mixins):
        raise cx.refuse(node, "SPR130", f"{node.name} inherits from two framework classes.")
    for mixin in info.mixins if info.framework else []:
        if mixin.framework != info.framework or "__init__" in mixin.members:
            raise cx.refuse(
                node,
                "SPR130",
                f"{mixin.node.name} cannot be mixed into the {info.framework} {node.name}.",
                "A mixin has a name that no other class has, no __init__, no base of its own, and belongs to Modules "
                "or to Components, not to both.",
            )
    if info.exception and (info.enum or any(m.exception for m in info.mixins)):
        raise cx.refuse(
            node,
            "SPR130",
            f"{node.name} inherits from two classes of the app of which one is an exception.",
            "Derive it from one of them, and from a builtin exception.",
        )
    if not _linear(info):
        raise cx.refuse(node, "SPR130", f"The bases of {node.name} share a base; their order cannot be kept.")
    for name in (
        "__new__",
        "__init_subclass__",
        "__class_getitem__",
        "__getattribute__",
        "__getattr__",
        "__setattr__",
        "__delattr__",
        "__slots__",
    ):
        if name in info.members and name != "__slots__":
            raise cx.refuse(
                info.members[name],
                "SPR130",
                f"{name} is not supported in browser code.",
                "Use a property or a method.",
            )


def _of_enumerations(node: ast.ClassDef) -> bool:
    return any(ast.unparse(b).rpartition(".")[2].endswith(("Enum", "Flag")) for b in node.bases)


def _linear(info: ClassInfo) -> bool:
    if not info.mixins:
        return True
    seen: list[ClassInfo] = info.base.mro() if info.base else []
    for mixin in info.mixins:
        if any(m in seen for m in mixin.mro()) or (mixin.base is not None):
            return False
        if any(_uses_super(m) for m in mixin.members.values()):
            return False
        seen += mixin.mro()
    # With several bases super() may mean a mixin, which JavaScript's does not.
    names = {n for m in info.mixins for n in m.members}
    return not any(
        isinstance(c, ast.Call)
        and isinstance(c.func, ast.Attribute)
        and c.func.attr in names
        and is_super(c.func.value)
        for i in [info, *(info.base.mro() if info.base else [])]
        for member in i.members.values()
        for c in walk(member)
    )


def _uses_super(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "super" for n in walk(node))


def _base(node: ast.ClassDef, info: ClassInfo, file: FileContext, outer: Context) -> js.Expr:
    if info.base is not None:
        for base in node.bases:
            target = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(target, ast.Name) and class_reference(target, outer) is info.base:
                return class_object(target, outer)
        assert info.base.decl is not None
        return file.reference(info.base.decl, node)
    if info.framework:
        return file.ragot(info.framework.lower(), info.framework)
    if info.exception:
        return file.helper(info.exception)
    return file.helper("Enum") if info.enum else file.helper("Obj")


def _starts_itself(info: ClassInfo) -> bool:
    """Whether instances are made by `Obj` and then given to an `__init__` of the app."""
    if info.exception is not None or info.enum:
        return False
    return any("__init__" in i.members or i.dataclass is not None or i.typed for i in info.mro())


def _constructor(target: js.Name, file: FileContext) -> js.Method:
    """Calls `__init__` from the class itself: one call in `Obj` for all classes would be slow for all."""
    args = js.Name("a")
    start = js.ExprStmt(js.call(js.Member(js.THIS, "__init__"), js.Spread(args)))
    own = js.Binary("===", js.Member(js.Name("new"), "target"), target)
    above = js.ExprStmt(js.call(js.Name("super"), file.helper("bare")))
    return js.Method(
        "constructor", js.Function("", [js.Param(args.id, rest=True)], [above, js.If(own, [start])])
    )


def _finish(info: ClassInfo, target: js.Name, file: FileContext, cx: Context) -> list[js.Stmt]:
    """What happens to the class once it is made: mixins, dataclass methods, enum members, decorators."""
    out = _counts(info, target, file, cx)
    # What the decorator writes wins over what a base brings.
    if info.dataclass is not None or info.typed:
        out.append(js.ExprStmt(js.Call(file.helper("dataclass"), [target, *dataclass_options(info, cx)])))
    for i, mixin in enumerate(info.mixins):
        if mixin.decl is not None:
            source = file.reference(mixin.decl, info.node)
            first: list[js.Expr] = [js.Literal(True)] if i < info.ahead else []
            out.append(js.ExprStmt(js.Call(file.helper("mixin"), [target, source, *first])))
    if info.enum:
        out.append(js.ExprStmt(js.Call(file.helper("members"), [target, enum_members(info, cx)])))
    for decorator in reversed(info.node.decorator_list):
        name = decorator_name(decorator)
        if name in CLASS_DECORATORS:
            if name.endswith("total_ordering"):
                out.append(js.ExprStmt(js.Call(file.helper("totalOrdering"), [target])))
            if name.endswith("unique") and not has_distinct_values(info):
                raise cx.refuse(decorator, "SPR131", "@unique needs values that are known and differ.")
            continue
        external = file.external(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if (
            external is not None
            and external.module.startswith("sprag")
            and info.framework
            and isinstance(decorator, ast.Call)
        ):
            made = _class_decorator(external.name or "", decorator, info, target, file, cx)
            if made is not None:
                out.append(made)
                continue
        if not _returns_its_class(decorator, file):
            raise cx.refuse(
                decorator,
                "SPR131",
                f"The decorator @{ast.unparse(decorator)} is not available in browser code.",
                "A decorator of your own must be a function that returns the class it is given.",
            )
        out.append(js.ExprStmt(js.call(cx.value(decorator), target)))
    return out


def _returns_its_class(decorator: ast.expr, file: FileContext) -> bool:
    """Whether a decorator is a function of the project that gives back what it is given, or makes such a one."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    found = file.binding(target.id) if isinstance(target, ast.Name) else None
    node = found.node if isinstance(found, Decl) else None
    if isinstance(decorator, ast.Call) and isinstance(node, DEFINITIONS):
        last = node.body[-1]
        made = last.value.id if isinstance(last, ast.Return) and isinstance(last.value, ast.Name) else ""
        inner = [s for s in node.body if isinstance(s, DEFINITIONS) and s.name == made]
        node = inner[0] if len(inner) == 1 else None
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or not node.args.args:
        return False
    own = node.args.args[0].arg
    returns = [n for n in walk(node) if isinstance(n, ast.Return)]
    stores = [
        n for n in walk(node) if isinstance(n, ast.Name) and n.id == own and isinstance(n.ctx, ast.Store)
    ]
    return (
        not stores
        and isinstance(node.body[-1], ast.Return)
        and all(isinstance(r.value, ast.Name) and r.value.id == own for r in returns)
    )


def _counts(info: ClassInfo, target: js.Name, file: FileContext, cx: Context) -> list[js.Stmt]:
    """Methods that are called or handed on where it is not known what they take carry their counts and parameters."""
    out: list[js.Stmt] = []
    attributes = file.project.attributes
    made = attributes.classes and info.framework is None
    if made:
        out += _count_of_instances(info, target, cx)
    for name, member in info.members.items():
        if not isinstance(member, DEFINITIONS) or kind_of(member) not in ("method", "class", "static"):
            continue
        kind = kind_of(member)
        key = member_name(name, info, cx)
        place = js.member(target, "prototype", key) if kind == "method" else js.Member(target, key)
        sig = signature(member, kind != "static")
        if name in attributes.named:
            out.append(js.ExprStmt(cx.helper("takes", place, js.Literal(sig.text))))
        if name in attributes.counted:
            out.append(js.ExprStmt(cx.helper("fn", place, js.Literal(sig.most))))
    return out


def _count_of_instances(info: ClassInfo, target: js.Name, cx: Context) -> list[js.Stmt]:
    """How many arguments a class takes that unknown callers may make instances of."""
    # What a second base brings does not come by JavaScript's inheritance.
    found = info.find("__init__") if info.mixins else (info, info.members.get("__init__"))
    if found is not None and isinstance(found[1], DEFINITIONS):
        sig = signature(found[1], True)
    elif info.dataclass is not None or info.typed:
        sig = dataclass_signature(info)
    elif info.base is None and info.exception is None and not info.enum:
        sig = Signature(())
    else:
        return []
    out: list[js.Stmt] = [js.ExprStmt(cx.helper("fn", target, js.Literal(sig.most), js.Literal(sig.least)))]
    if cx.file.project.attributes.named_values:
        out.append(js.ExprStmt(cx.helper("takes", target, js.Literal(sig.text))))
    return out


def _class_decorator(
    name: str, decorator: ast.Call, info: ClassInfo, target: js.Name, file: FileContext, cx: Context
) -> Optional[js.Stmt]:
    if name == "animate":
        file.feature("animation")
        value = (
            decorator.args[0]
            if decorator.args
            else decorator.keywords[0].value
            if decorator.keywords
            else ast.Constant("is-visible")
        )
        return js.ExprStmt(js.Assign(js.Member(target, "$animate"), to_js(value, cx)))
    if name in ("virtual_scroll", "infinite_scroll"):
        file.feature("scroll")
        required = ("chunk", "total") if name == "virtual_scroll" else ("load_more",)
        for method in required:
            if info.find(method) is None:
                raise cx.refuse(
                    decorator,
                    "SPR131",
                    f"@{name} on {info.node.name} needs a method {method}().",
                    f"Define {method}() in the class.",
                )
        if (
            name == "virtual_scroll"
            and any(
                k.arg == "pool_size" and not (isinstance(k.value, ast.Constant) and k.value.value == 0)
                for k in decorator.keywords
            )
            and info.find("recycle") is None
        ):
            raise cx.refuse(
                decorator,
                "SPR131",
                f"@virtual_scroll(pool_size=…) on {info.node.name} needs a method recycle().",
                "Define recycle(el, i).",
            )
        key = "$virtual" if name == "virtual_scroll" else "$infinite"
        return js.ExprStmt(js.Assign(js.Member(target, key), decorator_options(decorator, cx)))
    return None
