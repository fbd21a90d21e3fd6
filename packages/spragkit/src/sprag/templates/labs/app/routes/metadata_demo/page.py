from sprag import page

from .server import MetadataController
from .web import MetadataScreen

metadata_demo = page(
    path="/metadata-demo",
    controller=MetadataController,
    screen=MetadataScreen,
    mode="hybrid",
    metadata={"title": "Metadata - PROJECT_TITLE"},
)
