from sprag import page

from .web import HomeScreen

home = page(path="/", screen=HomeScreen, mode="hybrid", css=["app/routes/home/home.css"])
