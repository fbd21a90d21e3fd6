from pathlib import Path

from app import frame
from sprag import Controller, HTTPError, Screen, load_markdown_tree, page, shell, ui

CONTENT = Path(__file__).resolve().parents[3] / "content/docs"


def docs_collection():
    return load_markdown_tree(CONTENT, base_url="/docs")


class DocsController(Controller):
    route = "/docs/[...segments]"

    def load(self):
        path = "/docs/" + "/".join(self.request.params["segments"])
        for document in docs_collection():
            if document.url_path == path:
                return {"document": document, "__sprag_meta__": {"title": document.title}}
        raise HTTPError(f"There is no document at {path}.", 404)


class DocsScreen(Screen):
    def render(self, data):
        document = data["document"]
        return [
            ui.ul(
                [ui.li(ui.a(heading.text, href=f"#{heading.id}")) for heading in document.toc], class_="toc"
            ),
            ui.HTML(document.html),
        ]


docs = page(
    path="/docs/[...segments]",
    controller=DocsController,
    screen=DocsScreen,
    mode="document",
    shell=shell(frame, template="app/docs.html"),
    static_paths=lambda: [{"segments": list(d.path_parts)} for d in docs_collection()],
)
