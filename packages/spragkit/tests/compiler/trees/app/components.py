# ruff: noqa: PLW0108, C416, SIM223 (odd forms are the point)
"""Every construct that a template may hold; what both runtimes are compared on."""

from sprag import Component, ui

LIMIT = 3


def badge(x):
    return ui.span(x, class_="badge")


def plain(x):
    return [x, str(x)]


class Chip(Component):
    def render(self):
        return ui.em(self.props["label"])


class Card(Component):
    def row(self, r):
        label = r["label"]
        if not label:
            return None
        return ui.li(label, " ", r["n"], key=r["id"], class_=["a", r["n"] > 1 and "big"])

    def pick(self, event):
        self.picked = event

    def render(self, props=None):
        s = self.state
        rows = s["rows"]
        head = ui.h1("Hi & 100%", s["name"])
        if s["n"] == 7:
            return ui.p("none ", s["name"])
        if s["n"] == 8:
            return s["name"]
        if s["n"] == 9:
            return None
        total = sum([r["n"] for r in rows])
        parts = []
        for r in rows:
            parts.append(ui.dt(r["id"]))
            parts.append(ui.dd(badge(r["label"])))
        return ui.div(
            head,
            badge(s["n"]),
            ui.ul([ui.li(str(r["id"]), on_click=lambda e: self.pick(e), class_="danger" if r["n"] else None) for r in rows]),
            ui.ul(ui.For(rows, key="id", render=self.row)),
            ui.ol(ui.For(rows, key=lambda r: r["id"], render=lambda r: ui.li(r["n"], ui.b("x")))),
            ui.p(ui.For(s["tags"])),
            ui.Grid(rows, key="id", columns=3, gap="1rem", render=lambda r: ui.b(r["n"], "%")),
            "100%", s["name"], f"{total:.2f}", None if s["n"] > 2 else "x", "",
            ui.input(value=s["name"], disabled=s["n"] > 1, aria_hidden=True, on_input=self.pick, on_change=self.pick),
            ui.HTML("<i>raw</i>"), [ui.b(x) for x in s["tags"]], "after", *s["tags"], plain(s["n"]),
            ui.br(), ui.img(src=f"/x?{s['name']}", alt=""), ui.LazyImage("/a.png", class_="l"),
            ui.p(ui.b("in") if s["n"] else "out", ui.i("i") if s["n"] else None, "end"),
            ui.pre(s["name"]), ui.textarea(s["name"]), ui.style("a > b {}"), ui.script("1 < 2"),
            ui.Fragment("one", ui.b("two"), s["n"]),
            ui.dl(parts), ui["my-tag"](s["name"]), ui.p(**{"title": s["name"]}),
            ui.p(on_click=s.get("handler")),
            ui.svg(ui.path(d="M0 0"), viewBox="0 0 1 1"),
            Chip(props={"label": s["name"]}),
            style={"margin_top": "1px", "color": s["name"]}, data_x=LIMIT, class_=s["tags"],
        )


class Rows(Component):
    """Lists of every kind, and what stands beside them."""

    def cell(self, value):
        return ui.td(value, class_="cell")

    def line(self, row):
        return ui.tr(self.cell(row["id"]), self.cell(row["label"]), key=row["id"])

    def render(self, props=None):
        rows = self.state["rows"]
        tags = self.state["tags"]
        return ui.section(
            ui.table(ui.tbody([self.line(row) for row in rows])),
            ui.table(ui.tbody(ui.For(rows, key="id", render=self.line))),
            "before", [tag for tag in tags], "after",
            ui.p("a", [ui.i(tag) for tag in tags], "b"),
            ui.p([ui.b(number, ":", row["label"]) for number, row in enumerate(rows) if row["n"]]),
            ui.ol(ui.li(row["label"], key=row["id"]) for row in rows),
            ui.ul([ui.li(row["label"]) if row["n"] > 1 else ui.dd(row["n"]) for row in rows]),
            ui.ul([[ui.li(tag, row["id"]) for tag in tags] for row in rows]),
            ui.ul(ui.For(tags, render=ui.li), [each for each in map(ui.b, tags)]),
            ui.p(tags[0] if tags else None, self.state["half"], self.state["half"] * 2),
            data_half=self.state["half"],
        )


class Lines(Component):
    """Lists of one element each: their rows are compared field by field."""

    def pick(self, key):
        self.picked = key

    def render(self, props=None):
        rows = self.state["rows"]
        name = self.state["name"]
        limit = self.state["n"]
        groups = []
        for row in rows:
            groups.append(ui.ul(ui.For(row["parts"], render=lambda part: ui.li(part, row["n"]))))
        return ui.section(
            groups,
            ui.table(ui.tbody(ui.For(rows, key="id", render=lambda row: ui.tr(
                ui.td(str(row["id"])),
                ui.td(row["label"], on_click=lambda e: self.pick(row["id"])),
                ui.td(row["n"] or None, title=row["label"] if row["n"] else None),
                ui.td(ui.input(value=str(row["n"]), class_=str(row["n"])), title=str(row["more"]), data_n=row["n"]),
                class_="danger" if row["n"] > limit else None,
            )))),
            ui.ul(ui.For(rows, key="id", render=lambda r: ui.li(r["more"], f"{name}:{r['label']}", str(r["more"])))),
            ui.ol(ui.For(self.state["tags"], render=lambda tag: ui.li(tag, "-", str(tag), name))),
            ui.dl(ui.For(rows, key="id", render=lambda r: ui.dd(ui.For(r["parts"], render=lambda part: ui.b(part, r["n"]))))),
            ui.p(ui.For(rows, render=lambda r: ui.i("still", class_=["a", r["n"] and "b"]))),
        )


class Numbers(Component):
    """Numbers as Python prints them wherever they stand; one element in several places; `dataset` far inside."""

    def render(self, props=None):
        half = self.state["half"]
        marked = ui.section(self.state["n"], **{"data-q": self.state["name"]})
        return ui.div(
            [half for _ in self.state["tags"]],
            [[ui.i(half), half, 1e21, -0.0] for _ in self.state["tags"]],
            (half for _ in self.state["tags"]),
            ui.b(title=half, style={"opacity": half, "z_index": self.state["n"]}),
            ui["x-y"](title=half, dataset={"half": half}, style={"opacity": half}),
            marked,
            [ui.span(marked) for _ in self.state["tags"]],
            ui.p(ui.span(ui.b("in", dataset={"a_b": self.state["n"], "c": self.state["name"]}))),
        )


class Kept(Component):
    """State that changes by its own parts."""

    def drop(self, key):
        self.set_state({"rows": [row for row in self.state["rows"] if row["id"] != key]})

    def add(self, row):
        self.set_state({"rows": [*self.state["rows"], row, *[row]], "last": self.state["rows"][-1]})

    def render(self, props=None):
        return ui.ul(ui.For(self.state["rows"], key="id", render=lambda row: ui.li(row["label"])))


class Inputs(Component):
    """Controls, and attributes that come and go."""

    def typed(self, event):
        self.last = event

    def render(self, props=None):
        n = self.state["n"]
        name = self.state["name"]
        return ui.form(
            ui.input(type="text", value=name, on_input=self.typed, readonly=n > 5),
            ui.input(type="checkbox", checked=n > 3, disabled=n == 2),
            ui.select([ui.option(tag, value=tag, selected=tag == name) for tag in self.state["tags"]], multiple=True),
            ui.button("Go", class_=["one", n > 2 and "two", {"x": 1} and ""], hidden=n == 1, aria_pressed=n > 4, title=name if n else None),
            ui.label("Name", for_="x", style=f"width: {n}px"),
            ui.div(style={"width": f"{n}px", "margin_top": None if n else "1px"}, class_=name if n > 4 else None),
            ui.a("link", href=f"/x/{name}", data_count=n, contenteditable=n > 1),
            ui.p(name and ui.b(name), n or "zero", n > 2 and "many"),
            on_submit=self.typed if n > 2 else None,
        )
