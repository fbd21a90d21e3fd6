from __future__ import annotations

from sprag import store

cart = store("cart", initial={"items": [], "owner": {"name": "nobody"}, "count": 0})
