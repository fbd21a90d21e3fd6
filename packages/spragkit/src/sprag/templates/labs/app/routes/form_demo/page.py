from sprag import page

from .server import FormController
from .web import FormScreen

form_demo = page(
    path="/form-demo",
    controller=FormController,
    screen=FormScreen,
    mode="hybrid",
    metadata={"title": "Forms - PROJECT_TITLE"},
)
