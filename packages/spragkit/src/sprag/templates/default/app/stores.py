"""State that is declared once and used on the server and in the browser."""

from sprag import store

visits = store("visits", initial={"count": 0}, scope="app")
