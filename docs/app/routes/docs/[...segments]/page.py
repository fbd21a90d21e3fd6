from sprag import page

from app.content import docs

from .server import DocsController
from .web import DocsScreen

docs_page = page(
    path="/docs/[...segments]",
    controller=DocsController,
    screen=DocsScreen,
    mode="hybrid",
    static_paths=lambda: [doc.url_path for doc in docs() if doc.url_path != "/docs"],
)
