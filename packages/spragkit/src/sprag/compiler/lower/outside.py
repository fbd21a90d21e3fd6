"""Names from outside the project: sprag's, and the pure parts of the standard library."""

from __future__ import annotations

import ast
import math
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..project import External
from .references import SPRAG
from .stdlib import STDLIB

SERVER_ONLY = frozenset(
    """Cache Controller Handler ManagedProcess Model Operation OperationError QueueService Router Service ServiceManager
    SocketIngress Store Watcher WatcherError boot bus create_cache create_model create_store expect_json json_endpoint
    registry
    require_fields route start_process App page mount shell script module Screen hydrate ssr action requires_auth
    redirect Redirect
    Request UploadedFile Schema Field Outcome SessionPolicy InMemorySessionStore AnonymousAuthService load_markdown_tree
    load_markdown_document Log KV Jobs Lease socket_target HTTPError Request Response""".split()
)


def external_value(node: ast.expr, name: External, cx: Context) -> js.Expr:
    """An outside name that is read."""
    if name.module in SPRAG:
        return _sprag_value(node, name, cx)
    if name.name is None:
        raise cx.refuse(
            node, "SPR101", f"The module {name.module} cannot be used as a value.", "Use its members."
        )
    entry = STDLIB.get((name.module, name.name))
    if entry is None:
        raise unknown(node, name, cx)
    return entry.value(node, cx)


def external_class(name: External, cx: Context) -> Optional[js.Expr]:
    """An outside class as isinstance() takes it."""
    classes = {
        ("collections", "defaultdict"): "dict",
        ("collections", "OrderedDict"): "dict",
        ("enum", "Enum"): None,
    }
    key = (name.module, name.name or "")
    if key == ("enum", "Enum"):
        return cx.file.helper("Enum")
    found = classes.get(key)
    return js.Literal(found) if found else None


def unknown(node: ast.AST, name: External, cx: Context) -> Exception:
    """The refusal of a name that browser code does not have."""
    if name.module == "math" and name.name is not None and not hasattr(math, name.name):
        return cx.refuse(node, "SPR110", f"The module math has no {name.name!r}.")
    if name.module.startswith("."):
        return cx.refuse(
            node,
            "SPR112",
            f"There is no file for the import of {name.name or name.module!r}.",
            "Check the path of the import.",
        )
    if name.module.split(".")[0] in ("specter",):
        return cx.refuse(
            node, "SPR113", f"{name.module}.{name.name} is server code and cannot be used in browser code."
        )
    what = f"{name.module}.{name.name}" if name.name else name.module
    return cx.refuse(node, "SPR112", f"{what} is not available in browser code.")


def _sprag_value(node: ast.expr, name: External, cx: Context) -> js.Expr:
    if name.name == "browser":
        return js.Name("globalThis")
    if name.name == "imports":
        cx.file.feature("imports")
        return js.Member(js.Name("globalThis"), "__SPRAG_IMPORTS__")
    if name.name in SERVER_ONLY:
        owner = cx.class_name
        who = f"{owner} uses" if owner else "Browser code uses"
        raise cx.refuse(node, "SPR113", f"{who} {name.name}, which is server-only.")
    if name.name in ("Module", "Component"):
        return cx.file.ragot(name.name.lower(), name.name)
    raise cx.refuse(node, "SPR101", f"sprag.{name.name} cannot be used as a value in browser code.")
