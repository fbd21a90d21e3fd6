from sprag import module, page

from .server import PulseController
from .web import PulseScreen

js_module_demo = page(
    path="/js-module-demo",
    controller=PulseController,
    screen=PulseScreen,
    mode="hybrid",
    metadata={"title": "An ES module - PROJECT_TITLE"},
    modules={"createPulse": module("app/static/vendor/pulse.mjs", export="createPulse")},
)
