from sprag import page

from .server import FormSuccessController
from .web import FormSuccessScreen

success = page(
    path="/form-demo/success",
    controller=FormSuccessController,
    screen=FormSuccessScreen,
    mode="document",
    metadata={"title": "Published - PROJECT_TITLE"},
)
