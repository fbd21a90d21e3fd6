"""ROUTE_PATH/…: one document."""

from sprag import page

from app.content_support import content_collection, content_static_paths

from .server import COLLECTION, ROUTE_CLASSController
from .web import ROUTE_CLASSScreen

ROUTE_VAR_document = page(
    path="ROUTE_PATH/[...segments]",
    controller=ROUTE_CLASSController,
    screen=ROUTE_CLASSScreen,
    mode="document",
    static_paths=lambda: content_static_paths(content_collection(COLLECTION)),
)
