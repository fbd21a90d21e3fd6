from app.strings import strings
from sprag import Controller, Screen, page, ui


class Strings(Controller):
    route = "/document"

    def load(self):
        query = self.request.query
        chosen = strings(int(query.get("from", 0)), int(query.get("count", 50)))
        # `<title>` and metadata hold one of them.
        meta = {"title": chosen[0], "description": chosen[0], "og:title": chosen[0], "canonical": chosen[0]}
        return {"strings": chosen, "__sprag_meta__": meta}


class Shown(Screen):
    def render(self, data):
        return ui.main(ui.For(data["strings"], render=self.holes))

    def holes(self, text):
        return ui.section(
            ui.p(text, class_="text"),
            ui.p("before ", text, " after", class_="between"),
            ui.a("link", href=text, title=text, data_text=text, aria_label=text, class_="attributes"),
            ui.i(class_=text),
            ui.i(style=text),
            ui.i(style={"color": text}),
            ui.i(dataset={"text": text}),
            ui.textarea(text),
            ui.input(value=text),
            ui.pre(text),
        )


document = page(controller=Strings, screen=Shown, mode="document")
