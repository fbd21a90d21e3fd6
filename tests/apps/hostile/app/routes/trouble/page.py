from app.strings import string
from sprag import Controller, HTTPError, Screen, page


class Trouble(Controller):
    route = "/trouble"

    def load(self):
        text = string(int(self.request.query["at"]))
        if self.request.query.get("kind") == "http":
            raise HTTPError(text, 418)
        raise RuntimeError(text)


class Nothing(Screen):
    pass


trouble = page(controller=Trouble, screen=Nothing, mode="document")
