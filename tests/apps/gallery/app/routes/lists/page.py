from sprag import Component, Module, Screen, hydrate, page, ui


class Lists(Component):
    def render(self, props=None):
        rows = self.state["rows"]
        return ui.div(
            ui.ul(ui.For(rows, key="id", render=self.item), class_="list"),
            ui.table(
                ui.caption("Table"),
                ui.tbody(
                    ui.For(rows, key="id", render=lambda row: ui.tr(ui.td(row["id"]), ui.td(row["name"])))
                ),
            ),
            ui.select(
                ui.For(rows, key="id", render=lambda row: ui.option(row["name"], value=row["id"])),
                aria_label="Pick",
            ),
            ui.Grid(rows, key="id", columns=2, gap="4px", render=lambda row: ui.span(row["name"])),
            ui.Fragment(ui.em("one"), " and ", ui.em("two")),
            ui.HTML("<mark>raw <b>html</b></mark>"),
            ui.LazyImage("/static/picture.svg", alt="A picture", width=20, height=20, class_="lazy"),
            ui.p("none" if not rows else None, class_="empty"),
            ui.button("Reverse", type="button", data_role="reverse"),
            ui.button("Drop first", type="button", data_role="drop"),
            ui.button("Add", type="button", data_role="add"),
        )

    def item(self, row):
        return ui.li(ui.input(value=row["name"], aria_label=row["name"]), " ", row["name"])


class Changes(Module):
    def on_start(self):
        self.delegate(self.element, "click", "[data-role='reverse']", self.reverse)
        self.delegate(self.element, "click", "[data-role='drop']", self.drop)
        self.delegate(self.element, "click", "[data-role='add']", self.add)

    def reverse(self, event):
        self.set_state({"rows": self.state["rows"][::-1]})

    def drop(self, event):
        self.set_state({"rows": self.state["rows"][1:]})

    def add(self, event):
        number = len(self.state["rows"]) + 10
        self.set_state({"rows": self.state["rows"] + [{"id": str(number), "name": f"new {number}"}]})


class ListsScreen(Screen):
    modules = [Changes]

    def render(self, data):
        changes = self.module(Changes)
        changes.set_state(
            {"rows": [{"id": str(n), "name": name} for n, name in enumerate(["a", "b & c", "<d>"])]}
        )
        return hydrate(Lists, module=changes)


lists = page(path="/lists", screen=ListsScreen)
