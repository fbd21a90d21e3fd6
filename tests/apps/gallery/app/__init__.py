"""Browser features, one per route: the seed's snippets as an app."""

from sprag import App

app = App(routes="app.routes")
