from __future__ import annotations

from sprag import store

tally = store("tally", initial={"clicks": 0, "label": "clicks"})
