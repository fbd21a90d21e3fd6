from __future__ import annotations

from typing import Any

from sprag import Controller, HTTPError

from app.content import find, posts
from app.site import SITE


class PostController(Controller):
    route = "/blog/[slug]"

    def load(self) -> dict[str, Any]:
        post = find(posts(), f"/blog/{self.request.params['slug']}")
        if post is None:
            raise HTTPError("There is no such post.", 404)
        return {
            "path": post.url_path,
            "__sprag_meta__": {
                "title": f"{post.title} - {SITE.name}",
                "description": post.description,
                "og:type": "article",
            },
        }
