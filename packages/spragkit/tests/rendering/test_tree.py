from __future__ import annotations

from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sprag import Component, ui
from sprag.rendering.tree import to_html


def handler(_event: Any) -> None: ...


@pytest.mark.parametrize(
    ("tree", "html"),
    [
        (
            ui.p("a", None, True, False, 1, 1.0, ["b", ("c", [])]),
            "<p>a<!---->1<!---->1.0<!---->b<!---->c</p>",
        ),
        (ui.p("a", ui.b("x"), "b", "c"), "<p>a<b>x</b>b<!---->c</p>"),
        (ui.p("", "a", ""), "<p><!---->a<!----></p>"),
        (ui.p(ui.Fragment("a", ui.br(), "b"), "c"), "<p>a<br>b<!---->c</p>"),
        (ui.ul(ui.For([1, 2], key=str, render=lambda n: ui.li(n, key=n))), "<ul><li>1</li><li>2</li></ul>"),
        (ui.ul(ui.For([ui.li("x")])), "<ul><li>x</li></ul>"),
        (ui.div(ui.HTML("<i>raw</i>")), "<div><i>raw</i></div>"),
        (ui.my_card("x"), "<my-card>x</my-card>"),
        (ui["h2"]("x"), "<h2>x</h2>"),
        (ui.del_("x", datetime="2020"), '<del datetime="2020">x</del>'),
        (ui.br("ignored"), "<br>"),
        (ui.pre("\na"), "<pre>\n\na</pre>"),
        (ui.textarea("\n\n"), "<textarea>\n\n\n</textarea>"),
        (ui.style("a > b { content: '</style>' }"), "<style>a > b { content: '<\\/style>' }</style>"),
        (
            ui.svg(ui.path(d="M0 0", stroke_width=2), viewBox="0 0 1 1"),
            '<svg viewBox="0 0 1 1"><path d="M0 0" stroke-width="2"></path></svg>',
        ),
        (
            ui.Grid([1, 2], columns=3, gap="1rem"),
            '<div style="display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem">1<!---->2</div>',
        ),
        (
            ui.LazyImage("/a.png", placeholder="/p.png", alt="A"),
            '<img alt="A" data-src="/a.png" src="/p.png">',
        ),
    ],
)
def test_a_tree_prints_as_the_rules_say(tree: Any, html: str) -> None:
    assert to_html(tree) == html


@pytest.mark.parametrize(
    ("attributes", "printed"),
    [
        ({"class_": "a"}, ' class="a"'),
        ({"class_": ["a", None, False, ["b"], ""]}, ' class="a b"'),
        ({"class_": []}, ""),
        ({"style": {"margin_top": "1px", "color": None, "--x_y": 2}}, ' style="margin-top: 1px; --x_y: 2"'),
        ({"style": {}}, ""),
        ({"dataset": {"user_id": 7, "on": True, "off": None}}, ' data-user-id="7" data-on'),
        ({"data_role": "x", "aria_label": "y"}, ' data-role="x" aria-label="y"'),
        ({"aria_hidden": True, "aria_busy": False}, ' aria-hidden="true" aria-busy="false"'),
        ({"draggable": False, "contenteditable": True}, ' draggable="false" contenteditable="true"'),
        ({"hidden": True, "disabled": False, "title": None}, " hidden"),
        ({"http_equiv": "x", "accept_charset": "y"}, ' http-equiv="x" accept-charset="y"'),
        ({"for_": "a", "tab_index": 0}, ' for="a" tabindex="0"'),
        ({"key": "k", "id": "i"}, ' id="i"'),
        ({"on_click": handler, "on_input": handler, "id": "i"}, ' id="i" data-h="click input"'),
        ({"onclick": handler}, ' data-h="click"'),
        ({"title": "\"<&>'"}, ' title="&quot;&lt;&amp;&gt;\'"'),
        ({"title": "a\r\0b"}, ' title="a&#13;\ufffdb"'),
    ],
)
def test_attributes_print_as_the_rules_say(attributes: dict[str, Any], printed: str) -> None:
    assert to_html(ui.i(**attributes)) == f"<i{printed}></i>"


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (ui.p(object()), "a child must be text, a number, a ui element"),
        (ui.p(b"bytes"), "a child must be text"),
        (ui.p(onclick="alert(1)"), "onclick= expects a method or function, got 'alert"),
        (ui.p(title=["x"]), "attribute 'title': expected text, a number or a boolean"),
        (ui.p(style=3), "style: expected text or a dict, got 3"),
        (ui.style(ui.b("x")), "ui.style holds text only"),
    ],
)
def test_what_cannot_be_printed_is_refused(tree: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        to_html(tree)


def test_a_component_in_a_tree_prints_what_it_renders() -> None:
    class Badge(Component):
        def render(self, props: Any = None) -> Any:
            return ui.b(self.props["text"])

    assert to_html(ui.p(Badge({"text": "new"}), "x")) == "<p><b>new</b>x</p>"


# NUL and lone surrogates have no HTML; the parser replaces them.
_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=150)
@given(_TEXT, _TEXT)
def test_texts_and_attribute_values_survive_the_parser_byte_for_byte(text: str, value: str) -> None:
    html = to_html(ui.div(ui.p(text, title=value), ui.textarea(text), ui.pre(text)))

    root = html5lib.parseFragment(html, namespaceHTMLElements=False)[0]

    assert [child.text or "" for child in root] == [text, text, text]
    assert root[0].get("title") == value


def test_a_render_need_not_take_the_props() -> None:
    class Plain(Component):
        def render(self) -> Any:
            return ui.p(self.props["word"])

    class Loud(Plain):
        def render(self, props: Any = None) -> Any:
            return ui.b(props["word"])

    assert [to_html(cls({"word": "hi"})) for cls in (Plain, Loud, Plain)] == [
        "<p>hi</p>",
        "<b>hi</b>",
        "<p>hi</p>",
    ]
