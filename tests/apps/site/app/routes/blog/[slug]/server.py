from sprag import Controller, HTTPError

POSTS = {"my-post": "My post", "zwei-drei": "Zwei & drei"}


class PostController(Controller):
    route = "/blog/[slug]"

    async def load(self):
        slug = self.request.params["slug"]
        if slug not in POSTS:
            raise HTTPError(f"There is no post {slug!r}.", 404)
        return {"title": POSTS[slug]}
