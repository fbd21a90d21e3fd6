from sprag import Component, Controller, Module, action, mount, ui


class BoardBoot(Controller):
    def load(self):
        return {"cards": ["one", "two"]}

    @action
    def add(self, name):
        return {"name": name + "!"}


class Board(Component):
    def render(self, props=None):
        return ui.main(
            ui.h1("Board"),
            ui.ul(ui.For(self.state["cards"], key=str, render=lambda card: ui.li(card))),  # noqa: PLW0108
            ui.button("Add", type="button"),
        )


class Moves(Module):
    def on_start(self):
        self.delegate(self.element, "click", "button", self.add)

    def add(self, event):
        self.call_action("add", {"name": "three"}).then(self.added)

    def added(self, result):
        self.set_state({"cards": self.state["cards"] + [result.value["name"]]})


board = mount("/board", component=Board, module=Moves, boot=BoardBoot)
