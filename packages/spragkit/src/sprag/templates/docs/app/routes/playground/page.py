from sprag import page

from .web import PlaygroundScreen

playground = page(
    path="/playground",
    screen=PlaygroundScreen,
    mode="hybrid",
    metadata={"title": "Playground - PROJECT_TITLE"},
    css=["app/routes/playground/playground.css"],
)
