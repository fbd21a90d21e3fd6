from sprag import Controller, Screen, hydrate, page

from app.stores import session

from .components import Card
from .modules import Greeter


class StoresController(Controller):
    route = "/stores"

    def load(self):
        name = self.request.query.get("name")
        if name:
            session.set("user.name", name)
        return {}


class StoresScreen(Screen):
    modules = [Greeter]

    def render(self, data):
        return hydrate(Card, module=self.module(Greeter))


stores = page(path="/stores", controller=StoresController, screen=StoresScreen)
