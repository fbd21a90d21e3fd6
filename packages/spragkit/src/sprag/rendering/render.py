"""One surface for one request: authorise, load, render, document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Callable, Optional

from specter.errors import Redirect

from ..authoring.app import Mount, Page
from ..authoring.env import public_env
from ..authoring.screen import Hydrate
from ..authoring.store import declared_stores
from ..site.plan import Surface
from .document import Frame
from .payload import plain
from .tree import Out, render_of, write, write_component

META_KEY = "__sprag_meta__"
AUTH_KEY = "__sprag_auth__"


@dataclass(frozen=True)
class Setting:
    """What rendering asks of its surroundings."""

    #: Runs what `@requires_auth` demands of a class or function; raises when it is not met.
    authorize: Callable[[Any, Any], None]
    #: From a greenlet: the result of an awaitable.
    wait: Callable[[Any], Any]
    dev: bool = False


def render(frame: Frame, declaration: Page | Mount, controller: Any, request: Any, setting: Setting) -> str:
    """The HTML document of a surface. Redirects, HTTPErrors and whatever `load()` or `render()` raise go through."""
    surface = frame.surface
    data, meta = load(controller, request, setting)
    if isinstance(declaration, Mount):
        return _mount(frame, data, meta, request, setting)
    hydration: list[dict[str, Any]] = []
    out = Out(_hydrating(hydration))
    screen = declaration.screen(data)
    write(out, render_of(type(screen))(screen, data))
    if surface.mode == "document":
        return frame.document(out.html(), meta, None)
    return frame.document(out.html(), meta, _payload(frame, data, meta, request, setting, hydration))


def load(
    controller: Any, request: Any, setting: Setting
) -> tuple[dict[str, Any], Optional[Mapping[str, Any]]]:
    """What a controller's `load()` gives, and its metadata; a returned Redirect is raised."""
    data: dict[str, Any] = {}
    meta: Optional[Mapping[str, Any]] = None
    if controller is not None:
        setting.authorize(controller.load, request)
        given = controller.load()
        if isawaitable(given):
            given = setting.wait(given)
        if isinstance(given, Redirect):
            raise given
        if isinstance(given, Mapping):
            data = dict(given)
            meta = data.pop(META_KEY, None)
            if meta is not None and not isinstance(meta, Mapping):
                raise TypeError(f"load()[{META_KEY!r}] must be a dict of metadata, got {type(meta).__name__}")
        elif given is not None:
            data = {"value": given}
    data[AUTH_KEY] = request.auth_snapshot()
    return data, meta


def _hydrating(entries: list[dict[str, Any]]) -> Callable[[Out, Hydrate], None]:
    def hydrate(out: Out, node: Hydrate) -> None:
        name = f"sprag-h{len(entries) + 1}"
        module = node.module
        module_name = type(module).__name__ if module is not None else ""
        cls = node.component
        where = f"hydrate({cls.__name__})"
        given = node.props if node.props is not None else module.state if module is not None else {}
        props = plain(given, f"{where} state")
        entry: dict[str, Any] = {
            "id": name,
            "component": cls.__name__,
            "module": module_name or None,
            "state": props,
        }
        if module is not None:
            module_state = plain(module.state, f"{module_name}.state")
            if module_state != props:
                entry["module_state"] = module_state
        entries.append(entry)
        component = cls(props=props, state=dict(props))
        component.module = module
        if component.state != props:
            entry["state"], entry["props"] = plain(component.state, f"{cls.__name__}.state"), props
        out.parts.append(
            f'<div data-sprag-hydrate="{cls.__name__}" data-sprag-hydrate-id="{name}"'
            f' data-sprag-module="{module_name}">'
        )
        out.after_text = False
        nested, out.hydrate = out.hydrate, None
        write_component(out, component)
        out.hydrate = nested
        out.parts.append("</div>")
        out.after_text = False

    return hydrate


def _mount(
    frame: Frame, data: dict[str, Any], meta: Optional[Mapping[str, Any]], request: Any, setting: Setting
) -> str:
    payload = _payload(frame, data, meta, request, setting, [])
    payload["boot"] = payload["routeData"]
    payload["mount"] = payload["page"]
    return frame.document("", meta, payload)


def _payload(
    frame: Frame,
    data: dict[str, Any],
    meta: Optional[Mapping[str, Any]],
    request: Any,
    setting: Setting,
    hydration: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "auth": data[AUTH_KEY],
        "env": public_env(),
        "hydration": hydration,
        "metadata": plain(frame.metadata(meta), "metadata"),
        "page": page_facts(frame, request, setting),
        "routeData": plain(data, "load()"),
        "stores": _stores(frame.surface),
    }


def page_facts(frame: Frame, request: Any, setting: Setting) -> dict[str, Any]:
    """`P` of docs/architecture.md §7: what the browser knows of its surface."""
    surface, base = frame.surface, frame.base
    facts: dict[str, Any] = {
        "path": request.path,
        "pattern": surface.pattern,
        "params": request.params,
        "mode": surface.mode,
        "name": surface.name,
        "controller": surface.controller,
        "actions": surface.actions,
        "action_endpoint": f"{base}/__sprag__/actions",
        "upload_endpoint": f"{base}/__sprag__/uploads",
        "events_endpoint": f"{base}/__sprag__/events",
        "socket_endpoint": f"{base}/__sprag__/socket",
        "topics": surface.topics,
        "modules": {
            alias: {"src": base + one.url if one.url.startswith("/") else one.url, "export": one.export}
            for alias, one in surface.modules.items()
        },
        "providers": {key: root.name for key, root in surface.providers.items()},
        "base": base,
        "dev": setting.dev,
    }
    if surface.kind == "mount":
        facts["component"] = surface.components[0].name
        facts["module"] = surface.behaviours[0].name if surface.behaviours else None
    return facts


def _stores(surface: Surface) -> dict[str, Any]:
    return {
        store.name: plain(store.snapshot(), f"store {store.name!r}")
        for store in declared_stores()
        if store.name in surface.stores
    }
