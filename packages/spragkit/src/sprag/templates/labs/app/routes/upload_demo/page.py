from sprag import page

from .server import UploadController
from .web import UploadScreen

upload_demo = page(
    path="/upload-demo",
    controller=UploadController,
    screen=UploadScreen,
    mode="hybrid",
    metadata={"title": "Uploads - PROJECT_TITLE"},
)
