from sprag import page

from .server import ListDemoController
from .web import ListDemoScreen

list_demo = page(
    path="/list-demo",
    controller=ListDemoController,
    screen=ListDemoScreen,
    mode="hybrid",
    metadata={"title": "Keyed lists - PROJECT_TITLE"},
)
