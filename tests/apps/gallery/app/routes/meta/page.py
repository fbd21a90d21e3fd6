from sprag import Component, Module, Screen, hydrate, page, ui


class Empty(Component):
    def render(self, props=None):
        return ui.div(ui.button("Change", type="button"))


class Heads(Module):
    def on_start(self):
        self.delegate(self.element, "click", "button", self.change)

    def change(self, event):
        self.set_metadata({"title": "Changed", "description": None, "og:title": "New"})


class MetaScreen(Screen):
    modules = [Heads]

    def render(self, data):
        return hydrate(Empty, module=self.module(Heads))


meta = page(
    path="/meta",
    screen=MetaScreen,
    metadata={"title": "Before", "description": "A page", "icons": ["/static/picture.svg"]},
)
