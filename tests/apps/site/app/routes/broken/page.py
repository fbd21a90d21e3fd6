from sprag import Controller, Screen, page


class BrokenController(Controller):
    route = "/broken"

    def load(self):
        return {"value": {}["no <such> key"]}


class BrokenScreen(Screen):
    pass


broken = page(controller=BrokenController, screen=BrokenScreen, mode="document")
