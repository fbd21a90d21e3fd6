from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Callable

import pytest
from sprag.site import Site, SiteError, decode, discover, encode, live, load
from sprag.site.plan import Root

Project = Callable[[dict[str, str]], Path]

PAGE = """\
from sprag import Screen, page, ui

class Plain(Screen):
    def render(self, data):
        return ui.p("hello")

"""


def site_of(root: Path) -> Site:
    return discover(load(root))


def problems(root: Path) -> list[str]:
    with pytest.raises(SiteError) as caught:
        site_of(root)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def document(path: str | None = None) -> str:
    given = "" if path is None else f"path={path!r}, "
    return f"{PAGE}made = page({given}screen=Plain, mode='document')\n"


def test_directories_give_the_urls_that_pages_leave_out(project: Project) -> None:
    root = project(
        {
            "app/routes/home/page.py": document(),
            "app/routes/about_us/page.py": document(),
            "app/routes/blog/page.py": document(),
            "app/routes/blog/[slug]/page.py": document(),
            "app/routes/docs/[...segments]/page.py": document(),
        }
    )

    site = site_of(root)

    assert [surface.pattern for surface in site.surfaces] == [
        "/about-us", "/blog", "/", "/blog/[slug]", "/docs/[...segments]",
    ]  # fmt: skip
    assert site.warnings == ()


def test_relative_imports_work_inside_directories_with_brackets(project: Project) -> None:
    page = "from sprag import page\nfrom .web import Shown\nmade = page(screen=Shown, mode='document')\n"
    web = "from sprag import Screen\nfrom ..shared import NAME\nclass Shown(Screen):\n    name = NAME\n"
    root = project(
        {
            "app/routes/docs/shared.py": "NAME = 'x'",
            "app/routes/docs/[...segments]/page.py": page,
            "app/routes/docs/[...segments]/web.py": web,
            "app/routes/docs/[slug]/page.py": page,
            "app/routes/docs/[slug]/web.py": web,
        }
    )

    site = site_of(root)

    assert [live(surface).screen.name for surface in site.surfaces] == ["x", "x"]  # type: ignore[union-attr]


def test_a_path_that_differs_from_its_directory_is_reported_and_counts(project: Project) -> None:
    site = site_of(project({"app/routes/a/page.py": document("/b")}))

    assert [surface.pattern for surface in site.surfaces] == ["/b"]
    assert site.warnings == ("app/routes/a/page.py:7: the directory says /a, path= says /b; the path counts",)


HYBRID = """\
from sprag import Component, Module, Screen, hydrate, page, ui
from . import views
from .views import Card
from app.stores import cart

class Clicks(Module):
    def on_start(self):
        cart.get("items")

class Shown(Screen):
    modules = [Clicks]

    def render(self, data):
        return ui.div(hydrate(Card, module=self.module(Clicks)), self.more(), ssr_only())

    def more(self):
        return hydrate(views.Other)

def ssr_only():
    return views.ServerOnly()

made = page(path="/shop", screen=Shown)
"""
VIEWS = """\
from sprag import Component

class Card(Component): ...
class Other(Component): ...
class ServerOnly(Component): ...
"""


def test_a_surface_knows_what_the_browser_needs_of_it(project: Project) -> None:
    root = project(
        {
            "app/routes/shop/__init__.py": "",
            "app/routes/shop/page.py": HYBRID,
            "app/routes/shop/views.py": VIEWS,
            "app/stores.py": "from sprag import store\ncart = store('cart', initial={'items': []})\n"
            "unused = store('unused', initial={})\n",
        }
    )

    site = site_of(root)

    surface = site.surfaces[0]
    assert surface.components == (
        Root("app/routes/shop/views.py", "Card"),
        Root("app/routes/shop/views.py", "Other"),
    )
    assert surface.behaviours == (Root("app/routes/shop/page.py", "Clicks"),)
    assert surface.stores == ("cart",)
    assert site.store_files == {"cart": Root("app/stores.py", "cart")}
    assert surface.browser_file == "surfaces/route__shop.js"
    assert decode(encode(site), root) == site


def test_shells_give_templates_and_files_from_the_outside_in(project: Project) -> None:
    app = """\
    from sprag import App, shell
    frame = shell(template="app/shell.html", css=["app/shell.css"])
    app = App(routes="app.routes", shell=frame, modules={"day": "app/static/day.mjs"})
    """
    inner = """\
    from sprag import module, shell
    from app import frame
    from app.routes import Plain
    from sprag import page
    nested = page(path="/nested", screen=Plain, mode="document", shell=shell(frame, template="app/inner.html"))
    own = page(path="/own", screen=Plain, mode="document", shell="app/inner.html", css="app/own.css")
    plain = page(path="/plain", screen=Plain, mode="document", js=["https://cdn.example/x.js", "app/static/y.js"],
                 modules={"id": module("https://cdn.example/z.mjs", export="nanoid")})
    """
    root = project(
        {
            "app/__init__.py": dedent(app),
            "app/routes/__init__.py": PAGE,
            "app/routes/a/page.py": dedent(inner),
            "app/shell.html": "<nav></nav>{{ sprag_slot }}",
            "app/inner.html": "<aside><sprag-slot></sprag-slot></aside>",
            "app/shell.css": "",
            "app/own.css": "",
            "app/static/y.js": "",
            "app/static/day.mjs": "",
            "app/static/deep/other.txt": "",
        }
    )

    site = site_of(root)

    nested, own, plain = site.surfaces
    outer = ("app/shell.html", "{{ sprag_slot }}")
    inner_template = ("app/inner.html", "{{ sprag_slot }}")
    assert [one.templates for one in (nested, own, plain)] == [
        (outer, inner_template),
        (inner_template,),
        (outer,),
    ]
    assert [style.url for style in own.css] == ["/assets/app/shell.css", "/assets/app/own.css"]
    assert [style.url for style in nested.css] == ["/assets/app/shell.css"]
    assert [script.url for script in plain.js] == ["https://cdn.example/x.js", "/static/y.js"]
    assert {alias: (one.url, one.export) for alias, one in plain.modules.items()} == {
        "day": ("/static/day.mjs", "default"),
        "id": ("https://cdn.example/z.mjs", "nanoid"),
    }
    assert site.files == {
        "/static/day.mjs": "app/static/day.mjs",
        "/static/y.js": "app/static/y.js",
        "/static/deep/other.txt": "app/static/deep/other.txt",
        "/assets/app/shell.css": "app/shell.css",
        "/assets/app/own.css": "app/own.css",
    }


def test_every_problem_is_told_at_once_with_its_place(project: Project) -> None:
    root = project(
        {
            "app/routes/a/page.py": document("/same"),
            "app/routes/b/page.py": document("/same/"),
            "app/routes/c/page.py": "def broken(:\n",
            "app/routes/d/page.py": "from .missing import x\n",
            "app/routes/e/page.py": "nothing = 1\n",
            "app/routes/f/page.py": document("/[...a]/b"),
            "app/routes/g/page.py": PAGE
            + "made = page(path='/g', screen=Plain, css='app/none.css', shell='app/no.html')\n",
            "app/routes/h/page.py": PAGE + "made = page(path='h', screen=Plain)\n",
        }
    )

    assert problems(root) == [
        "app/routes/c/page.py:1: SyntaxError: invalid syntax\n    def broken(:",
        "app/routes/d/page.py:1: ModuleNotFoundError: No module named 'app.routes.d.missing'\n    from .missing import x",
        "app/routes/e/page.py: declares no page\n    assign one to a name: NAME = page(...)",
        "app/routes/f/page.py:7: path '/[...a]/b': [...a] takes the rest, so it must come last",
        "app/routes/g/page.py:7: shell template 'app/no.html' was not found\n"
        "    paths are relative to the project's folder",
        "app/routes/g/page.py:7: file 'app/none.css' was not found in the project\n"
        "    paths are relative to the project's folder",
        "app/routes/h/page.py:7: page 'h': path must start with '/', got 'h'\n"
        "    made = page(path='h', screen=Plain)",
        "app/routes/b/page.py:7: route '/same' is declared twice, also in app/routes/a/page.py:7\n"
        "    give one of them another path",
    ]  # fmt: skip


def test_a_misspelt_import_is_told_with_the_name_that_is_meant(project: Project) -> None:
    root = project({"app/routes/a/page.py": "from sprag import Contoller\n"})

    assert problems(root) == [
        "app/routes/a/page.py:1: ImportError: cannot import name 'Contoller' from 'sprag'; "
        "did you mean 'Controller'?\n    from sprag import Contoller"
    ]


def test_a_file_that_the_apps_shell_names_is_missed_where_the_app_is_declared(project: Project) -> None:
    app = "from sprag import App, shell\n\napp = App(shell=shell(css=['app/none.css']))\n"
    root = project({"app/__init__.py": app, "app/routes/a/page.py": document("/a")})

    assert problems(root) == [
        "app/__init__.py: file 'app/none.css' was not found in the project\n"
        "    paths are relative to the project's folder"
    ]


def test_two_patterns_of_the_same_shape_clash(project: Project) -> None:
    root = project(
        {"app/routes/a/page.py": document("/x/[one]"), "app/routes/b/page.py": document("/x/[other]")}
    )

    assert problems(root) == [
        "app/routes/b/page.py:7: route '/x/[other]' is declared twice, also in app/routes/a/page.py:7\n"
        "    give one of them another path"
    ]


MOUNT = """\
from sprag import Component, mount
class Root(Component): ...
made = mount({path!r}, component=Root)
"""


def test_a_mount_owns_what_is_below_it(project: Project) -> None:
    root = project(
        {
            "app/mounts/__init__.py": "",
            "app/mounts/board/mount.py": MOUNT.format(path="/board"),
            "app/routes/a/page.py": document("/board/settings"),
        }
    )

    assert problems(root) == [
        "app/routes/a/page.py:7: route '/board/settings' lies below the mount '/board' (app/mounts/board/mount.py:3), "
        "which owns everything there\n    move one of them"
    ]


def test_a_page_imported_from_another_page_file_is_not_declared_twice(project: Project) -> None:
    root = project(
        {
            "app/routes/a/page.py": document("/a"),
            "app/routes/b/page.py": f"from app.routes.a.page import made\n{PAGE}own = page(path='/b', screen=Plain, mode='document')\n",
        }
    )

    assert [surface.pattern for surface in site_of(root).surfaces] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"app/__init__.py": "app = 3\n"}, "no App object found; looked for app:app and app.app:app"),
        (
            {"app/__init__.py": "import nothere\n"},
            "app/__init__.py:1: ModuleNotFoundError: No module named 'nothere'",
        ),
        ({"app/__init__.py": "1 +\n"}, "app/__init__.py:1: SyntaxError: invalid syntax"),
        ({}, "the app has no pages"),
        ({".env": "A=1\nnot a line\n"}, ".env:2: expected NAME=value, got 'not a line'"),
    ],
)
def test_an_app_that_cannot_start_says_why(project: Project, files: dict[str, str], message: str) -> None:
    assert message in problems(project(files))[0]


def test_a_folder_without_an_app_says_how_to_make_one(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        f"no app/ folder in {tmp_path}\n    run this in a project (`sprag new NAME` makes one)"
    ]


def test_a_private_store_may_not_be_read_by_browser_code(project: Project) -> None:
    page = HYBRID.replace(
        "from app.stores import cart", "from sprag import store\ncart = store('cart', private=True)"
    )
    root = project({"app/routes/shop/page.py": page, "app/routes/shop/views.py": VIEWS})

    assert problems(root) == [
        "app/routes/shop/page.py:23: browser code of this surface uses the store 'cart', which is private\n"
        "    read it in the controller, or declare the store without private=True"
    ]
