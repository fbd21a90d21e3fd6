from sprag import page

from .server import CrossWiredController
from .web import CrossWiredScreen

cross_wired_demo = page(
    path="/cross-wired-demo",
    controller=CrossWiredController,
    screen=CrossWiredScreen,
    mode="hybrid",
    metadata={"title": "Queue to store - PROJECT_TITLE"},
)
