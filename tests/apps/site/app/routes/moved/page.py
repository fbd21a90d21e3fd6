from sprag import Controller, Screen, page, redirect


class MovedController(Controller):
    route = "/moved"

    def load(self):
        return redirect("/about?name=moved", status=301)


class MovedScreen(Screen):
    pass


moved = page(controller=MovedController, screen=MovedScreen, mode="document")
