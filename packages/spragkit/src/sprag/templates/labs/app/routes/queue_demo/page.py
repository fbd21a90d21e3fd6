from sprag import page

from .server import QueueController
from .web import QueueScreen

queue_demo = page(
    path="/queue-demo",
    controller=QueueController,
    screen=QueueScreen,
    mode="hybrid",
    metadata={"title": "Queue - PROJECT_TITLE"},
)
