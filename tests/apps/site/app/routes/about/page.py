from sprag import Controller, Screen, page, ui


class AboutController(Controller):
    route = "/about"

    def load(self):
        name = self.request.query.get("name", "nobody")
        return {
            "name": name,
            "__sprag_meta__": {
                "title": f"About {name}",
                "description": "Who <we> are",
                "canonical": "https://site.example/about",
                "og:title": "About",
                "keywords": ["a", "b"],
            },
        }


class AboutScreen(Screen):
    def render(self, data):
        return ui.h1("About ", data["name"])


about = page(controller=AboutController, screen=AboutScreen, mode="document")
