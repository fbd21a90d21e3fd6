from sprag import page

from .server import OperationController
from .web import OperationScreen

operation_demo = page(
    path="/operation-demo",
    controller=OperationController,
    screen=OperationScreen,
    mode="hybrid",
    metadata={"title": "Operation - PROJECT_TITLE"},
)
