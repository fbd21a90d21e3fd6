from sprag import page

from .server import AnimationController
from .web import AnimationScreen

animation_demo = page(
    path="/animation-demo",
    controller=AnimationController,
    screen=AnimationScreen,
    mode="hybrid",
    metadata={"title": "Animation - PROJECT_TITLE"},
)
