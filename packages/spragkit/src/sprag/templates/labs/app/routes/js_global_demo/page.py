from sprag import page

from .server import SparkController
from .web import SparkScreen

js_global_demo = page(
    path="/js-global-demo",
    controller=SparkController,
    screen=SparkScreen,
    mode="hybrid",
    metadata={"title": "A classic script - PROJECT_TITLE"},
    js=["app/static/vendor/spark-widget.js"],
)
