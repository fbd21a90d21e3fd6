"""Head tags from metadata: title, canonical, Open Graph, icons, and `<meta name>` for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .html import attribute, text

#: Read by the document itself: no `<meta>` of their own.
_DOCUMENT_KEYS = frozenset({"title", "lang", "icons"})


def head_tags(metadata: Mapping[str, Any]) -> str:
    """The tags, the title first. `None` and `""` are left out; lists are joined with commas."""
    title = f"<title>{text(str(metadata.get('title') or ''))}</title>"
    return title + "".join(_tag(key, value) for key, value in metadata.items()) + "".join(_icons(metadata))


def _tag(key: str, value: Any) -> str:
    if key in _DOCUMENT_KEYS or value is None or value == "":
        return ""
    managed = f'data-sprag-head="true" data-sprag-head-key="{attribute(key)}"'
    shown = attribute(
        ", ".join(map(str, value)) if isinstance(value, (list, tuple, set, frozenset)) else str(value)
    )
    if key == "canonical":
        return f'<link rel="canonical" href="{shown}" {managed}>'
    kind = "property" if key.startswith(("og:", "article:", "fb:")) else "name"
    return f'<meta {kind}="{attribute(key)}" content="{shown}" {managed}>'


def _icons(metadata: Mapping[str, Any]) -> Iterator[str]:
    icons = metadata.get("icons") or ()
    for icon in [icons] if isinstance(icons, (str, Mapping)) else icons:
        values = {"rel": "icon", "href": icon} if isinstance(icon, str) else {"rel": "icon", **icon}
        written = "".join(f' {key}="{attribute(str(value))}"' for key, value in values.items() if value)
        yield f'<link{written} data-sprag-head="true">'
