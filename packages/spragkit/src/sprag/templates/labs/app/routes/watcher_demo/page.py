from sprag import page

from .server import WatcherController
from .web import WatcherScreen

watcher_demo = page(
    path="/watcher-demo",
    controller=WatcherController,
    screen=WatcherScreen,
    mode="hybrid",
    metadata={"title": "Watcher - PROJECT_TITLE"},
)
