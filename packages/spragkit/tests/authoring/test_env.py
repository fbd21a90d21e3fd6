from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sprag import env, join_url, public_env
from sprag.authoring.env import load_env, parse_env_file


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize(
    ("text", "cast", "value"),
    [
        ("7", int, 7),
        ("1.5", float, 1.5),
        ("x", str, "x"),
        ("x", None, "x"),
        (" Yes ", bool, True),
        ("on", bool, True),
        ("0", bool, False),
        ("", bool, False),
        ("a,b", lambda text: text.split(","), ["a", "b"]),
    ],
)
def test_a_present_variable_is_cast(text: str, cast: Any, value: Any) -> None:
    os.environ["PAGES_TEST"] = text

    assert env("PAGES_TEST", cast=cast) == value


def test_a_missing_variable_is_its_default_or_an_error() -> None:
    assert env("PAGES_TEST", "8000", cast=int) == "8000"
    for call in (lambda: env("PAGES_TEST"), lambda: env("PAGES_TEST", "x", required=True)):
        with pytest.raises(KeyError, match=r"Missing required environment variable 'PAGES_TEST'\."):
            call()


@pytest.mark.parametrize(("text", "cast", "wanted"), [("x", int, "int"), ("maybe", bool, "true or false")])
def test_a_variable_that_does_not_cast_says_what_was_expected(text: str, cast: Any, wanted: str) -> None:
    os.environ["PAGES_TEST"] = text

    with pytest.raises(ValueError, match=f"'PAGES_TEST': expected {wanted}, got '{text}'"):
        env("PAGES_TEST", cast=cast)


def test_only_prefixed_variables_are_public() -> None:
    os.environ.update({"SPRAG_PUBLIC_A": "1", "SECRET": "2"})

    assert public_env()["SPRAG_PUBLIC_A"] == "1"
    assert "SECRET" not in public_env()


def test_local_overrides_env_and_the_process_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAGES_A=env\nPAGES_B=env\nPAGES_C=env\n")
    (tmp_path / ".env.local").write_text("PAGES_B=local\nPAGES_C=local\n")
    os.environ["PAGES_C"] = "process"

    read = load_env([tmp_path])

    assert [path.name for path in read] == [".env", ".env.local"]
    assert [env(f"PAGES_{name}") for name in "ABC"] == ["env", "local", "process"]


def test_env_files_have_quotes_comments_exports_and_no_interpolation(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# c\n\nexport A=1\nB=\"a\\nb # c\"\nC='$A ${A}'\nD=x # comment\nE=\n")

    assert parse_env_file(path) == {"A": "1", "B": "a\nb # c", "C": "$A ${A}", "D": "x", "E": ""}


@pytest.mark.parametrize("line", ["1BAD=x", "A-B=x", "ALONE", 'A="open'])
def test_a_line_that_is_no_assignment_is_an_error_with_its_place(line: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"A=1\n{line}\n")

    with pytest.raises(ValueError, match=rf"\.env:2: expected NAME=value, got {line!r}$"):
        load_env([tmp_path])


@pytest.mark.parametrize(
    ("parts", "url"),
    [
        (("/a/", "/b/", "", None, 5), "/a/b/5"),
        (("/",), "/"),
        (("", "x"), "/x"),
        (("https://x.y/z?q=1", "a"), "https://x.y/z/a?q=1"),
        (("//x.y", "a"), "//x.y/a"),
    ],
)
def test_join_url(parts: tuple[Any, ...], url: str) -> None:
    assert join_url(*parts) == url


def test_join_url_with_a_trailing_slash() -> None:
    assert join_url("/a", "b", trailing_slash=True) == "/a/b/"
