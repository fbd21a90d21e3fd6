from sprag import Controller, Screen, hydrate, page

from .components import Card
from .modules import Greeter
from app.stores import session


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
