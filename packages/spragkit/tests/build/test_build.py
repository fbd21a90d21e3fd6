"""`sprag build`, `build static` and `pack` of pages without browser code: what stands in the output, and that it serves."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sprag.build import BuildError, build, build_static, pack
from sprag.site import SiteError, unload

PAGE = """
    from sprag import Controller, Screen, page, ui

    class HomeController(Controller):
        def load(self):
            return {"name": "Ada <3", "built": self.request.method}

    class HomeScreen(Screen):
        def render(self, data):
            return ui.main(
                ui.h1(data["name"]), ui.p(data["built"]), ui.a("About", href="/about"), ui.img(src="/static/photo.png", alt="")
            )

    home = page(path="/", controller=HomeController, screen=HomeScreen, mode="document", css=["app/site.css"])
"""
ABOUT = """
    from sprag import Controller, Screen, page, ui

    class AboutController(Controller):
        pass

    class AboutScreen(Screen):
        def render(self, data):
            return ui.main(ui.h1("About"), ui.a("Home", href="/"))

    about = page(path="/about", controller=AboutController, screen=AboutScreen, mode="document")
"""
POST = """
    from sprag import Controller, Screen, page, ui

    class PostController(Controller):
        def load(self):
            return {"slug": self.request.params["slug"]}

    class PostScreen(Screen):
        def render(self, data):
            return ui.h1(data["slug"])

    post = page(path="/blog/[slug]", controller=PostController, screen=PostScreen, mode="document", static_paths=["/blog/one", {"slug": "two"}])
"""


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "shop"
    write(
        root,
        {
            "app/__init__.py": "from sprag import App\napp = App(routes='app.routes')\n",
            "app/routes/__init__.py": "",
            "app/routes/home/page.py": PAGE,
            "app/routes/about/page.py": ABOUT,
            "app/site.css": "@import 'base.css';\nh1 { background : url('static/dot.svg') ; }\n"
            + "/* padding */\n" * 100,
            "app/base.css": "body  { margin : calc( 1px + 2px ) }\n",
            "app/static/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "app/static/tool.js": "/* long */ export const answer  =  42\n",
            "public/robots.txt": "User-agent: *\n",
            ".env": "SECRET=hidden\n",
            "tests/test_app.py": "",
            "requirements.txt": "spragkit\nrequests>=2\n# a comment\n",
        },
    )
    image(root / "app/static/photo.png")
    yield root
    unload(root)


def files_of(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_build_holds_what_serving_needs_and_no_secret(project: Path) -> None:
    report = build(project)

    dist = project / "dist"
    names = set(files_of(dist))
    assert report.routes == ["/", "/about"] or set(report.routes) == {"/", "/about"}
    assert {
        "server.py", "manifest.json", "build.json", "templates.json", "requirements.txt", "README.md",
        "app/__init__.py", "app/routes/home/page.py", "public/robots.txt", "public/static/dot.svg", "public/static/tool.js",
    } <= names  # fmt: skip
    assert not [name for name in names if ".env" in name or "test" in name or "__pycache__" in name]
    assert (dist / "requirements.txt").read_text().splitlines()[1:] == ["requests>=2"]


def test_declared_style_sheets_are_shrunk_and_named_by_their_content(project: Path) -> None:
    build(project)

    public = project / "dist/public"
    sheet = next(public.glob("assets/app/site.????????????.css"))
    text = sheet.read_text()

    assert re.fullmatch(r"""@import "base\.css";h1\{background :url\(.?static/dot\.svg.?\)\}|.*""", text)
    assert "padding" not in text
    digest = hashlib.sha256(sheet.read_bytes()).hexdigest()[:12]
    assert digest in sheet.name
    assert (public / "static/tool.js").read_text() == "export const answer=42;" or "answer=42" in (
        public / "static/tool.js"
    ).read_text()


def test_two_builds_are_the_same_bytes(project: Path) -> None:
    build(project, project.parent / "one")
    unload(project)
    build(project, project.parent / "two")

    assert files_of(project.parent / "one") == files_of(project.parent / "two")


def test_a_failed_build_leaves_the_old_one(project: Path) -> None:
    build(project)
    before = files_of(project / "dist")
    unload(project)
    write(project, {"app/routes/about/page.py": "raise RuntimeError('broken')"})

    with pytest.raises(SiteError, match="broken"):
        build(project)

    assert files_of(project / "dist") == before
    assert sorted(path.name for path in project.iterdir() if "dist" in path.name) == ["dist"]


def test_a_build_never_replaces_the_project(project: Path) -> None:
    with pytest.raises(BuildError, match="holds the project"):
        build(project, project)

    assert (project / "app").is_dir()


def test_a_static_build_has_a_file_per_page_with_relative_links(project: Path) -> None:
    write(project, {"app/routes/blog/[slug]/page.py": POST})

    report = build_static(project, project / "out")

    out = project / "out"
    assert sorted(report.routes) == ["/", "/about", "/blog/one", "/blog/two"]
    home, post = (out / "index.html").read_text(), (out / "blog/two/index.html").read_text()
    assert '<h1>Ada &lt;3</h1><p>BUILD</p><a href="./about/">About</a>' in home
    assert re.search(r'href="\./assets/app/site\.[0-9a-f]{12}\.css"', home)
    assert '<a href="../">Home</a>' in (out / "about/index.html").read_text()
    assert "<h1>two</h1>" in post
    assert 'http-equiv="Content-Security-Policy"' in home
    assert "<h1>" in (out / "404.html").read_text()
    assert not (out / "server.py").exists()


def test_a_static_build_with_a_base_links_below_it(project: Path) -> None:
    build_static(project, project / "out", base="/docs/")

    assert '<a href="/docs/about/">About</a>' in (project / "out/index.html").read_text()


def test_a_static_build_says_which_dynamic_page_lists_no_paths(project: Path) -> None:
    write(
        project,
        {"app/routes/blog/[slug]/page.py": POST.replace('static_paths=["/blog/one", {"slug": "two"}]', "")},
    )

    with pytest.raises(BuildError, match=r"blog/\[slug\]/page\.py:\d+.*static_paths"):
        build_static(project, project / "out")

    assert not (project / "out").exists()


def test_a_page_that_fails_stops_a_static_build_and_is_named(project: Path) -> None:
    write(project, {"app/routes/about/page.py": ABOUT.replace('ui.h1("About")', "1 / 0")})

    with pytest.raises(BuildError, match=r"/about could not be rendered: ZeroDivisionError"):
        build_static(project, project / "out")


def test_a_page_for_those_who_are_signed_in_is_named_as_no_static_page(project: Path) -> None:
    text = ABOUT.replace("    pass", "    def load(self):\n            self.require_auth()")
    write(project, {"app/routes/about/page.py": text})

    with pytest.raises(
        BuildError,
        match=r"/about answered 401: Authentication required; nobody is signed in to static files",
    ):
        build_static(project, project / "dist")


def test_a_redirect_becomes_a_page_that_leads_on(project: Path) -> None:
    text = ABOUT.replace("    pass", "    def load(self):\n            return self.redirect('/')")
    write(project, {"app/routes/about/page.py": text})

    build_static(project, project / "out")

    assert (
        '<meta http-equiv="refresh" content="0; url=../">' in (project / "out/about/index.html").read_text()
    )


def image(path: Path) -> None:
    from PIL import Image

    picture = Image.linear_gradient("L").resize((1600, 900)).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)


def test_a_packed_build_is_smaller_checked_and_serves_without_sources(project: Path) -> None:
    build(project, maps=True)

    report = pack(project / "dist", make_zip=True)

    dist = project / "dist"
    assert report.checked.problems == []
    assert report.checked.pages == 2
    assert report.modules == 4
    assert not list((dist / "app").rglob("*.py"))
    assert str(project).encode() not in b"".join(file.read_bytes() for file in dist.rglob("*.pyc"))
    assert not list(dist.rglob("__pycache__"))
    body = served(dist, "/")
    assert '<img srcset="/static/photo-640w.webp 640w, ' in body
    assert 'sizes="(max-width: 1600px) 100vw, 1600px" src="/static/photo.png"' in body
    with zipfile.ZipFile(project / "dist.zip") as archive:
        assert "dist/server.py" in archive.namelist()


def test_every_variant_that_packing_makes_is_offered(project: Path) -> None:
    build(project)
    pack(project / "dist", bytecode=False)

    listed = json.loads((project / "dist/manifest.json").read_text())["images"]
    offered = {url for one in listed.values() for url in one["urls"].values()}

    assert {f"/static/{file.name}" for file in (project / "dist/public/static").glob("*.webp")} <= offered


def test_packing_without_images_leaves_them_alone(project: Path) -> None:
    build(project)
    pack(project / "dist", images=False, bytecode=False)

    assert [file.name for file in (project / "dist/public/static").iterdir() if "photo" in file.name] == [
        "photo.png"
    ]


def test_a_dry_run_changes_nothing(project: Path) -> None:
    build(project)
    before = files_of(project / "dist")

    report = pack(project / "dist", dry_run=True)

    assert files_of(project / "dist") == before
    assert report.modules > 0


def test_a_packed_build_that_does_not_work_is_refused(project: Path) -> None:
    build(project)
    shutil.rmtree(project / "dist/app/routes/about")
    before = files_of(project / "dist")

    with pytest.raises(BuildError, match=r"server\.py did not start"):
        pack(project / "dist")

    assert files_of(project / "dist") == before


def test_a_folder_without_a_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="holds no build"):
        pack(tmp_path)


def test_the_builds_server_says_in_one_line_what_is_in_its_way(project: Path) -> None:
    build(project)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "server.py", "--port", port, "--server-mode", "websocket"]
        ended = subprocess.run(
            command, cwd=project / "dist", capture_output=True, text=True, check=False, timeout=60
        )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"[SPRAG dist] port {port} on 127.0.0.1 is in use; choose another one\n"


def served(dist: Path, path: str) -> str:
    """What `python server.py` answers, with the given modules only."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "server.py", "--port", str(port)]
    with subprocess.Popen(command, cwd=dist, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    try:
                        process.wait(0.05)
                    except subprocess.TimeoutExpired:
                        continue
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        finally:
            process.terminate()


def test_the_apps_own_error_pages_name_hashed_files_too(project: Path) -> None:
    missing = """
        from sprag import App, Screen, shell, ui

        class Missing(Screen):
            def render(self, data):
                return ui.h1("Not here")

        app = App(routes="app.routes", not_found=Missing, shell=shell(template="app/shell.html", css=["app/all.css"]))
    """
    shell = "<main>{{ sprag_slot }}</main>"
    write(project, {"app/__init__.py": missing, "app/shell.html": shell, "app/all.css": "p { color: red }"})

    build(project)

    site = json.loads((project / "dist/manifest.json").read_text())
    (style,) = site["errors"]["not_found"]["css"]
    assert re.fullmatch(r"/assets/app/all\.[0-9a-f]{12}\.css", style["url"])
    assert style in site["surfaces"][0]["css"]
    assert (project / "dist/public" / style["url"][1:]).read_text() == "p{color:red}"
