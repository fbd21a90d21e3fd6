from sprag import page

from .web import BlogScreen

blog = page(
    path="/blog",
    screen=BlogScreen,
    mode="hybrid",
    metadata={"title": "Blog - SPRAG"},
)
