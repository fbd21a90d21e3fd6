"""The document around a surface's content: head, shell, payload, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Optional

from ..authoring.assets import split_at_slot
from ..site.plan import Entry, Site, Style, Surface
from .html import attribute, script_json
from .metadata import head_tags

_BEGIN = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'


_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_URL_ATTRIBUTE = r"(\s(?:href|src|action|formaction|poster|data-src)=%s)(?=/(?![/\\]))"
#: Our printers write double quotes only: what looks like an attribute inside a value has none.
_OWN_URL = re.compile(_URL_ATTRIBUTE % '"')
_AUTHORS_URL = re.compile(_URL_ATTRIBUTE % "[\"']?")


class Frame:
    """All of a surface's document that does not depend on the request; made once, used for every response."""

    def __init__(self, site: Site, surface: Surface, project: Path, base: str = "") -> None:
        self.surface = surface
        self.base = base
        wants_map = surface.modules or any(script.module for script in surface.js)
        #: The text of the page's import map, whose hash its policy names; "" when it has none.
        self.import_map = import_map(site, base) if wants_map else ""
        self._metadata = {"title": surface.name, **surface.metadata}
        self._links = _mapped(self.import_map) + _links(surface, base)
        before, after = (with_base(part, base, _AUTHORS_URL) for part in _shell(project, surface.templates))
        if surface.kind == "mount":
            self._open = f'</head><body>{before}<div id="app-root">'
            self._close = f"</div>{after}"
        else:
            self._open = f'</head><body><div id="app-root">{before}'
            self._close = f"{after}</div>"
        self._scripts = _scripts(surface, base)
        self._head = self._written_head(self._metadata)

    def metadata(self, own: Optional[Mapping[str, Any]]) -> dict[str, Any]:
        """The surface's metadata with what `load()` gave over it."""
        return {**self._metadata, **own} if own else self._metadata

    def document(
        self, body: str, own: Optional[Mapping[str, Any]], payload: Optional[Mapping[str, Any]]
    ) -> str:
        """The whole document. Without a payload there is no script of ours in it."""
        if self.base:
            body = with_base(body, self.base)
        head = self._written_head(self.metadata(own)) if own else self._head
        if payload is None:
            return f"{head}{self._open}{body}{self._close}{self._scripts}</body></html>"
        data = f'<script type="application/json" id="sprag-payload">{script_json(payload)}</script>'
        return f"{head}{self._open}{body}{self._close}{data}{self._scripts}</body></html>"

    def _written_head(self, metadata: Mapping[str, Any]) -> str:
        lang = attribute(str(metadata.get("lang") or "en"))
        tags = with_base(head_tags(metadata), self.base)
        return f'<!DOCTYPE html><html lang="{lang}"><head>{_BEGIN}{tags}{self._links}'


def with_base(html: str, base: str, url: re.Pattern[str] = _OWN_URL) -> str:
    """HTML with the path prefix before every path of the app: links, forms, images."""
    if not base:
        return html
    # `<` and `>` are escaped in texts and values, so that what looks like a tag is one.
    return _TAG.sub(lambda tag: url.sub(lambda found: found[1] + base, tag[0]), html)


def import_map(site: Site, base: str = "") -> str:
    """The import map of pages with ES modules of the app: their URLs lead to their hashed names. "" in dev.

    Below a path prefix an import of `/static/x.mjs` means the app's file too.
    """
    scripts = [url for url in sorted(site.hashed) if url.endswith((".js", ".mjs"))]
    urls = {start + url: base + site.hashed[url] for start in sorted({"", base}) for url in scripts}
    return script_json({"imports": urls}) if urls else ""


def _shell(project: Path, templates: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    before, after = "", ""
    for path, slot in templates:
        parts = split_at_slot((project / path).read_text("utf-8"), slot)
        if parts is None:
            raise ValueError(f"shell template {path!r} has no slot; write {slot} where the page goes")
        opening, closing = parts
        before, after = before + opening, closing + after
    return before, after


def _mapped(text: str) -> str:
    return f'<script type="importmap">{text}</script>' if text else ""


def _links(surface: Surface, base: str) -> str:
    return "".join([*_preloads(surface.entry, base), *(_stylesheet(style, base) for style in surface.css)])


def _preloads(entry: Optional[Entry], base: str) -> Iterator[str]:
    if entry is not None:
        for url in (entry.url, *entry.preload):
            yield f'<link rel="modulepreload" href="{_url(url, base)}"{_integrity(entry.integrity.get(url))}>'


def _stylesheet(style: Style, base: str) -> str:
    integrity = _integrity(style.integrity)
    source = attribute(style.source)
    return f'<link rel="stylesheet" href="{_url(style.url, base)}"{integrity} data-sprag-css="{source}">'


def _scripts(surface: Surface, base: str) -> str:
    tags = []
    for script in surface.js:
        kind = ' type="module"' if script.module else " defer"
        tags.append(
            f'<script{kind} src="{_url(script.url, base)}"{_integrity(script.integrity)} '
            f'data-sprag-js="{attribute(script.source)}"></script>'
        )
    entry = surface.entry
    if entry is not None and surface.mode != "document":
        integrity = _integrity(entry.integrity.get(entry.url))
        tags.append(f'<script type="module" src="{_url(entry.url, base)}"{integrity}></script>')
    return "".join(tags)


def _url(url: str, base: str) -> str:
    return attribute(base + url if url.startswith("/") and not url.startswith("//") else url)


def _integrity(value: Optional[str]) -> str:
    return f' integrity="{attribute(value)}" crossorigin="anonymous"' if value else ""
