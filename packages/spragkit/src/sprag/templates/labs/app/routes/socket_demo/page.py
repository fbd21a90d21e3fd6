from sprag import page

from .server import SocketController
from .web import SocketScreen

socket_demo = page(
    path="/socket-demo",
    controller=SocketController,
    screen=SocketScreen,
    mode="hybrid",
    metadata={"title": "Websocket - PROJECT_TITLE"},
)
