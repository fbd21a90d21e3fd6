from sprag import Component, ui


class Strings(Component):
    def render(self, props=None):
        return ui.main(
            ui.For(
                self.state["strings"],
                key="index",
                render=lambda row: ui.section(
                    ui.p(row["text"], class_="text"),
                    ui.p("before ", row["text"], " after", class_="between"),
                    ui.a(
                        "link",
                        href=row["text"],
                        title=row["text"],
                        data_text=row["text"],
                        class_="attributes",
                    ),
                    ui.textarea(row["text"]),
                    ui.input(value=row["text"]),
                ),
            ),
            ui.output(str(self.state["clicks"])),
            ui.button("Again", type="button"),
        )
