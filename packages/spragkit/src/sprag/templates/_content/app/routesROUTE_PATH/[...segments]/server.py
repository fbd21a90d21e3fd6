"""What one document loads."""

from __future__ import annotations

from typing import Any

from sprag import Controller, HTTPError

from app.content_support import content_collection, find_content_doc, slim_content_doc

COLLECTION = "ROUTE_PATH".strip("/")


class ROUTE_CLASSController(Controller):
    route = "ROUTE_PATH/[...segments]"

    def load(self) -> dict[str, Any]:
        documents = content_collection(COLLECTION)
        doc = find_content_doc(documents, self.request.params["segments"])
        if doc is None:
            raise HTTPError("There is no such document.", 404)
        return {
            "html": doc.html,
            "title": doc.title,
            "docs": [slim_content_doc(each) for each in documents],
            "current_path": doc.url_path,
            "collection_path": "ROUTE_PATH",
            "__sprag_meta__": {"title": doc.title, "description": doc.description},
        }
