from sprag import page

from .server import StoreDemoController
from .web import StoreDemoScreen

store_demo = page(
    path="/store-demo",
    controller=StoreDemoController,
    screen=StoreDemoScreen,
    mode="hybrid",
    metadata={"title": "Flat store - PROJECT_TITLE"},
)
