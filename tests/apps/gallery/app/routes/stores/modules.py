from sprag import Module

from app.stores import session


class Greeter(Module):
    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {"heard": ""})

    def on_start(self):
        self.delegate(self.element, "click", "[data-role='grace']", self.to_grace)
        self.delegate(self.element, "click", "[data-role='reset']", self.to_start)
        session.subscribe(self.on_user, selector=lambda s: s["user"], immediate=True)

    def on_user(self, user):
        self.set_state({"heard": "heard " + user["name"]})

    def to_grace(self, event):
        session.set("user.name", "Grace")
        session.patch({"prefs": {"theme": "light"}})

    def to_start(self, event):
        session.reset()
