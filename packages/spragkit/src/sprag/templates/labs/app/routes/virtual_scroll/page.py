from sprag import page

from .server import LedgerController
from .web import LedgerScreen

virtual_scroll = page(
    path="/virtual-scroll",
    controller=LedgerController,
    screen=LedgerScreen,
    mode="hybrid",
    metadata={"title": "Virtual scroll - PROJECT_TITLE"},
)
