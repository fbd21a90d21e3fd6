"""Static files of a build: style sheets shrunk, declared files under names made of their content, `url(...)`
following them.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..compiler.minify import minify_css, minify_js
from ..site.plan import ClassicScript, EsModule, Site, Style, Surface
from .scripts import integrity

_CSS_REFERENCE = re.compile(
    r"""/\*[\s\S]*?\*/|(?P<head>@import\s+)(?P<q>["'])(?P<imported>[^"'\n]+)(?P=q)"""
    r"""|url\(\s*(?:(?P<uq>["'])(?P<quoted>[^"'\n]*)(?P=uq)|(?P<bare>[^)"'\s]*))\s*\)|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'"""
)

#: What may be an import's specifier; text that only looks like one names no published file.
_IMPORTED = re.compile(rb"""\b(?:from|import)\s*\(?\s*["'](\.{0,2}/[^"'\n]+)["']""")


@dataclass
class Assets:
    """Content by URL: every file under its own URL, declared ones also under a hashed one."""

    files: dict[str, bytes] = field(default_factory=dict)
    hashed: dict[str, str] = field(default_factory=dict)
    #: What style sheets refer to and nobody publishes, in words.
    missing: list[str] = field(default_factory=list)


def collect_assets(site: Site, project: Path) -> Assets:
    """Read, shrink and name every published file of a site."""
    out = Assets()
    sources = {url: (project / inside) for url, inside in site.files.items()}
    raw = {url: path.read_bytes() for url, path in sources.items()}
    declared = _with_imports(_declared(site) & set(raw), raw)
    pending: list[str] = sorted(declared, key=lambda url: (url.endswith(".css"), url))
    trail: list[str] = []

    def name(url: str) -> str:
        """The hashed URL of a file; style sheets after what they refer to."""
        if url in out.hashed or url not in raw:
            if url not in raw and trail and url.startswith(("/assets/", "/static/")):
                out.missing.append(
                    f"{site.files[trail[-1]]} refers to {url}, which is not published; files of app/static are"
                )
            return out.hashed.get(url, url)
        if url in trail:
            return url  # sheets that import each other keep their plain names
        trail.append(url)
        content = _content(url, raw[url], name)
        trail.pop()
        stem, dot, suffix = url.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:12]
        out.hashed[url] = f"{stem}.{digest}{dot}{suffix}" if dot else f"{url}.{digest}"
        out.files[out.hashed[url]] = content
        return out.hashed[url]

    for url in pending:
        name(url)
    for url, content in raw.items():
        # Code may name any file of app/static by its plain URL.
        out.files[url] = (
            out.files[out.hashed[url]] if url in out.hashed else _content(url, content, lambda each: each)
        )
    return out


def with_hashed(site: Site, assets: Assets) -> Site:
    """The site with the URLs and integrity values of its declared files."""

    def url(declared: str) -> str:
        return assets.hashed.get(declared, declared)

    def proof(declared: str) -> str | None:
        content = assets.files.get(url(declared))
        return integrity(content) if content is not None else None

    def surface(one: Surface) -> Surface:
        return msgspec.structs.replace(
            one,
            css=tuple(Style(each.source, url(each.url), proof(each.url)) for each in one.css),
            js=tuple(
                ClassicScript(each.source, url(each.url), each.module, proof(each.url)) for each in one.js
            ),
            modules={
                alias: EsModule(each.source, url(each.url), each.export, proof(each.url))
                for alias, each in one.modules.items()
            },
        )

    return msgspec.structs.replace(
        site,
        surfaces=tuple(map(surface, site.surfaces)),
        errors={kind: surface(one) for kind, one in site.errors.items()},
        files={},
        hashed=dict(sorted(assets.hashed.items())),
    )


def _declared(site: Site) -> set[str]:
    found: set[str] = set()
    for surface in (*site.surfaces, *site.errors.values()):
        found.update(each.url for each in surface.css)
        found.update(each.url for each in surface.js)
        found.update(each.url for each in surface.modules.values())
    return found


def _with_imports(declared: set[str], raw: Mapping[str, bytes]) -> set[str]:
    """The declared files, and the ES modules that they import: the page's import map leads to those as well."""
    found: set[str] = set()
    pending = sorted(declared)
    while pending:
        url = pending.pop()
        if url in found:
            continue
        found.add(url)
        if url.endswith((".js", ".mjs")):
            folder = posixpath.dirname(url)
            for specifier in _IMPORTED.findall(raw[url]):
                target = posixpath.normpath(posixpath.join(folder, specifier.decode("utf-8", "replace")))
                if target in raw:
                    pending.append(target)
    return found


def _content(url: str, content: bytes, name: object) -> bytes:
    if url.endswith(".css"):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return content
        return minify_css(_referring(text, url, name)).encode()
    if url.endswith((".js", ".mjs")) and not re.search(r"\.min\.m?js$", url):
        return _script(content)
    return content


def _script(content: bytes) -> bytes:
    try:
        return minify_js(content.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return content


def _referring(text: str, url: str, name: object) -> str:
    """A style sheet whose `url(...)` and `@import` lead to the hashed names, relative to the sheet."""
    folder = posixpath.dirname(url)

    def replace(found: re.Match[str]) -> str:
        target = found["imported"] or found["quoted"] or found["bare"]
        if not target or re.match(r"(?:[a-z][\w+.-]*:|//|#)", target, re.IGNORECASE):
            return found.group()
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
        absolute = posixpath.normpath(posixpath.join(folder, path))
        renamed = name(absolute)  # type: ignore[operator]
        if renamed == absolute:
            return found.group()
        # Relative, so that it holds under any path prefix.
        written = posixpath.relpath(renamed, folder) + mark + rest
        if found["imported"]:
            return f'{found["head"]}"{written}"'
        return f'url("{written}")'

    return _CSS_REFERENCE.sub(replace, text)
