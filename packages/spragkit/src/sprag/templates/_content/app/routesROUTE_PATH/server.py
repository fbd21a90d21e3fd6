"""What the list loads."""

from __future__ import annotations

from typing import Any

from sprag import Controller

from app.content_support import content_collection, slim_content_doc

COLLECTION = "ROUTE_PATH".strip("/")


class ROUTE_CLASSIndexController(Controller):
    route = "ROUTE_PATH"

    def load(self) -> dict[str, Any]:
        documents = content_collection(COLLECTION)
        return {"title": "ROUTE_TITLE", "docs": [slim_content_doc(doc) for doc in documents]}
