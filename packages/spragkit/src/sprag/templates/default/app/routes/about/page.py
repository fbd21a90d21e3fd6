"""How the project fits together: a document page, so no script is sent."""

from sprag import page

from .server import AboutController
from .web import AboutScreen

about = page(
    path="/about",
    controller=AboutController,
    screen=AboutScreen,
    mode="document",
    metadata={"title": "About - PROJECT_TITLE"},
    css=["app/routes/about/about.css"],
)
