from __future__ import annotations

from pathlib import Path

import pytest
from sprag import ContentDocument, highlight_css, load_markdown_document, load_markdown_tree, slugify
from sprag.authoring.content import ContentError, Heading


def document(folder: Path, text: str, *, raw_html: bool = False) -> ContentDocument:
    path = folder / "doc.md"
    path.write_text(text, "utf-8")
    return load_markdown_document(path, raw_html=raw_html)


def test_front_matter_is_yaml_and_the_rest_the_body(tmp_path: Path) -> None:
    made = document(
        tmp_path,
        "---\ntitle: 'A: b'\ntags: [x, y]\nnested: {deep: 1}\norder: 2.5\n---\n\n# H\n\nFirst\n*para*.\n",
    )

    assert made.metadata == {"title": "A: b", "tags": ["x", "y"], "nested": {"deep": 1}, "order": 2.5}
    assert (made.title, made.order, made.slug, made.url_path) == ("A: b", 2.5, "doc", "/doc")
    assert made.body == "# H\n\nFirst\n*para*.\n"
    assert made.excerpt == made.description == "First para."
    assert made.toc == (Heading(1, "h", "H"),)


def test_a_document_without_front_matter_is_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Getting Started.md"
    path.write_text("x", "utf-8")

    made = load_markdown_document(path)

    assert (made.title, made.slug, made.order, made.metadata) == (
        "Getting Started",
        "getting-started",
        9999,
        {},
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Ünï `code`\n\n# Ünï `code`", '<h1 id="ünï-code">Ünï <code>code</code></h1>\n<h1 id="ünï-code-1">Ünï <code>code</code></h1>\n'),
        ("1. a\n   - b\n", "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n"),
        ("a ~~b~~ _c_", "<p>a <s>b</s> <em>c</em></p>\n"),
        ("|a|\n|-|\n|1|", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>\n"),
        ("```nolang\n<a>\n```", '<pre><code class="language-nolang">&lt;a&gt;\n</code></pre>\n'),
        ("```python\nx = 1\n```", '<pre><code class="language-python"><span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>\n</code></pre>\n'),
        ("[a](http://x.y/?a=1&b=2)", '<p><a href="http://x.y/?a=1&amp;b=2">a</a></p>\n'),
    ],
)  # fmt: skip
def test_markdown_is_commonmark_with_tables_and_highlighting(tmp_path: Path, text: str, html: str) -> None:
    assert document(tmp_path, text).html == html


def test_task_lists_and_footnotes(tmp_path: Path) -> None:
    html = document(tmp_path, "- [x] done\n\nnote[^1]\n\n[^1]: foot").html

    assert 'checked="checked" disabled="disabled" type="checkbox"> done' in html
    assert '<a href="#fn1" id="fnref1">[1]</a>' in html
    assert '<li id="fn1" class="footnote-item"><p>foot' in html


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x]( java\nscript:alert(1))",
    "![x](javascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<svg onload="alert(1)"></svg>',
    "<iframe src=//x></iframe>",
    '[x](http://a"onmouseover="alert(1))',
    '![a"onerror="alert(1)](x)',
    '```"><script>alert(1)</script>\nx\n```',
    "# <img src=x onerror=alert(1)>",
    '<p id="sprag-payload">{}</p>',
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("raw_html", [False, True])
def test_hostile_markdown_runs_nothing(tmp_path: Path, text: str, raw_html: bool) -> None:
    import html5lib

    root = html5lib.parseFragment(
        document(tmp_path, text, raw_html=raw_html).html, namespaceHTMLElements=False
    )

    for element in root.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        assert tag not in ("script", "iframe", "object", "embed", "style", "base", "form")
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert (
                not value.lower().replace("\n", "").strip().startswith(("javascript:", "vbscript:", "data:"))
            )
            assert name != "style" or value.startswith("text-align")
            assert not (name == "id" and value.startswith("sprag"))


def test_raw_html_is_let_through_cleaned_when_asked_for(tmp_path: Path) -> None:
    text = '<details class="c"><summary>s</summary>\n\n**b** <kbd onclick="x()">K</kbd>\n\n</details>'

    assert document(tmp_path, text, raw_html=True).html == (
        '<details class="c"><summary>s</summary>\n<p><strong>b</strong> <kbd>K</kbd></p>\n</details>'
    )
    assert "<details" not in document(tmp_path, text).html


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"---\ntitle: a\nbad: [1\n---\nx", r"doc\.md:4: front matter is not YAML"),
        (b"---\n- a\n---\n", r"doc\.md:2: front matter must be `name: value` lines, got list"),
        (b"---\ntitle: a\n", r"doc\.md:1: front matter is opened by --- but never closed"),
        (b"a\nb\xff\n", r"doc\.md:2: not UTF-8 text"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "doc.md"
    path.write_bytes(content)

    with pytest.raises(ContentError, match=message):
        load_markdown_document(path)


def test_a_tree_is_ordered_and_index_stands_for_its_directory(tmp_path: Path) -> None:
    for name, text in {
        "index.md": "a",
        "b/index.md": "b",
        "b/Second Part.md": "---\norder: 1\n---\n",
        "a.md": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    found = load_markdown_tree(tmp_path, base_url="/docs")

    assert [(one.url_path, one.slug, one.path_parts) for one in found] == [
        ("/docs/b/second-part", "second-part", ("b", "second-part")),
        ("/docs", "index", ()),
        ("/docs/a", "a", ("a",)),
        ("/docs/b", "b", ("b",)),
    ]


def test_two_files_with_one_url_are_refused(tmp_path: Path) -> None:
    (tmp_path / "A b.md").write_text("")
    (tmp_path / "a-b.md").write_text("")

    with pytest.raises(ContentError, match=r"has the URL /a-b of .*; rename one of them"):
        load_markdown_tree(tmp_path)
    with pytest.raises(ContentError, match="content directory was not found"):
        load_markdown_tree(tmp_path / "none")


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    assert document(tmp_path, "one").html == "<p>one</p>\n"
    assert document(tmp_path, "other!").html == "<p>other!</p>\n"


def test_slugs_are_what_the_contract_says() -> None:
    assert [slugify(text) for text in ("Héllo World!", "  ", "A--b")] == ["h-llo-world", "index", "a-b"]


def test_the_style_sheet_for_code_is_classes_below_the_selector() -> None:
    assert ".post code .k" in highlight_css(selector=".post code")
