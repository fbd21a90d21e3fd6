"""ROUTE_PATH: server HTML that the browser takes over."""

from sprag import page

from .server import ROUTE_CLASSController
from .web import ROUTE_CLASSScreen

ROUTE_VAR = page(
    path="ROUTE_PATH",
    controller=ROUTE_CLASSController,
    screen=ROUTE_CLASSScreen,
    mode="hybrid",
    metadata={"title": "ROUTE_TITLE"},
)
