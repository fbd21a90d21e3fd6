from sprag import page

from .server import DeferController
from .web import DeferScreen

defer_demo = page(
    path="/defer-demo",
    controller=DeferController,
    screen=DeferScreen,
    mode="hybrid",
    metadata={"title": "Deferred action - PROJECT_TITLE"},
)
