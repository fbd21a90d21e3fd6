from sprag import Screen, page, ui


class HomeScreen(Screen):
    def render(self, data):
        return [
            ui.h1("Home"),
            ui.ul(ui.For(["one", "two"], key=str, render=ui.li)),
            ui.p("Ünïcode & <markup> ", ui.b("bold"), " end"),
            ui.img(src="/static/img/icon.svg", alt="", width=16),
            ui.form(
                ui.label("Name ", ui.input(name="name", value='"quoted"', required=True)),
                ui.select(
                    ui.option("A", value="a"),
                    ui.option("B", value="b", selected=True),
                    name="pick",
                    aria_label="Pick",
                ),
                ui.textarea("\nfirst line", name="text", aria_label="Text"),
                ui.button("Go", type="submit"),
                action="/about",
                method="get",
            ),
            ui.svg(
                ui.path(d="M0 0h1v1z", stroke_width=0.1, fill="none"),
                viewBox="0 0 1 1",
                width=8,
                aria_hidden=True,
            ),
        ]


home = page(path="/", screen=HomeScreen, mode="document")
