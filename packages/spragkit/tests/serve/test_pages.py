"""Pages through the whole HTTP application, in memory."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any, Callable

import pytest
from sprag.site import load
from sprag.testing import Client

Project = Callable[[dict[str, str]], Path]

PAGE = """\
from sprag import Controller, HTTPError, Screen, hydrate, page, redirect, ui

class C(Controller):
    def load(self):
{load}

class S(Screen):
    def render(self, data):
        return {tree}

made = page(path={path!r}, controller=C, screen=S, mode={mode!r})
"""


def page(load: str = "return {}", tree: str = "ui.p('hi')", path: str = "/", mode: str = "document") -> str:
    body = "\n".join(f"        {line}" for line in load.splitlines())
    return PAGE.format(load=body, tree=tree, path=path, mode=mode)


def client(root: Path, **options: Any) -> Client:
    return Client(load(root), **options)


def test_a_document_page_is_html_without_any_script(project: Project) -> None:
    with client(
        project({"app/routes/home/page.py": page("return {'name': 'Ada & co'}", "ui.h1(data['name'])")})
    ) as visitor:
        answer = visitor.get("/")

    assert answer.status == 200
    assert answer.text == (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>index</title></head>'
        '<body><div id="app-root"><h1>Ada &amp; co</h1></div></body></html>'
    )
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_params_query_and_a_trailing_slash_reach_the_controller(project: Project) -> None:
    load = "return {'got': [self.request.params, self.request.query]}"
    root = project({"app/routes/b/[slug]/page.py": page(load, "ui.p(str(data['got']))", "/b/[slug]")})

    with client(root) as visitor:
        assert "{'slug': 'x y'}, {'q': 'ü'}" in visitor.get("/b/x%20y/?q=%C3%BC").text


@pytest.mark.parametrize(
    ("load", "status", "text"),
    [
        ("raise HTTPError('No such post', 404)", 404, "No such post"),
        ("raise HTTPError('Not yours', 403)", 403, "Not yours"),
        ("raise KeyError('secret-key')", 500, "Internal Server Error"),
        ("return {'__sprag_meta__': 3}", 500, "Internal Server Error"),
    ],
)
def test_a_failing_load_is_its_status_and_names_nothing_in_production(
    project: Project, load: str, status: int, text: str
) -> None:
    with client(project({"app/routes/home/page.py": page(load)}), production=True) as visitor:
        answer = visitor.get("/")

    assert answer.status == status
    assert text in answer.text
    assert "Traceback" not in answer.text
    assert "secret-key" not in answer.text
    if status >= 500:
        assert answer.headers["x-request-id"] in answer.text


def test_in_dev_a_failure_shows_the_python_frames_escaped(project: Project) -> None:
    root = project({"app/routes/home/page.py": page("raise ValueError('<script>alert(1)</script>')")})

    with client(root) as visitor:
        answer = visitor.get("/")

    assert answer.status == 500
    assert "<h1>ValueError</h1><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in answer.text
    assert "app/routes/home/page.py:5</code> in <code>load</code>" in answer.text
    assert "<script>" not in answer.text


def test_a_failing_render_is_a_500(project: Project) -> None:
    with client(
        project({"app/routes/home/page.py": page(tree="ui.p(object())")}), production=True
    ) as visitor:
        assert visitor.get("/").status == 500


@pytest.mark.parametrize(
    "load", ["return redirect('/there?x=1', status=303)", "raise redirect('/there?x=1', status=303)"]
)
def test_a_redirect_may_be_returned_or_raised(project: Project, load: str) -> None:
    with client(project({"app/routes/home/page.py": page(load)})) as visitor:
        answer = visitor.get("/")

    assert (answer.status, answer.headers["location"], answer.body) == (303, "/there?x=1", b"")


WAITS = """\
import asyncio
import gevent
from sprag import Controller, Screen, page, ui

class Async(Controller):
    async def load(self):
        await asyncio.sleep(0.01)
        return {"x": "late"}

class Blocking(Controller):
    def load(self):
        gevent.sleep(0.01)
        return {"x": "slept"}

class S(Screen):
    def render(self, data):
        return ui.p(data["x"])

a = page(path="/a", controller=Async, screen=S, mode="document")
b = page(path="/b", controller=Blocking, screen=S, mode="document")
"""


def test_load_may_be_async_and_may_block(project: Project) -> None:
    with client(project({"app/routes/a/page.py": WAITS})) as visitor:
        assert "<p>late</p>" in visitor.get("/a").text
        assert "<p>slept</p>" in visitor.get("/b").text


def test_what_is_not_a_dict_is_the_value(project: Project) -> None:
    with client(
        project({"app/routes/home/page.py": page("return [1, 2]", "ui.p(data['value'])")})
    ) as visitor:
        assert "<p>1<!---->2</p>" in visitor.get("/").text


META = "return {'__sprag_meta__': {'title': 'T <1>', 'description': 'D \"q\"', 'canonical': '/c', 'og:title': 'O', 'keywords': ['a', 'b'], 'icons': ['/i.png', {'href': '/j.svg', 'type': 'image/svg+xml'}], 'robots': None, 'lang': 'de'}}"


def test_metadata_becomes_the_head(project: Project) -> None:
    app = "from sprag import App\napp = App(metadata={'title': 'App', 'theme-color': '#fff'})\n"
    root = project(
        {
            "app/__init__.py": app,
            "app/routes/home/page.py": page(META),
            "app/routes/b/page.py": page(path="/b"),
        }
    )

    with client(root) as visitor:
        own, default = visitor.get("/").text, visitor.get("/b").text

    managed = 'data-sprag-head="true" data-sprag-head-key'
    assert '<html lang="de">' in own
    assert (
        "<title>T &lt;1&gt;</title>"
        f'<meta name="theme-color" content="#fff" {managed}="theme-color">'
        f'<meta name="description" content="D &quot;q&quot;" {managed}="description">'
        f'<link rel="canonical" href="/c" {managed}="canonical">'
        f'<meta property="og:title" content="O" {managed}="og:title">'
        f'<meta name="keywords" content="a, b" {managed}="keywords">'
        '<link rel="icon" href="/i.png" data-sprag-head="true">'
        '<link rel="icon" href="/j.svg" type="image/svg+xml" data-sprag-head="true"></head>'
    ) in own
    assert "<title>App</title>" in default


def test_an_apps_own_error_pages_stand_in_its_shell_with_the_failures_status(project: Project) -> None:
    app = """
    from sprag import App, Screen, ui

    class Missing(Screen):
        def render(self, data):
            return ui.p("nothing at ", data["path"])

    class Broken(Screen):
        def render(self, data):
            return ui.p("broken: ", data["message"], " ", data["request_id"])

    app = App(not_found=Missing, error=Broken, shell="app/shell.html")
    """
    root = project(
        {
            "app/__init__.py": app,
            "app/shell.html": "<nav></nav>{{ sprag_slot }}",
            "app/routes/home/page.py": page("raise KeyError('x')"),
        }
    )

    with client(root, production=True) as visitor:
        missing, broken = visitor.get("/no/<b>"), visitor.get("/")

    assert missing.status == 404
    assert '<div id="app-root"><nav></nav><p>nothing at <!---->/no/&lt;b&gt;</p></div>' in missing.text
    assert "<title>404 Not Found</title>" in missing.text
    assert broken.status == 500
    assert (
        f"broken: <!---->Internal Server Error<!----> <!---->{broken.headers['x-request-id']}" in broken.text
    )


def test_a_failing_error_page_is_a_plain_one(project: Project) -> None:
    app = """
    from sprag import App, Screen

    class Missing(Screen):
        def render(self, data):
            raise RuntimeError("worse")

    app = App(not_found=Missing)
    """
    with client(
        project({"app/__init__.py": app, "app/routes/home/page.py": page()}), production=True
    ) as visitor:
        answer = visitor.get("/nope")

    assert answer.status == 500
    assert "worse" not in answer.text


HYBRID = """\
from dataclasses import dataclass
from sprag import Component, Controller, Module, Screen, hydrate, page, store, ui

prefs = store("prefs", initial={{"theme": "dark"}})
secrets = store("secrets", initial={{"key": "s3cret"}}, private=True)
unused = store("unused", initial={{"x": 1}})

class Card(Component):
    def render(self, props=None):
        return ui.p(self.state["text"], prefs.get("theme"))

class Talk(Module): ...

class C(Controller):
    def load(self):
        prefs.set("theme", self.request.query.get("theme", "dark"))
        assert secrets.get("key") and unused.get("x")
        return {load}

class S(Screen):
    modules = [Talk]

    def render(self, data):
        return ui.main(hydrate(Card, module=self.module(Talk), props={{"text": "</script><b>"}}), hydrate(Card, props={{"text": "2"}}))

made = page(path="/", controller=C, screen=S)
"""


def test_a_hybrid_page_carries_what_its_browser_part_needs_and_nothing_else(project: Project) -> None:
    with client(project({"app/routes/home/page.py": HYBRID.format(load="{'x': 1}")})) as visitor:
        answer = visitor.get("/?theme=light")
        other = visitor.get("/")

    assert answer.text.count("</script>") == 2
    assert "s3cret" not in answer.text
    payload = answer.payload
    assert payload["stores"] == {"prefs": {"theme": "light"}}
    assert payload["hydration"] == [
        {
            "id": "sprag-h1",
            "component": "Card",
            "module": "Talk",
            "state": {"text": "</script><b>"},
            "module_state": {},
        },
        {"id": "sprag-h2", "component": "Card", "module": None, "state": {"text": "2"}},
    ]
    assert payload["routeData"]["x"] == 1
    assert payload["auth"] == {"authenticated": False, "viewer": None, "active_profile": None}
    assert other.payload["stores"] == {"prefs": {"theme": "dark"}}


def test_data_that_a_browser_would_misread_is_a_clear_500(project: Project) -> None:
    with client(project({"app/routes/home/page.py": HYBRID.format(load="{'big': 2**60}")})) as visitor:
        answer = visitor.get("/")

    assert answer.status == 500
    assert (
        "load()[&#x27;big&#x27;]" in answer.text
        or "load()['big']: 1152921504606846976 is beyond 2**53" in answer.text
    )


MOUNT = """\
from sprag import Component, Controller, Module, mount

class Board(Component): ...
class Moves(Module): ...

class Boot(Controller):
    def load(self):
        return {"cards": [1]}

made = mount(component=Board, module=Moves, boot=Boot, shell="app/frame.html")
"""


def test_a_mount_is_a_boot_document_with_its_data(project: Project) -> None:
    root = project(
        {
            "app/mounts/__init__.py": "",
            "app/mounts/board/mount.py": MOUNT,
            "app/frame.html": "<header></header><sprag-slot></sprag-slot>",
        }
    )

    with client(root) as visitor:
        answer = visitor.get("/board")

    assert '<body><header></header><div id="app-root"></div><script type="application/json"' in answer.text
    assert answer.payload["boot"]["cards"] == [1]
    assert answer.payload["hydration"] == []
    assert answer.payload["mount"] == answer.payload["page"]
    assert (answer.payload["mount"]["component"], answer.payload["mount"]["module"]) == ("Board", "Moves")
    assert '<script type="module" src="/generated/surfaces/mount__board.js"></script></body>' in answer.text


def test_under_a_path_prefix_every_url_of_ours_has_it(project: Project) -> None:
    tree = "ui.div(ui.a('in', href='/b'), ui.a('out', href='//x.y/'), ui.img(src='/static/i.png', data_src='/j.png', alt=' href=\\'/c'), ui.form(action='/d'), 'href=\"/e')"
    root = project(
        {
            "app/__init__.py": "from sprag import App\napp = App(shell='app/shell.html')\n",
            "app/shell.html": "<a href='/nav'>n</a>{{ sprag_slot }}",
            "app/routes/home/page.py": page(tree=tree),
            "app/routes/go/page.py": page("return redirect('/b')", path="/go"),
        }
    )

    with client(root) as visitor:
        answer = visitor.request("GET", "/pre/fix/", root_path="/pre/fix")
        away = visitor.request("GET", "/pre/fix/go", root_path="/pre/fix")

    assert away.headers["location"] == "/pre/fix/b"
    assert (
        '<a href=\'/pre/fix/nav\'>n</a><div><a href="/pre/fix/b">in</a><a href="//x.y/">out</a>'
        '<img src="/pre/fix/static/i.png" data-src="/pre/fix/j.png" alt=" href=\'/c"><form action="/pre/fix/d"></form>href="/e</div>'
    ) in answer.text


def test_what_pages_load_from_elsewhere_is_in_the_policy(project: Project) -> None:
    declared = "made = page(path='/', screen=S, mode='document', css='https://fonts.example/a.css', js='https://cdn.example/x.js')"
    source = page().rsplit("made", 1)[0] + declared

    with client(project({"app/routes/home/page.py": source})) as visitor:
        policy = visitor.get("/").headers["content-security-policy"]

    assert "script-src 'self' https://cdn.example;" in policy
    assert "style-src 'self' https://fonts.example;" in policy


ROUTES = """\
from sprag import Controller, Screen, page

class Api(Controller):
    url_prefix = "/api"

    def build_routes(self, router):
        @router.route("/users/<name>", methods=["GET"])
        def user(name):
            return {"name": name, "route": self.name}

class S(Screen):
    def render(self, data):
        return "page"

made = page(path="/", controller=Api, screen=S, mode="document")
"""


def test_a_controller_serves_plain_endpoints_beside_its_page(project: Project) -> None:
    app = """
    from sprag import App, Router

    health = Router("health")

    @health.route("/up")
    def up():
        return {"up": True}

    app = App({"health_routes": health})
    """
    with client(project({"app/__init__.py": app, "app/routes/home/page.py": ROUTES})) as visitor:
        answers = [visitor.get(path) for path in ("/api/users/ada", "/api/none", "/", "/up")]

    assert [answer.status for answer in answers] == [200, 404, 200, 200]
    assert answers[0].json() == {"name": "ada", "route": "Api"}
    assert answers[3].json() == {"up": True}


CART = """\
from sprag import Component, Controller, Module, Screen, action, hydrate, page, store, ui

cart = store("cart", initial={"items": []}, scope="session")

class Shop(Controller):
    @action
    def add(self, item):
        cart.set("items", cart.get("items") + [item])
        return cart.get("items")

class Card(Component):
    def render(self, props=None):
        return ui.p(", ".join(cart.get("items")))

class S(Screen):
    def render(self, data):
        return hydrate(Card)

made = page(path="/shop", controller=Shop, screen=S)
"""


def test_a_session_store_is_its_visitors_over_requests(project: Project) -> None:
    with client(project({"app/routes/shop/page.py": CART})) as ada:
        ada.action("/shop", "add", ["book"])
        added = ada.action("/shop", "add", ["pen"])
        shown = ada.get("/shop")
        kept, ada.cookies = ada.cookies, {}
        stranger = ada.get("/shop")

    assert kept
    assert added.value == ["book", "pen"]
    assert "<p>book, pen</p>" in shown.text
    assert shown.payload["stores"] == {"cart": {"items": ["book", "pen"]}}
    assert "<p></p>" in stranger.text


def test_in_production_a_long_page_goes_out_in_gzip_to_whom_takes_it(project: Project) -> None:
    root = project({"app/routes/home/page.py": page(tree="ui.p('word ' * 1000)")})

    with client(root, production=True) as visitor:
        plain = visitor.get("/", headers={"Accept-Encoding": "br, gzip;q=0"})
        packed = [visitor.get("/", headers={"Accept-Encoding": "br, gzip"}) for _ in range(20)]

    assert {gzip.decompress(answer.body) for answer in packed} == {plain.body}
    assert {answer.headers["content-encoding"] for answer in packed} == {"gzip"}
    assert len(plain.body) > 10 * max(len(answer.body) for answer in packed)
    assert {answer.headers["vary"] for answer in (plain, *packed)} == {"Accept-Encoding"}
    # The length says nothing exact about what is in the page.
    assert len({len(answer.body) for answer in packed}) > 3


def test_a_short_page_and_one_in_dev_are_sent_as_they_are(project: Project) -> None:
    root = project({"app/routes/home/page.py": page()})

    for production in (True, False):
        with client(root, production=production) as visitor:
            assert "content-encoding" not in visitor.get("/", headers={"Accept-Encoding": "gzip"}).headers


def test_an_app_below_a_prefix_answers_whether_the_proxy_passes_it_on_or_not(project: Project) -> None:
    root = project({"app/routes/list/page.py": page(tree="ui.a('x', href='/list')", path="/list")})

    with client(root, production=True, base="/shop") as visitor:
        passed_on, taken_off = visitor.get("/shop/list"), visitor.get("/list")

    assert '<a href="/shop/list">x</a>' in passed_on.text
    assert taken_off.body == passed_on.body
