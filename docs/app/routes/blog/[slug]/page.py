from sprag import page

from app.content import posts

from .server import PostController
from .web import PostScreen

post = page(
    path="/blog/[slug]",
    controller=PostController,
    screen=PostScreen,
    mode="hybrid",
    static_paths=lambda: [post.url_path for post in posts()],
)
