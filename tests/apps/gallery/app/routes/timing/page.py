from sprag import Component, Module, Screen, animate, debounce, hydrate, page, ref, throttle, ui


@animate("is-visible")
class Panel(Component):
    title = ref(".title")

    def render(self, props=None):
        return ui.section(
            ui.h1("Timing", class_="title"),
            ui.input(aria_label="Search", class_="search"),
            ui.p(self.state["searched"], class_="searched"),
            ui.p(str(self.state["pressed"]), class_="pressed"),
            ui.p(self.state["found"], class_="found"),
            ui.button("Press", type="button"),
            class_="panel",
        )

    def on_start(self):
        self.refs.title.dataset.found = "by component"


class Timing(Module):
    search = ref(".search")

    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {"searched": "", "pressed": 0, "found": ""})

    def on_start(self):
        self.set_state({"found": self.refs.search.tag_name})
        self.on(self.refs.search, "input", self.on_input)
        self.delegate(self.element, "click", "button", self.on_press)

    @debounce(0.6)
    def on_input(self, event):
        self.set_state({"searched": self.state["searched"] + "[" + self.refs.search.value + "]"})

    @throttle(30)
    def on_press(self, event):
        self.set_state({"pressed": self.state["pressed"] + 1})


class TimingScreen(Screen):
    modules = [Timing]

    def render(self, data):
        return hydrate(Panel, module=self.module(Timing))


timing = page(path="/timing", screen=TimingScreen, css="app/timing.css")
