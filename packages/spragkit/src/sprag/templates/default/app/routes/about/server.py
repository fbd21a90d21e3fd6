"""The about page has nothing to load."""

from sprag import Controller


class AboutController(Controller):
    route = "/about"
