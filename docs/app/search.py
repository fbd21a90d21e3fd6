"""The search index: a record for each section of each page, in a file that is asked for once."""

from __future__ import annotations

import json
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from sprag import ContentDocument

from app.content import docs, posts

INDEX = Path(__file__).with_name("static") / "search-index.json"


def write_index() -> None:
    """Write the index where it is served, when its content has changed."""
    if INDEX.parent.is_dir():  # A build has its static files elsewhere, this one among them.
        _write(tuple((page.url_path, page.title, page.html) for page in [*docs(), *posts()]))


@lru_cache(maxsize=1)
def _write(pages: tuple[tuple[str, str, str], ...]) -> None:
    records = [record for page in pages for record in _records(*page)]
    text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    if not INDEX.is_file() or INDEX.read_text(encoding="utf-8") != text:
        INDEX.write_text(text, encoding="utf-8")


def records_of(page: ContentDocument) -> list[dict[str, str]]:
    """Return a page's sections: `u` where, `t` title of the page, `h` heading, `x` text."""
    return _records(page.url_path, page.title, page.html)


def _records(url: str, title: str, html: str) -> list[dict[str, str]]:
    sections = _Sections()
    sections.feed(html)
    sections.close()
    return [
        {
            "u": f"{url}#{anchor}" if anchor else url,
            "t": title,
            "h": heading.strip(),
            "x": " ".join(text.split()),
        }
        for anchor, heading, text in sections.found
        if heading.strip() or text.strip()
    ]


class _Sections(HTMLParser):
    """Cuts a page's HTML at its second and third level headings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = [("", "", "")]
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h2", "h3"):
            self.found.append((dict(attrs).get("id") or "", "", ""))
            self._in_heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3"):
            self._in_heading = False
        elif tag in ("p", "li", "td", "th", "pre"):
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        anchor, heading, text = self.found[-1]
        if self._in_heading:
            self.found[-1] = (anchor, heading + data, text)
        else:
            self.found[-1] = (anchor, heading, text + data)
