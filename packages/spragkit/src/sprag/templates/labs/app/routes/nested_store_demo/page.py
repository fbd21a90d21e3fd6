from sprag import page

from .server import NestedStoreController
from .web import NestedStoreScreen

nested_store_demo = page(
    path="/nested-store-demo",
    controller=NestedStoreController,
    screen=NestedStoreScreen,
    mode="hybrid",
    metadata={"title": "Nested store - PROJECT_TITLE"},
)
