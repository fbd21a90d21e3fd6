from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sprag.authoring.errors import DeclarationError
from sprag.site import routing


@pytest.mark.parametrize(
    ("pattern", "path", "params"),
    [
        ("/", "/", {}),
        ("/a/b", "/a/b", {}),
        ("/a/b", "/a/b/", {}),
        ("/a", "/A", None),
        ("/a", "/", None),
        ("/b/[slug]", "/b/x", {"slug": "x"}),
        ("/b/[slug]", "/b/x/", {"slug": "x"}),
        ("/b/[slug]", "/b", None),
        ("/b/[slug]", "/b/x/y", None),
        ("/b/[slug]", "/b//", None),
        ("/[a]/x/[b]", "/1/x/2", {"a": "1", "b": "2"}),
        ("/d/[...rest]", "/d/a", {"rest": ["a"]}),
        ("/d/[...rest]", "/d/a/b/c", {"rest": ["a", "b", "c"]}),
        ("/d/[...rest]", "/d", None),
        ("/d/[...rest]", "/d/a//b", None),
        ("/[...all]", "/a/b", {"all": ["a", "b"]}),
    ],
)
def test_a_pattern_matches_a_path_or_not(pattern: str, path: str, params: object) -> None:
    found = routing.Table([(pattern, pattern)]).match(path)

    assert found == (None if params is None else (pattern, params))


def test_catch_alls_come_last_fewer_parameters_win_then_more_literals() -> None:
    patterns = ["/[...all]", "/b/[...rest]", "/b/[slug]", "/b/new", "/[a]/[b]", "/b/[slug]/edit"]
    table = routing.Table((pattern, pattern) for pattern in patterns)

    def winner(path: str) -> str | None:
        found = table.match(path)
        return found[0] if found else None

    assert [winner(path) for path in ("/b/new", "/b/x", "/x/y", "/b/x/edit", "/b/x/y", "/x/y/z")] == [
        "/b/new",
        "/b/[slug]",
        "/[a]/[b]",
        "/b/[slug]/edit",
        "/b/[...rest]",
        "/[...all]",
    ]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("/[...a]/b", "must come last"),
        ("/[...a]/[...b]", "must come last"),
        ("/[]", "must be an identifier"),
        ("/[...]", "must be an identifier"),
        ("/a[b]", r"a segment is a text, \[name\] or \[...name\], got 'a\[b\]'"),
        ("/blog/:slug", r"write a parameter as \[slug\], not :slug"),
        ("/[a]/[a]", "parameter 'a' appears twice"),
        ("/a/../b", "cannot be requested"),
    ],
)
def test_a_pattern_that_could_never_match_as_meant_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        routing.parse(pattern)


def test_static_paths_take_paths_params_and_both() -> None:
    items = [
        "/d/a/b",
        {"rest": ["c"]},
        {"rest": "d/e"},
        {"path": "/d/f", "params": {"title": "F"}},
        {"rest": "c"},
    ]

    assert routing.expand("/d/[...rest]", lambda: items) == [
        ("/d/a/b", {"rest": ["a", "b"]}),
        ("/d/c", {"rest": ["c"]}),
        ("/d/d/e", {"rest": ["d", "e"]}),
        ("/d/f", {"rest": ["f"], "title": "F"}),
    ]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("/other/x", "'/other/x' does not match the pattern"),
        ({}, "parameter 'slug' is missing"),
        ({"slug": "a/b"}, "is one segment, got 'a/b' with a slash"),
        ({"slug": ""}, "must be a non-empty str"),
        ({"slug": ["a"]}, "must be a non-empty str"),
        (7, "expected a path"),
    ],
)
def test_a_wrong_static_path_names_the_pattern_and_the_item(item: object, message: str) -> None:
    with pytest.raises((DeclarationError, TypeError), match=message):
        routing.expand("/b/[slug]", [item])


@pytest.mark.parametrize(
    ("pattern", "slug"),
    [
        ("/", "index"),
        ("/a", "a"),
        ("/a/b", "a__b"),
        ("/b/[slug]", "b__slug"),
        ("/d/[...x]", "d__x"),
        ("/ä b", "__b"),
    ],
)
def test_a_slug_names_the_entry_file(pattern: str, slug: str) -> None:
    assert routing.slug(pattern) == slug


_NAMES = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
_VALUES = st.text(min_size=1, max_size=12).filter(lambda text: "/" not in text)


@given(st.lists(_NAMES, max_size=4), st.lists(_VALUES, min_size=1, max_size=3))
def test_a_built_path_matches_its_pattern_with_the_same_params(literals: list[str], rest: list[str]) -> None:
    path = "/" + "/".join([*literals, "[one]", "[...rest]"])
    pattern = routing.parse(path)
    params = {"one": rest[0], "rest": rest}

    assert pattern.match(routing.split(pattern.build(params))) == params
