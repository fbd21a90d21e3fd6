from sprag import Component, ui

from app.stores import session


class Card(Component):
    def render(self, props=None):
        return ui.div(
            ui.p(
                "Hello ", session.get("user.name"), ", theme ", session.get("prefs.theme"), class_="greeting"
            ),
            ui.p(self.state["heard"], class_="heard"),
            ui.button("Grace", type="button", data_role="grace"),
            ui.button("Reset", type="button", data_role="reset"),
        )
