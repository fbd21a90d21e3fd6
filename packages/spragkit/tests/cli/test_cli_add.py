"""sprag add: routes, mounts and collections laid into a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sprag.cli.add import add_content, add_mount, add_route
from sprag.cli.failures import Problem
from sprag.cli.new import create_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return create_project("shop", tmp_path, "bare")[0]


def test_a_hybrid_route_gets_its_five_files_and_the_packages_between(project: Path) -> None:
    added = add_route(project, "admin/user-list", "hybrid")

    assert added.path == "/admin/user-list"
    assert sorted(file.as_posix() for file in added.files) == [
        "app/routes/admin/__init__.py",
        "app/routes/admin/user_list/__init__.py",
        "app/routes/admin/user_list/components.py",
        "app/routes/admin/user_list/modules.py",
        "app/routes/admin/user_list/page.py",
        "app/routes/admin/user_list/server.py",
        "app/routes/admin/user_list/web.py",
    ]
    page = (project / "app/routes/admin/user_list/page.py").read_text()
    assert 'path="/admin/user-list"' in page
    assert "AdminUserListController" in page


def test_a_document_route_has_no_browser_code(project: Path) -> None:
    added = add_route(project, "about", "document")

    assert not any(file.name == "modules.py" for file in added.files)


def test_a_parameter_is_kept_in_path_and_folder(project: Path) -> None:
    added = add_route(project, "blog/[slug]", "document")

    assert added.path == "/blog/[slug]"
    assert (project / "app/routes/blog/[slug]/page.py").is_file()


def test_a_mount_makes_the_mounts_package(project: Path) -> None:
    added = add_mount(project, "admin-panel")

    assert added.path == "/admin-panel"
    assert (project / "app/mounts/__init__.py").is_file()
    assert (project / "app/mounts/admin_panel/mount.py").is_file()


def test_a_second_collection_keeps_the_users_support_file(project: Path) -> None:
    add_content(project, "guides")
    support = project / "app/content_support.py"
    support.write_text(support.read_text() + "\n# my own words\n")

    added = add_content(project, "notes")

    assert support.read_text().endswith("# my own words\n")
    assert Path("app/content_support.py") not in added.files


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bad name!", "is no route name"),
        ("../outside", "is no route name"),
        ("", "is no route name"),
        ("[...rest]/more", "must be the last segment"),
        ("123", "needs a letter"),
    ],
)
def test_a_name_that_cannot_be_a_path_is_refused(project: Path, name: str, message: str) -> None:
    before = sorted(project.rglob("*"))

    with pytest.raises(Problem, match=message):
        add_route(project, name, "document")

    assert sorted(project.rglob("*")) == before


def test_a_route_that_exists_is_left_alone(project: Path) -> None:
    add_route(project, "about", "document")

    with pytest.raises(Problem, match="app/routes/about/ exists already"):
        add_route(project, "about", "document")


def test_a_path_that_another_file_declares_is_refused(project: Path) -> None:
    added = add_route(project, "about", "document")
    page = project / next(file for file in added.files if file.name == "page.py")
    page.write_text(page.read_text().replace('path="/about"', 'path="/team"'))

    with pytest.raises(Problem, match="already declares '/team'"):
        add_mount(project, "team")


def test_outside_a_project_it_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"is not a SPRAG project \(there is no app/__init__\.py\)"):
        add_route(tmp_path, "about", "document")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(name=st.text(max_size=15))
def test_any_name_is_added_inside_the_project_or_refused(project: Path, name: str) -> None:
    try:
        added = add_route(project, name, "document")
    except Problem:
        return
    assert all((project / file).resolve().is_relative_to(project.resolve()) for file in added.files)
