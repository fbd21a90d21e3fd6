from sprag import page

from .web import DocsIndexScreen

docs_index = page(
    path="/docs",
    screen=DocsIndexScreen,
    mode="hybrid",
    metadata={"title": "Docs - SPRAG"},
)
