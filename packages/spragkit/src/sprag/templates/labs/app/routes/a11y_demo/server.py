from __future__ import annotations

from sprag import Controller, OperationError, action

MILE = 1.609344


class A11yController(Controller):
    route = "/a11y-demo"

    @action(derive=True)
    def convert(self, value: float, unit: str = "km") -> dict[str, str]:
        if unit == "km":
            return {"text": f"{value:g} km are {value / MILE:.2f} miles"}
        if unit == "mile":
            return {"text": f"{value:g} miles are {value * MILE:.2f} km"}
        raise OperationError(f"Unknown unit {unit!r}.", status=400)
