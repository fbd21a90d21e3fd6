from sprag import Component, Controller, Module, Screen, action, hydrate, page, redirect, ui


class GoingController(Controller):
    route = "/going"

    @action
    def leave(self):
        return redirect("/settings", status=302)

    @action
    def leave_replace(self):
        return redirect("/settings", replace=True)


class Buttons(Component):
    def render(self, props=None):
        return ui.div(
            ui.button("Navigate", type="button", data_role="navigate"),
            ui.button("Leave", type="button", data_role="leave"),
            ui.button("Replace", type="button", data_role="replace"),
            ui.a("Settings", href="/settings"),
        )


class Going(Module):
    def on_start(self):
        self.delegate(self.element, "click", "[data-role='navigate']", self.go)
        self.delegate(self.element, "click", "[data-role='leave']", self.leave)
        self.delegate(self.element, "click", "[data-role='replace']", self.replace)

    def go(self, event):
        self.navigate("/settings")

    def leave(self, event):
        self.call_action("leave")

    def replace(self, event):
        self.call_action("leave_replace")


class GoingScreen(Screen):
    modules = [Going]

    def render(self, data):
        return hydrate(Buttons, module=self.module(Going))


going = page(path="/going", controller=GoingController, screen=GoingScreen)
