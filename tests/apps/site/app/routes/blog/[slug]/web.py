from sprag import Screen, ui


class PostScreen(Screen):
    def render(self, data):
        return ui.article(ui.h1(data["title"]))
