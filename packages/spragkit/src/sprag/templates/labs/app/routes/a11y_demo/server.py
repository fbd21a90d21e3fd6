from typing import Any

from sprag import Controller, Field, action


class A11yController(Controller):
    route = "/a11y-demo"

    @action(derive=True)
    def convert(self, value: float, unit: str = Field(str, choices=["km", "mile"])) -> Any:
        if unit == "km":
            return {"text": f"{value:g} km are {value / 1.609344:.2f} miles"}
        return {"text": f"{value:g} miles are {value * 1.609344:.2f} km"}
