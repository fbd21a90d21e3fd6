from sprag import page

from .server import POSTS, PostController
from .web import PostScreen

post = page(
    controller=PostController,
    screen=PostScreen,
    mode="document",
    static_paths=lambda: [{"slug": slug} for slug in POSTS],
)
