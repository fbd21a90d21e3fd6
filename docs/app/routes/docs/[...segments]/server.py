from __future__ import annotations

from typing import Any

from sprag import Controller, HTTPError

from app.content import docs, find
from app.search import write_index
from app.site import SITE


class DocsController(Controller):
    route = "/docs/[...segments]"

    def load(self) -> dict[str, Any]:
        """Find the page; its text stays out of what the browser is sent as data."""
        doc = find(docs(), "/docs/" + "/".join(self.request.params["segments"]))
        if doc is None:
            raise HTTPError("There is no such page.", 404)
        if self.request.method != "BUILD":
            write_index()
        return {
            "path": doc.url_path,
            "__sprag_meta__": {
                "title": f"{doc.title} - {SITE.name}",
                "description": doc.description,
            },
        }
