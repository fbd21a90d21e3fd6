"""How an attribute is spelt: from the Python keyword to the HTML or SVG name. One table for every printer."""

from __future__ import annotations

from functools import lru_cache

#: Enumerated attributes: True and False are the words "true" and "false", not presence and absence.
ENUMERATED = frozenset({"contenteditable", "draggable", "spellcheck", "writingsuggestions", "focusable"})

VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr".split())

_SPECIAL = {
    "xlink_href": "xlink:href",
    "xml_lang": "xml:lang",
    "xml_space": "xml:space",
    "tab_index": "tabindex",
    "read_only": "readonly",
    "auto_focus": "autofocus",
    "auto_complete": "autocomplete",
    "max_length": "maxlength",
    "min_length": "minlength",
    "content_editable": "contenteditable",
    "view_box": "viewBox",
    "preserve_aspect_ratio": "preserveAspectRatio",
    "class_name": "class",
    "html_for": "for",
}


@lru_cache(maxsize=4096)
def attribute_name(name: str) -> str:
    """`class_` -> `class`, `data_role` -> `data-role`, `http_equiv` -> `http-equiv`, `viewBox` stays."""
    name = name.rstrip("_") if name.endswith("_") else name
    if "_" not in name:
        return name
    return _SPECIAL.get(name) or name.replace("_", "-")


@lru_cache(maxsize=1024)
def tag_name(name: str) -> str:
    """`my_card` -> `my-card`, `del_` -> `del`; camel case (SVG) stays."""
    return name.rstrip("_").replace("_", "-")


@lru_cache(maxsize=1024)
def event_name(name: str) -> str:
    """The event of an attribute that holds a callable: `on_click` and `onclick` -> `click`, else ""."""
    if not name.startswith("on") or len(name) < 3:
        return ""
    return name[2:].strip("_")
