"""A page whose every part is edited while it is open."""

from __future__ import annotations

from sprag import App, shell

app = App(routes="app.routes", shell=shell(template="app/shell.html", css=["app/look.css"]))
