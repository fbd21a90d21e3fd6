"""Collections of Markdown documents under `app/content/`, one folder each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sprag import ContentDocument, load_markdown_tree

CONTENT = Path(__file__).with_name("content")


def content_collection(
    name: str, *, base_url: str | None = None, reverse: bool = False
) -> list[ContentDocument]:
    """Return the documents of `app/content/<name>`, in the order of their front matter."""
    documents = load_markdown_tree(CONTENT / name, base_url=base_url or f"/{name}")
    return documents[::-1] if reverse else documents


def find_content_doc(
    documents: list[ContentDocument], parts: str | list[str]
) -> ContentDocument | None:
    """Return the document at `parts` (a slug or path segments), or None."""
    wanted = (parts,) if isinstance(parts, str) else tuple(parts)
    return next((doc for doc in documents if tuple(doc.path_parts) == wanted), None)


def content_static_paths(
    documents: list[ContentDocument], param: str = "segments"
) -> list[dict[str, Any]]:
    """Return what `page(static_paths=)` wants: one entry for each document."""
    return [{param: list(doc.path_parts)} for doc in documents if doc.path_parts]


def slim_content_doc(doc: ContentDocument) -> dict[str, Any]:
    """Return what a list shows of a document, without its text."""
    return {"title": doc.title, "description": doc.description, "url": doc.url_path}
