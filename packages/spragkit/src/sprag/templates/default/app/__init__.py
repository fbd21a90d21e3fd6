"""PROJECT_TITLE: the application object that `sprag` looks for."""

from sprag import App, shell

app = App(
    routes="app.routes",
    shell=shell(template="app/shell.html", css=["app/shell.css"]),
    metadata={
        "title": "PROJECT_TITLE",
        "description": "A web app written in Python.",
        "icons": [{"href": "/static/favicon.svg", "type": "image/svg+xml"}],
    },
)
