"""The documentation site. `sprag build static` in docs/ builds it."""

from sprag import App, shell

from app.frame import NotFoundScreen
from app.generated import write_generated
from app.search import write_index
from app.site import SITE

write_generated()
write_index()

app = App(
    routes="app.routes",
    shell=shell(template="app/shell.html", css=["app/shell.css"]),
    metadata={
        "title": SITE.name,
        "description": SITE.tagline,
        "icons": [{"href": "/static/favicon.svg", "type": "image/svg+xml"}],
    },
    not_found=NotFoundScreen,
)
