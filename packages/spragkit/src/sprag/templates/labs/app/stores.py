"""State that is declared once and used on the server and in the browser."""

from sprag import store

lab_tally = store("lab_tally", initial={"count": 0, "bumps": 0})

session = store(
    "session",
    initial={
        "user": {"name": "Ada", "city": "London"},
        "prefs": {"theme": "dark", "density": "cosy"},
        "draft": "unsaved",
    },
)

cross_wired = store("cross_wired", initial={"runs": 0, "last": "", "status": "idle"}, scope="app")
