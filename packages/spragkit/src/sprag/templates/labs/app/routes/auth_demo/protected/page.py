from sprag import page

from .server import ProtectedController
from .web import ProtectedScreen

protected = page(
    path="/auth-demo/protected",
    controller=ProtectedController,
    screen=ProtectedScreen,
    mode="hybrid",
    metadata={"title": "Members - PROJECT_TITLE"},
)
