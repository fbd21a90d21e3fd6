"""What the framework gives to browser code: members of Module and Component, `dom`, `env`, decorators."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from typing import Optional

from .. import jsast as js
from .. import template
from ..context import Context
from ..filecontext import is_private
from ..model import ClassInfo, parse
from ..names import CALLED, DOM_HELPERS, FRAMEWORK
from ..project import External
from ..scopes import Scope
from ..types import INT, RAW
from .arguments import fit, js_arguments
from .border import given_once, host_arguments, nullish, to_js
from .outside import external_value, unknown
from .state import to_state

# Parameters of the framework's own methods, in the order of the JavaScript ones.
SIGNATURES = {
    "set_state": "partial",
    "set_state_sync": "partial",
    "batch_state": "fn",
    "watch_state": "fn",
    "call_action": "name, payload=",
    "action_error_message": "error, fallback=",
    "on": "target, event, handler, options=",
    "off": "target, event, handler",
    "delegate": "target, event, selector, handler",
    "listen": "event, handler",
    "emit": "event, payload=",
    "timeout": "fn, seconds=",
    "interval": "fn, seconds",
    "clear_timeout": "id",
    "clear_interval": "id",
    "clear_timers": "",
    "add_cleanup": "fn",
    "adopt": "child",
    "form_data": "source",
    "upload": "name, file, payload=, on_progress=",
    "upload_form": "name, source, on_progress=",
    "navigate": "target, options=",
    "set_metadata": "metadata, options=",
    "on_socket": "event, handler",
    "off_socket": "event, handler",
    "emit_socket": "event, payload=",
    "join_topic": "topic",
    "leave_topic": "topic",
    "provider": "name",
    "mount": "parent",
    "mount_before": "sibling",
}


# What these are given is looked for again by the next one.
FOUND_AGAIN = frozenset(["on", "off", "on_socket", "off_socket"])


# Trailing keywords become one options object: `adopt_component(card, sync=…)`.
OPTIONS = {
    "adopt_component": "component",
    "subscribe": "fn",
    "refetch_on_socket": "event=",
    "create_selector": "*selectors",
    "adopt": "child",
    "navigate": "target, options=",
    "set_metadata": "metadata, options=",
    "start": "",
    "stop": "",
    "unmount": "",
}


OPTION_NAMES = {"on_result": "onResult", "on_error": "onError"}


def framework_call(node: ast.Call, func: ast.Attribute, info: ClassInfo, cx: Context) -> Optional[js.Expr]:
    """`self.name(…)` where the framework defines the method; None where it does not."""
    name = func.attr
    _check_owner(node, name, info, cx)
    if name not in SIGNATURES and name not in OPTIONS:
        _check_known(node, name, info, cx)
        return None
    receiver = cx.expr(func.value)
    callee = js.Member(receiver, FRAMEWORK.get(name, name))
    if name in ("timeout", "interval"):
        return js.Call(callee, _timer(node, name, cx))
    if name == "subscribe" and node.args and len(node.args) > 1:
        # self.subscribe(store, fn, …): the store's subscription, ended with the module.
        return _store_subscription(node, receiver, cx)
    if name in OPTIONS and (node.keywords or name not in SIGNATURES):
        args = [to_js(a, cx) for a in node.args]
        if node.keywords:
            args.append(_options(node.keywords, cx))
        return nullish(js.Call(callee, args), node, cx)
    changes_state = info.framework == "Component" and name in ("set_state", "set_state_sync")
    give = to_state if changes_state else to_js if name in FOUND_AGAIN else given_once
    fitted = fit(node, parse(SIGNATURES[name]), name, cx, lambda param, arg: give(arg, cx))
    return nullish(js.Call(callee, js_arguments(fitted)), node, cx)


def _check_owner(node: ast.Call, name: str, info: ClassInfo, cx: Context) -> None:
    """Refuse a method that only the other one of Module and Component has."""
    own = info.framework
    other = "Module" if own == "Component" else "Component"
    if own is None or name in CALLED[own] or name not in CALLED[other] or info.unknown_base is not None:
        return
    hint = "" if name == "subscribe" else f"{name}() is a method of {other}; call it there."
    raise cx.refuse(node, "SPR133", f"{own}.{name}(...) is not part of SPRAG's browser contract.", hint)


def _check_known(node: ast.Call, name: str, info: ClassInfo, cx: Context) -> None:
    """Refuse a method that neither the framework nor anything of the app has: a misspelt one, as a rule."""
    own = info.framework
    if own is None or info.unknown_base is not None or name in CALLED[own] or name.startswith("__"):
        return
    files = cx.file.project.parsed.values()
    if cx.file.project.defines(name) or any({name, "*"} & file.mentions.replaced for file in files):
        return
    if _looks_out(cx.scope):
        return
    alike = get_close_matches(name, [*CALLED[own], *(one for each in info.mro() for one in each.members)], 1)
    hint = f"Did you mean {alike[0]}()?" if alike else ""
    raise cx.refuse(node, "SPR124", f"{info.node.name} has no method {name}().", hint)


def _looks_out(scope: Optional[Scope]) -> bool:
    """Whether a function, or one around it, is ready for what is missing: by a `try`, or by asking first."""
    while scope is not None and scope.kind not in ("class", "module"):
        if scope.uses & {"hasattr", "getattr"} or any(isinstance(n, ast.Try) for n in ast.walk(scope.node)):
            return True
        scope = scope.parent
    return False


def _options(keywords: list[ast.keyword], cx: Context) -> js.Expr:
    out: list[js.Property] = []
    for keyword in keywords:
        if keyword.arg is None:
            raise cx.refuse(
                keyword.value, "SPR121", "**… cannot be passed to the framework.", "Write the keywords out."
            )
        out.append(js.Property(OPTION_NAMES.get(keyword.arg, keyword.arg), to_js(keyword.value, cx)))
    return js.Object(list(out))


def _timer(node: ast.Call, name: str, cx: Context) -> list[js.Expr]:
    """`timeout(fn, seconds)`: JavaScript counts milliseconds."""
    fitted = fit(
        node,
        parse(SIGNATURES[name]),
        name,
        cx,
        lambda p, a: milliseconds(a, cx) if p.name == "seconds" else given_once(a, cx),
    )
    return js_arguments(fitted)


def milliseconds(node: ast.expr, cx: Context) -> js.Expr:
    """Seconds as milliseconds; folded where they are a constant."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        ms = round(node.value * 1000, 6)
        return js.Literal(int(ms) if ms == int(ms) else ms)
    if cx.type(node).only(RAW | INT):
        return js.Binary("*", cx.number(node), js.Literal(1000))
    return js.Binary("*", cx.helper("num", cx.value(node)), js.Literal(1000))


def _store_subscription(node: ast.Call, receiver: js.Expr, cx: Context) -> js.Expr:
    store, *rest = node.args
    args = [to_js(a, cx) for a in rest]
    if node.keywords:
        args.append(_options(node.keywords, cx))
    return js.call(js.Member(receiver, "addCleanup"), js.call(js.Member(cx.value(store), "subscribe"), *args))


def sprag_call(node: ast.Call, name: External, cx: Context) -> js.Expr:
    """A call of something imported from sprag."""
    if name.module in ("sprag.dom", "sprag.browser.dom") or (name.module == "sprag" and name.name == "dom"):
        raise cx.refuse(node, "SPR120", "dom is a namespace, not a function.")
    rule = FUNCTIONS.get(name.name or "")
    if rule is not None:
        return rule(node, cx)
    if name.module == "sprag.ui":
        raise unknown(node.func, name, cx)
    value = external_value(node.func, name, cx)
    return nullish(js.Call(value, host_arguments(node, cx)), node, cx)


def dom_call(node: ast.Call, name: str, cx: Context) -> js.Expr:
    """`dom.name(…)`: a function of ragot/dom.js; keywords become one object at the end."""
    if name not in DOM_HELPERS:
        raise cx.refuse(
            node.func,
            "SPR124",
            f"dom has no {name!r}.",
            "The helpers are: " + ", ".join(sorted(DOM_HELPERS)) + ".",
        )
    args = host_arguments(node, cx)
    if name in ("animate_in", "animate_out") and node.keywords:
        positional = args[:-1]
        keywords = {k.arg: k.value for k in node.keywords}
        if set(keywords) == {"class_name"} and len(positional) == 1:
            args = [*positional, to_js(keywords["class_name"], cx)]
    return nullish(js.Call(cx.file.ragot("dom", DOM_HELPERS[name]), args), node, cx)


def ui_call(node: ast.Call, name: str, cx: Context) -> js.Expr:
    """`ui.tag(…)`: the template compiler's."""
    return template.ui_call(node, name, cx)


def _env(node: ast.Call, cx: Context) -> js.Expr:
    keywords = {k.arg: k.value for k in node.keywords}
    if not 1 <= len(node.args) <= 2 or set(keywords) - {"cast", "required", "default"}:
        raise cx.refuse(node, "SPR120", "env() takes a name, a default, cast= and required=.")
    name = node.args[0]
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
        raise cx.refuse(
            name,
            "SPR115",
            "The name of an environment variable must be a literal string in browser code.",
            "Write the name out.",
        )
    if not name.value.startswith("SPRAG_PUBLIC_"):
        raise cx.refuse(
            name,
            "SPR115",
            f"The environment variable {name.value} is private and cannot be read in browser code.",
        )
    default = node.args[1] if len(node.args) > 1 else keywords.get("default")
    args: list[js.Expr] = [js.Literal(name.value)]
    cast = keywords.get("cast")
    if isinstance(cast, ast.Constant) and cast.value is None:
        cast = None
    if cast is not None and not (isinstance(cast, ast.Name) and cast.id in ("bool", "int", "float", "str")):
        raise cx.refuse(cast, "SPR120", "cast= supports bool, int, float and str.")
    required = keywords.get("required")
    if default is not None or cast is not None or required is not None:
        args.append(cx.value(default) if default is not None else js.UNDEFINED)
    if cast is not None or required is not None:
        args.append(js.Literal(cast.id) if isinstance(cast, ast.Name) else js.NULL)
    if required is not None:
        args.append(cx.test(required))
    return js.Call(cx.file.ragot("client/env", "env"), args)


def _public_env(node: ast.Call, cx: Context) -> js.Expr:
    if node.args or node.keywords:
        raise cx.refuse(node, "SPR120", "public_env() takes no arguments in browser code.")
    return js.Call(cx.file.ragot("client/env", "publicEnv"))


def _create_store(node: ast.Call, cx: Context) -> js.Expr:
    return js.Call(cx.file.ragot("store", "createStateStore"), host_arguments(node, cx))


def _store(node: ast.Call, cx: Context) -> js.Expr:
    keywords = {k.arg: k.value for k in node.keywords}
    if not node.args or not isinstance(node.args[0], ast.Constant):
        raise cx.refuse(node, "SPR120", "store() takes its name as a literal string.")
    if is_private(node):
        raise cx.refuse(node, "SPR117", f"The store {node.args[0].value!r} is private.")
    initial = node.args[1] if len(node.args) > 1 else keywords.get("initial")
    args: list[js.Expr] = [cx.expr(node.args[0])]
    if initial is not None:
        args.append(to_js(initial, cx))
    return js.Call(cx.file.ragot("client/stores", "store"), args)


def _create_selector(node: ast.Call, cx: Context) -> js.Expr:
    return js.Call(cx.file.ragot("selector", "createSelector"), host_arguments(node, cx))


def _join_url(node: ast.Call, cx: Context) -> js.Expr:
    return js.Call(cx.file.ragot("client/env", "joinUrl"), host_arguments(node, cx))


def _ref(node: ast.Call, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "ref(...) can only stand in a class body: name = ref('.selector').")


FUNCTIONS = {
    "env": _env,
    "public_env": _public_env,
    "create_state_store": _create_store,
    "createStateStore": _create_store,
    "create_selector": _create_selector,
    "createSelector": _create_selector,
    "store": _store,
    "join_url": _join_url,
    "ref": _ref,
}
