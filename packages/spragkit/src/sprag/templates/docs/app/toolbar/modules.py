from __future__ import annotations

from typing import Any

from sprag import Module, browser, debounce, dom

from .components import INDEX
from .find import find

NEXT_THEME = {"auto": "light", "light": "dark", "dark": "auto"}


class ToolbarModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state
            or {
                "ready": False,
                "theme": "auto",
                "query": "",
                "results": [],
                "active": 0,
                "hint": "",
            },
        )
        self.index = INDEX
        self.records: Any = None

    def on_start(self) -> None:
        self.index = str(self.element.query_selector("[data-role='index']").href)
        theme = browser.localStorage.getItem("theme")
        self.set_state({"ready": True, "theme": theme if theme in NEXT_THEME else "auto"})
        self.apply_theme()
        self.delegate(self.element, "click", "[data-role='theme']", self.on_theme)
        self.delegate(self.element, "click", "[data-role='open']", self.on_open)
        self.delegate(self.element, "input", "[name='query']", self.on_query)
        self.delegate(self.element, "keydown", "[name='query']", self.on_query_key)
        self.delegate(self.element, "submit", "form", self.on_submit)
        self.delegate(self.element, "click", "dialog", self.on_dialog)
        self.on(browser.document, "keydown", self.on_key)
        self.on(browser.window, "scroll", self.on_scroll)
        self.add_copy_buttons()
        self.show_current()
        self.on_scroll(None)

    # --- theme

    def on_theme(self, event: Any) -> None:
        self.set_state({"theme": NEXT_THEME[self.state["theme"]]})
        browser.localStorage.setItem("theme", self.state["theme"])
        self.apply_theme()

    def apply_theme(self) -> None:
        browser.document.documentElement.setAttribute("data-theme", self.state["theme"])

    # --- search

    def on_key(self, event: Any) -> None:
        typing = event.target.matches("input, textarea, select")
        chord = event.key == "k" and (event.ctrlKey or event.metaKey)
        if chord or (event.key == "/" and not typing):
            event.prevent_default()
            self.open()

    def on_open(self, event: Any) -> None:
        self.open()

    def open(self) -> None:
        self.element.query_selector("dialog").showModal()
        if self.records is None:
            self.set_state({"hint": "Loading"})
            browser.fetch(self.index).then(self.on_response)

    def on_response(self, response: Any) -> None:
        response.json().then(self.on_records)

    def on_records(self, records: Any) -> None:
        self.records = records
        self.show_results(self.state["query"])

    def on_query(self, event: Any, field: Any) -> None:
        self.show_results(field.value)

    def show_results(self, query: str) -> None:
        if self.records is None:
            self.set_state({"query": query})
            return
        root = self.index.removesuffix(INDEX)
        results = [{**hit, "url": root + hit["url"]} for hit in find(self.records, query)]
        hint = "Type a word or two." if not query.strip() else "" if results else "Nothing found."
        self.set_state({"query": query, "results": results, "active": 0, "hint": hint})

    def on_query_key(self, event: Any, field: Any) -> None:
        if event.key == "Escape":
            # A search field would only clear itself.
            event.prevent_default()
            self.close()
            return
        step = {"ArrowDown": 1, "ArrowUp": -1}.get(event.key, 0)
        results = self.state["results"]
        if step and results:
            event.prevent_default()
            last = len(results) - 1
            active = self.state["active"] + step
            self.set_state({"active": 0 if active > last else last if active < 0 else active})

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        results = self.state["results"]
        if results:
            self.close()
            self.navigate(results[self.state["active"]]["url"])

    def on_dialog(self, event: Any, dialog: Any) -> None:
        """The dialog itself is pressed where its backdrop is."""
        if event.target.matches("dialog, .search-close") or event.target.closest(".hit"):
            self.close()

    def close(self) -> None:
        self.element.query_selector("dialog").close()

    # --- reading

    def show_current(self) -> None:
        """A long side bar begins where the reader is."""
        current = dom.query(".side-large [aria-current]")
        if current is not None:
            current.scrollIntoView({"block": "nearest"})

    @debounce(0.05)
    def on_scroll(self, event: Any) -> None:
        page = browser.document.documentElement
        at_end = page.scrollTop + browser.innerHeight >= page.scrollHeight - 2
        current = ""
        for heading in dom.query_all(".article :is(h2, h3)[id]"):
            if at_end or heading.getBoundingClientRect().top < 140:
                current = f"#{heading.id}"
        for link in dom.query_all(".toc a"):
            link.classList.toggle("current", link.getAttribute("href") == current)

    def add_copy_buttons(self) -> None:
        for block in dom.query_all(".article pre"):
            button = browser.document.createElement("button")
            button.type = "button"
            button.className = "copy"
            button.textContent = "Copy"
            block.appendChild(button)
        self.delegate(browser.document.body, "click", ".copy", self.on_copy)

    def on_copy(self, event: Any, button: Any) -> None:
        code = button.parentElement.querySelector("code")
        browser.navigator.clipboard.writeText(code.textContent)
        button.textContent = "Copied"
