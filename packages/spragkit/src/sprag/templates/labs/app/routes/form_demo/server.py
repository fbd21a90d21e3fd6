from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Redirect, Schema, action

TOPICS = ["engines", "looms", "ciphers"]

ARTICLE = Schema(
    "article",
    {
        "title": Field(str, required=True, validator=lambda text: len(text.strip()) >= 5),
        "body": Field(str, default=""),
        "topics": Field(list, default=list),
        "public": Field(bool, default=False),
    },
)


class FormController(Controller):
    route = "/form-demo"

    def load(self) -> dict[str, Any]:
        return {"draft": self.request.session.get("draft", {"title": "", "body": ""})}

    @action(
        schema=Schema("save", {"title": Field(str, default=""), "body": Field(str, default="")})
    )
    def save(self, title: str, body: str) -> dict[str, int]:
        self.request.session.set("draft", {"title": title, "body": body})
        return {"letters": len(title) + len(body)}

    @action(schema=ARTICLE)
    def publish(self, title: str, body: str, topics: list[str], public: bool) -> Redirect:
        self.request.session.delete("draft")
        self.request.session.set("published", {"title": title, "topics": topics, "public": public})
        return self.redirect("/form-demo/success", status=303)
