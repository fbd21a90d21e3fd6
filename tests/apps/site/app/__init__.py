"""Document pages: shells, content, dynamic routes, own error pages. No browser code at all."""

from sprag import App, Screen, shell, ui


class Missing(Screen):
    def render(self, data):
        return ui.section(ui.h1("Nothing here"), ui.p("No page at ", ui.code(data["path"])))


class Broken(Screen):
    def render(self, data):
        return ui.section(ui.h1("Something broke"), ui.p("Reference ", ui.code(data["request_id"])))


frame = shell(template="app/shell.html", css=["app/shell.css"])

app = App(
    routes="app.routes",
    shell=frame,
    metadata={"title": "Site", "icons": ["/static/img/icon.svg"]},
    not_found=Missing,
    error=Broken,
)
