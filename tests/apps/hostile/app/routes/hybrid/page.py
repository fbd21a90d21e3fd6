from app.strings import strings
from sprag import Controller, Field, Schema, Screen, action, hydrate, page

from .components import Strings
from .modules import Again


class HybridController(Controller):
    route = "/hybrid"

    def load(self):
        query = self.request.query
        chosen = strings(int(query.get("from", 0)), int(query.get("count", 50)))
        return {"strings": [{"index": index, "text": text} for index, text in enumerate(chosen)]}

    @action(schema=Schema("echo", {"rows": Field(list, required=True)}))
    def echo(self, rows):
        return rows


class HybridScreen(Screen):
    modules = [Again]

    def render(self, data):
        again = self.module(Again)
        again.set_state({"strings": data["strings"], "clicks": 0})
        return hydrate(Strings, module=again)


hybrid = page(controller=HybridController, screen=HybridScreen)
