from sprag import Controller, Screen, page, ssr

from .components import Users


class UsersController(Controller):
    route = "/table"

    def load(self):
        return {"rows": rows()}


def rows():
    return [
        {"id": n, "name": f"User & <{n}>", "email": f"user{n}@example.org", "score": n * 7 % 101}
        for n in range(1, 101)
    ]


class UsersScreen(Screen):
    def render(self, data):
        return ssr(Users, rows=data["rows"])


table = page(
    path="/table",
    controller=UsersController,
    screen=UsersScreen,
    mode="document",
    metadata={"title": "Users"},
    css=["app/table.css"],
)
