from __future__ import annotations

from typing import Any

from sprag import Controller


class MetadataController(Controller):
    route = "/metadata-demo"

    def load(self) -> dict[str, Any]:
        return {
            "__sprag_meta__": {
                "title": "Given by load()",
                "description": "This description came from the server.",
                "og:title": "A card for those who share the page",
            }
        }
