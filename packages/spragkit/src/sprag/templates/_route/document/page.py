"""ROUTE_PATH: server HTML, no script."""

from sprag import page

from .server import ROUTE_CLASSController
from .web import ROUTE_CLASSScreen

ROUTE_VAR = page(
    path="ROUTE_PATH",
    controller=ROUTE_CLASSController,
    screen=ROUTE_CLASSScreen,
    mode="document",
    metadata={"title": "ROUTE_TITLE"},
)
