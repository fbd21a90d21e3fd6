from sprag import Component, Module, Screen, hydrate, page, ui


class Shown(Component):
    def render(self, props=None):
        return ui.p("still here", class_="shown")


class Failing(Module):
    def on_start(self):
        raise ValueError("on purpose")


class FailingScreen(Screen):
    modules = [Failing]

    def render(self, data):
        return hydrate(Shown, module=self.module(Failing))


failing = page(path="/failing", screen=FailingScreen)
