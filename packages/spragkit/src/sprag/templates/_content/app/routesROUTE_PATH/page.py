"""ROUTE_PATH: the list of documents."""

from sprag import page

from .server import ROUTE_CLASSIndexController
from .web import ROUTE_CLASSIndexScreen

ROUTE_VAR = page(
    path="ROUTE_PATH",
    controller=ROUTE_CLASSIndexController,
    screen=ROUTE_CLASSIndexScreen,
    mode="document",
    metadata={"title": "ROUTE_TITLE"},
)
