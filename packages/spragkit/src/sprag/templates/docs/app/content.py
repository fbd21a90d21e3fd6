"""The Markdown under `app/content/`: pages, posts, and the order they are read in."""

from __future__ import annotations

from pathlib import Path

from sprag import ContentDocument, load_markdown_tree

CONTENT = Path(__file__).with_name("content")


def docs() -> list[ContentDocument]:
    """Return the pages, in reading order: by section, then by `order`."""
    pages = load_markdown_tree(CONTENT / "docs", base_url="/docs")
    first: dict[str, float] = {}
    for page in sorted(pages, key=lambda page: page.order):
        first.setdefault(section_of(page), page.order)
    return sorted(pages, key=lambda page: (first[section_of(page)], page.order, page.title))


def posts() -> list[ContentDocument]:
    """Return the posts, newest first."""
    found = load_markdown_tree(CONTENT / "blog", base_url="/blog")
    return sorted(found, key=date_of, reverse=True)


def section_of(page: ContentDocument) -> str:
    return str(page.metadata.get("section", "Guide"))


def date_of(post: ContentDocument) -> str:
    return str(post.metadata.get("date", ""))


def find(documents: list[ContentDocument], path: str) -> ContentDocument | None:
    """Return the document at a URL path, or None."""
    return next((doc for doc in documents if doc.url_path == path), None)


def neighbours(
    pages: list[ContentDocument], page: ContentDocument
) -> tuple[ContentDocument | None, ContentDocument | None]:
    """Return what comes before and after a page."""
    place = next(index for index, other in enumerate(pages) if other.url_path == page.url_path)
    before = pages[place - 1] if place else None
    after = pages[place + 1] if place + 1 < len(pages) else None
    return before, after
