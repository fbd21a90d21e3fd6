from sprag import Component, Screen, hydrate, page, ui, virtual_scroll


@virtual_scroll(chunk=50, max_chunks=5, root_margin="200px 0px", container_class="rows")
class Rows(Component):
    def total(self):
        return 2000

    def chunk(self, i):
        return ui.div(
            ui.For(range(i * 50, i * 50 + 50), key=str, render=lambda n: ui.div("row ", str(n), class_="row"))
        )

    def render(self, props=None):
        return ui.div(ui.h1("Virtual"))


class VirtualScreen(Screen):
    def render(self, data):
        return hydrate(Rows)


virtual = page(path="/virtual", screen=VirtualScreen, css="app/infinite.css")
