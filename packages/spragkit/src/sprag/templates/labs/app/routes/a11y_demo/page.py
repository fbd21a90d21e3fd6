from sprag import page

from .server import A11yController
from .web import A11yScreen

a11y_demo = page(
    path="/a11y-demo",
    controller=A11yController,
    screen=A11yScreen,
    mode="hybrid",
    metadata={"title": "Keyboard and screen reader - PROJECT_TITLE"},
)
