"""Markdown documents: front matter, HTML, headings. Safe by default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from .urls import join_url

if TYPE_CHECKING:
    from markdown_it.token import Token


class ContentError(ValueError):
    """A content file cannot be read as written; the message names file and line."""


@dataclass(frozen=True)
class Heading:
    """A heading of a document: `level` 1 to 6, the `id` of its element, its text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class ContentDocument:
    """One Markdown file. `html` is safe to show with `ui.HTML`."""

    source_path: Path
    url_path: str
    slug: str
    path_parts: tuple[str, ...]
    metadata: dict[str, Any]
    body: str
    html: str
    excerpt: str
    toc: tuple[Heading, ...] = ()

    @property
    def title(self) -> str:
        """The front matter's title, else the slug as words."""
        return str(self.metadata.get("title") or self.slug.replace("-", " ").title())

    @property
    def description(self) -> str:
        return str(self.metadata.get("description") or self.excerpt)

    @property
    def order(self) -> float:
        """The front matter's `order`; documents without one come last."""
        order = self.metadata.get("order", 9999)
        return order if isinstance(order, (int, float)) and not isinstance(order, bool) else 9999


def load_markdown_document(
    path: Union[str, Path],
    *,
    url_path: Optional[str] = None,
    slug: Optional[str] = None,
    path_parts: Optional[Sequence[str]] = None,
    raw_html: bool = False,
) -> ContentDocument:
    """Reads one Markdown file: CommonMark with tables, strikethrough, task lists and footnotes.

    Raw HTML is shown as text unless `raw_html`, which lets harmless tags through. Code is highlighted with classes
    (`highlight_css()` is their style sheet).
    """
    path = Path(path)
    parts = tuple(path_parts) if path_parts is not None else (slugify(path.stem),)
    own_slug = slug if slug is not None else parts[-1] if parts else "index"
    metadata, body, html, excerpt, toc = _read(path, raw_html)
    return ContentDocument(
        source_path=path,
        url_path=url_path if url_path is not None else join_url("/", *parts),
        slug=own_slug,
        path_parts=parts,
        metadata=dict(metadata),
        body=body,
        html=html,
        excerpt=excerpt,
        toc=toc,
    )


def load_markdown_tree(
    root: Union[str, Path], *, base_url: str = "/", raw_html: bool = False
) -> list[ContentDocument]:
    """Reads every `*.md` below `root`, by order and URL; `index.md` stands for its directory."""
    root = Path(root)
    if not root.is_dir():
        raise ContentError(f"{root}: content directory was not found")
    found: dict[str, ContentDocument] = {}
    for file in sorted(root.rglob("*.md")):
        inside = file.relative_to(root).with_suffix("").parts
        named = inside[:-1] if inside[-1] == "index" else inside
        parts = tuple(slugify(part) for part in named)
        document = load_markdown_document(
            file,
            url_path=join_url(base_url, *parts),
            slug=parts[-1] if parts else "index",
            path_parts=parts,
            raw_html=raw_html,
        )
        other = found.setdefault(document.url_path, document)
        if other is not document:
            raise ContentError(
                f"{file}: has the URL {document.url_path} of {other.source_path}; rename one of them"
            )
    return sorted(found.values(), key=lambda document: (document.order, document.url_path))


def slugify(value: str) -> str:
    """`Getting Started!` -> `getting-started`; nothing left -> `index`."""
    return re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-") or "index"


def highlight_css(style: str = "default", selector: str = "pre code") -> str:
    """The style sheet for highlighted code; `style` is a name of Pygments."""
    from pygments.formatters.html import HtmlFormatter

    return str(HtmlFormatter(style=style).get_style_defs(selector))


_Read = tuple[dict[str, Any], str, str, str, tuple[Heading, ...]]


def _read(path: Path, raw_html: bool) -> _Read:
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise ContentError(f"{path}: file was not found") from None
    return _read_version(path, raw_html, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2048)
def _read_version(path: Path, raw_html: bool, _modified: int, _size: int) -> _Read:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(f"{path}:{line}: not UTF-8 text") from None
    metadata, body = _front_matter(path, text)
    html, tokens = _rendered(body, raw_html)
    return metadata, body, html, _excerpt(tokens), _headings(tokens)


def _front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("---\n"):
        return {}, text
    found = re.compile(r"^---[ \t]*$", re.MULTILINE).search(text, 4)
    if found is None:
        raise ContentError(f"{path}:1: front matter is opened by --- but never closed by another ---")
    return _yaml(path, text[4 : found.start()]), text[found.end() :].lstrip("\n")


def _yaml(path: Path, source: str) -> dict[str, Any]:
    import yaml

    try:
        value = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        raise ContentError(
            f"{path}:{line}: front matter is not YAML: {getattr(error, 'problem', error)}"
        ) from None
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ContentError(f"{path}:2: front matter must be `name: value` lines, got {type(value).__name__}")
    return value


def _rendered(body: str, raw_html: bool) -> tuple[str, list[Token]]:
    parser = _parser(raw_html)
    env: dict[str, Any] = {}
    tokens = parser.parse(body, env)
    html = parser.renderer.render(tokens, parser.options, env)
    return (_sanitised(html) if raw_html else html), tokens


@lru_cache(maxsize=2)
def _parser(raw_html: bool) -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("commonmark", {"html": raw_html, "highlight": _highlighted})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin, label=True)
    parser.use(anchors_plugin, max_level=6, slug_func=_heading_id)
    return parser


def _heading_id(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-") or "section"


def _highlighted(code: str, language: str, _attributes: str) -> str:
    if not language:
        return ""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def _sanitised(html: str) -> str:
    import nh3

    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["*"] = {"id", "class", "title", "lang", "dir", "aria-label"}
    attributes["input"] = {"type", "checked", "disabled"}
    attributes["ol"] = {"start"}
    for cell in ("th", "td"):
        attributes[cell] = {*attributes.get(cell, ()), "style", "align"}
    tags = {*nh3.ALLOWED_TAGS, "input", "label", "section", "details", "summary", "figure", "figcaption"}
    return nh3.clean(html, tags=tags, attributes=attributes, attribute_filter=_attribute_kept, link_rel=None)


def _attribute_kept(tag: str, name: str, value: str) -> Optional[str]:
    # The page's own elements are found by these ids.
    if name == "id" and value.lower().startswith(("sprag", "app-root")):
        return None
    if name == "style" and not re.fullmatch(r"text-align:\s*(left|right|center);?", value):
        return None
    if tag == "input" and name == "type" and value != "checkbox":
        return None
    return value


def _excerpt(tokens: list[Token]) -> str:
    for at, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            return _text(tokens[at + 1])
    return ""


def _headings(tokens: list[Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(int(token.tag[1]), str(token.attrGet("id") or ""), _text(tokens[at + 1]))
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    )


def _text(inline: Token) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    ).strip()
