from sprag import Component, ui


class Users(Component):
    def render(self, props=None):
        return ui.Fragment(
            ui.h1("Users"),
            ui.table(
                ui.thead(ui.tr(ui.th("ID"), ui.th("Name"), ui.th("Email"), ui.th("Score"))),
                ui.tbody(
                    ui.For(
                        self.props["rows"],
                        key="id",
                        render=lambda row: ui.tr(
                            ui.td(str(row["id"])),
                            ui.td(row["name"]),
                            ui.td(ui.a(row["email"], href=f"/users/{row['id']}")),
                            ui.td(str(row["score"]), class_="score high" if row["score"] >= 50 else "score"),
                            key=row["id"],
                        ),
                    )
                ),
                class_="grid",
            ),
        )
