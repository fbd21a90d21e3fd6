"""PROJECT_TITLE: the application object that `sprag` looks for."""

from sprag import App

app = App(routes="app.routes", metadata={"title": "PROJECT_TITLE"})
