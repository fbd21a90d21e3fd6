"""``sprag routes``: every page, mount and action, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..site import Site, Surface


def describe(site: Site) -> list[dict[str, Any]]:
    """Return one plain record per surface, in order of precedence."""
    return [_record(surface) for surface in site.surfaces]


def lines(records: list[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        parts = [record[key] for key in ("controller", "screen", "component", "module") if record.get(key)]
        yield f"{record['path']} [{record['mode']}] -> {' / '.join(parts)}"
        for action in record["actions"]:
            fields = ", ".join(_field(name, field) for name, field in action["fields"].items())
            yield f"  @{action['name']}({fields}){' [defer]' if action['defer'] else ''}"


def _record(surface: Surface) -> dict[str, Any]:
    from ..authoring.app import Page
    from ..site import live

    declared = live(surface)
    if isinstance(declared, Page):
        controller = declared.controller
        record: dict[str, Any] = {"screen": declared.screen.__name__}
    else:
        controller = declared.boot
        record = {
            "component": declared.component.__name__,
            "module": declared.module.__name__ if declared.module else None,
        }
    return {
        "path": surface.pattern,
        "kind": surface.kind,
        "mode": surface.mode,
        "name": surface.name,
        "file": f"{surface.file}:{surface.line}",
        "controller": controller.__name__ if controller else None,
        **record,
        "actions": [_action(name, controller) for name in surface.actions],
    }


def _action(name: str, controller: Any) -> dict[str, Any]:
    mark = getattr(controller.sprag_actions()[name], "_sprag_action_meta", {})
    schema = mark.get("schema")
    fields = {} if schema is None else {key: _describe_field(value) for key, value in schema.fields.items()}
    return {"name": name, "defer": bool(mark.get("defer")), "fields": fields}


def _describe_field(field: Any) -> dict[str, Any]:
    return {"type": getattr(field.type, "__name__", str(field.type)), "required": bool(field.required)}


def _field(name: str, field: dict[str, Any]) -> str:
    return f"{name}: {field['type']}{' [required]' if field['required'] else ''}"
