"""Every kind of hole, filled with what attackers write. `?from=0&count=500` chooses the strings."""

from sprag import App

app = App(routes="app.routes")
