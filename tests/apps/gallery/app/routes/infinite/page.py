from sprag import Component, Module, Screen, hydrate, infinite_scroll, page, ui


class Feed(Component):
    def render(self, props=None):
        return ui.div(
            ui.ul(
                ui.For(self.state["rows"], key=str, render=lambda row: ui.li("row ", str(row), class_="row"))
            ),
            ui.div("more", class_="sentinel"),
        )


class Loading(Module):
    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {"rows": list(range(30))})

    @infinite_scroll(at=".sentinel", root_margin="100px")
    def load_more(self):
        count = len(self.state["rows"])
        if count < 90:
            self.set_state({"rows": self.state["rows"] + list(range(count, count + 30))})


class InfiniteScreen(Screen):
    modules = [Loading]

    def render(self, data):
        return hydrate(Feed, module=self.module(Loading))


infinite = page(path="/infinite", screen=InfiniteScreen, css="app/infinite.css")
