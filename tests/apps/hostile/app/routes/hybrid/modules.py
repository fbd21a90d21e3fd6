from sprag import Module


class Again(Module):
    def on_start(self):
        self.delegate(self.element, "click", "button", self.on_click)

    def on_click(self, event):
        self.call_action("echo", {"rows": self.state["strings"]}).then(self.on_rows)

    def on_rows(self, result):
        self.set_state({"strings": result.value, "clicks": self.state["clicks"] + 1})
