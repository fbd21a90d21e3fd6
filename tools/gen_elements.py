"""Writes `sprag/authoring/_elements.pyi`: typed factories for every HTML and SVG element, for editors and checkers.

    python tools/gen_elements.py            write the file
    python tools/gen_elements.py --check    exit 1 when it is stale

Only standard attributes are named; every factory takes any other (`data_*`, `aria_*`, new ones) as well.
"""

from __future__ import annotations

import keyword
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "packages/spragkit/src/sprag/authoring/_elements.pyi"

# name -> type; the types are those of the stub's head
GLOBAL = {
    "key": "Any",
    "id": "Text",
    "class_": "Class",
    "style": "Style",
    "dataset": "Dataset",
    "title": "Text",
    "role": "Text",
    "lang": "Text",
    "dir": 'Literal["ltr", "rtl", "auto"] | None',
    "hidden": "Flag | Text",
    "tabindex": "Number",
    "accesskey": "Text",
    "autofocus": "Flag",
    "contenteditable": "Flag | Text",
    "draggable": "Flag",
    "enterkeyhint": "Text",
    "inert": "Flag",
    "inputmode": "Text",
    "is_": "Text",
    "itemprop": "Text",
    "itemscope": "Flag",
    "itemtype": "Text",
    "part": "Text",
    "popover": "Flag | Text",
    "slot": "Text",
    "spellcheck": "Flag",
    "translate": 'Literal["yes", "no"] | None',
}
EVENTS = (
    "click dblclick contextmenu input change submit reset invalid keydown keyup focus blur focusin focusout "
    "mousedown mouseup mouseenter mouseleave mousemove mouseover mouseout wheel scroll "
    "pointerdown pointerup pointermove pointerenter pointerleave pointercancel "
    "touchstart touchmove touchend touchcancel dragstart drag dragenter dragover dragleave drop dragend "
    "copy cut paste load error toggle transitionend animationend"
).split()

_LINK = "href:Text hreflang:Text referrerpolicy:Text rel:Text target:Text"
_MEDIA = (
    "src:Text crossorigin:Flag|Text preload:Text autoplay:Flag loop:Flag muted:Flag controls:Flag "
    "on_play:On on_pause:On on_ended:On on_timeupdate:On on_loadedmetadata:On on_volumechange:On"
)
_FORM_FIELD = "name:Text form:Text disabled:Flag"
_SUBMIT = "formaction:Text formenctype:Text formmethod:Text formnovalidate:Flag formtarget:Text"
_CELL = "colspan:Number rowspan:Number headers:Text"
_POPOVER = "popovertarget:Text popovertargetaction:Text"

HTML = {
    "a": f"{_LINK} download:Flag|Text ping:Text type:Text",
    "area": f"{_LINK} alt:Text coords:Text download:Flag|Text ping:Text shape:Text",
    "audio": _MEDIA,
    "base": "href:Text target:Text",
    "blockquote": "cite:Text",
    "button": f"{_FORM_FIELD} {_SUBMIT} {_POPOVER} type:Text value:Text command:Text commandfor:Text",
    "canvas": "width:Number height:Number",
    "col": "span:Number",
    "colgroup": "span:Number",
    "data": "value:Text",
    "del_": "cite:Text datetime:Text",
    "details": "open:Flag name:Text",
    "dialog": "open:Flag closedby:Text on_close:On on_cancel:On",
    "embed": "src:Text type:Text width:Number height:Number",
    "fieldset": _FORM_FIELD,
    "form": "accept_charset:Text action:Text autocomplete:Text enctype:Text method:Text name:Text novalidate:Flag "
    "rel:Text target:Text",
    "html": "",
    "iframe": "src:Text srcdoc:Text name:Text sandbox:Flag|Text allow:Text allowfullscreen:Flag width:Number "
    "height:Number referrerpolicy:Text loading:Text",
    "img": "src:Text alt:Text srcset:Text sizes:Text crossorigin:Flag|Text usemap:Text ismap:Flag width:Number "
    "height:Number referrerpolicy:Text decoding:Text loading:Text fetchpriority:Text",
    "input": f"{_FORM_FIELD} {_SUBMIT} {_POPOVER} accept:Text alt:Text autocomplete:Text checked:Flag dirname:Text "
    "height:Number list:Text max:Number maxlength:Number min:Number minlength:Number multiple:Flag pattern:Text "
    "placeholder:Text readonly:Flag required:Flag size:Number src:Text step:Number type:Text value:Value "
    "width:Number capture:Flag|Text",
    "ins": "cite:Text datetime:Text",
    "label": "for_:Text",
    "li": "value:Number",
    "link": "href:Text crossorigin:Flag|Text rel:Text as_:Text media:Text integrity:Text hreflang:Text type:Text "
    "referrerpolicy:Text sizes:Text imagesrcset:Text imagesizes:Text disabled:Flag fetchpriority:Text color:Text",
    "map": "name:Text",
    "meta": "name:Text http_equiv:Text content:Text charset:Text media:Text property:Text",
    "meter": "value:Number min:Number max:Number low:Number high:Number optimum:Number",
    "object": "data:Text type:Text name:Text form:Text width:Number height:Number",
    "ol": "reversed:Flag start:Number type:Text",
    "optgroup": "disabled:Flag label:Text",
    "option": "disabled:Flag label:Text selected:Flag value:Value",
    "output": "for_:Text form:Text name:Text",
    "progress": "value:Number max:Number",
    "q": "cite:Text",
    "script": "src:Text type:Text nomodule:Flag async_:Flag defer:Flag crossorigin:Flag|Text integrity:Text "
    "referrerpolicy:Text blocking:Text fetchpriority:Text",
    "select": f"{_FORM_FIELD} autocomplete:Text multiple:Flag required:Flag size:Number value:Value",
    "slot": "name:Text",
    "source": "type:Text media:Text src:Text srcset:Text sizes:Text width:Number height:Number",
    "style": "media:Text blocking:Text",
    "td": _CELL,
    "template": "shadowrootmode:Text",
    "textarea": f"{_FORM_FIELD} autocomplete:Text cols:Number dirname:Text maxlength:Number minlength:Number "
    "placeholder:Text readonly:Flag required:Flag rows:Number wrap:Text value:Value",
    "th": f"{_CELL} scope:Text abbr:Text",
    "time": "datetime:Text",
    "track": "default:Flag kind:Text label:Text src:Text srclang:Text",
    "video": f"{_MEDIA} poster:Text playsinline:Flag width:Number height:Number",
}
PLAIN_HTML = (
    "abbr address article aside b bdi bdo body br caption cite code datalist dd dfn div dl dt em figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 head header hgroup hr i kbd legend main mark menu nav noscript p picture pre rp rt "
    "ruby s samp search section small span strong sub summary sup table tbody tfoot thead title tr u ul var wbr"
).split()

_PAINT = (
    "fill:Text fill_opacity:Number fill_rule:Text stroke:Text stroke_width:Number stroke_linecap:Text "
    "stroke_linejoin:Text stroke_dasharray:Number stroke_dashoffset:Number stroke_opacity:Number opacity:Number "
    "transform:Text clip_path:Text mask:Text filter:Text color:Text visibility:Text pointer_events:Text"
)
_BOX = "x:Number y:Number width:Number height:Number"
_GRADIENT = "gradientUnits:Text gradientTransform:Text spreadMethod:Text href:Text"
_TEXT_SVG = (
    "x:Number y:Number dx:Number dy:Number rotate:Number textLength:Number lengthAdjust:Text text_anchor:Text "
    "dominant_baseline:Text font_size:Number font_family:Text font_weight:Number"
)
_TIMING = (
    "attributeName:Text begin:Text dur:Text end:Text from_:Text to:Text by:Text values:Text keyTimes:Text "
    "keySplines:Text calcMode:Text repeatCount:Number repeatDur:Text restart:Text additive:Text accumulate:Text"
)
_PRIMITIVE = f"{_BOX} in_:Text in2:Text result:Text"

SVG = {
    "svg": f"{_PAINT} {_BOX} viewBox:Text preserveAspectRatio:Text xmlns:Text focusable:Flag",
    "g": _PAINT,
    "defs": "",
    "symbol": f"{_BOX} viewBox:Text preserveAspectRatio:Text refX:Number refY:Number",
    "use": f"{_PAINT} {_BOX} href:Text",
    "path": f"{_PAINT} d:Text pathLength:Number",
    "circle": f"{_PAINT} cx:Number cy:Number r:Number pathLength:Number",
    "ellipse": f"{_PAINT} cx:Number cy:Number rx:Number ry:Number pathLength:Number",
    "line": f"{_PAINT} x1:Number y1:Number x2:Number y2:Number pathLength:Number",
    "polygon": f"{_PAINT} points:Text pathLength:Number",
    "polyline": f"{_PAINT} points:Text pathLength:Number",
    "rect": f"{_PAINT} {_BOX} rx:Number ry:Number pathLength:Number",
    "text": f"{_PAINT} {_TEXT_SVG}",
    "tspan": f"{_PAINT} {_TEXT_SVG}",
    "textPath": f"{_PAINT} href:Text startOffset:Number method:Text spacing:Text side:Text",
    "image": f"{_BOX} href:Text preserveAspectRatio:Text crossorigin:Flag|Text opacity:Number transform:Text",
    "foreignObject": f"{_BOX} transform:Text",
    "switch": "",
    "view": "viewBox:Text preserveAspectRatio:Text",
    "desc": "",
    "metadata": "",
    "marker": "markerHeight:Number markerWidth:Number markerUnits:Text orient:Text refX:Number refY:Number "
    "viewBox:Text preserveAspectRatio:Text",
    "clipPath": "clipPathUnits:Text transform:Text",
    "mask": f"{_BOX} maskUnits:Text maskContentUnits:Text",
    "pattern": f"{_BOX} patternUnits:Text patternContentUnits:Text patternTransform:Text viewBox:Text href:Text "
    "preserveAspectRatio:Text",
    "linearGradient": f"{_GRADIENT} x1:Number y1:Number x2:Number y2:Number",
    "radialGradient": f"{_GRADIENT} cx:Number cy:Number r:Number fx:Number fy:Number fr:Number",
    "stop": "offset:Number stop_color:Text stop_opacity:Number",
    "filter": f"{_BOX} filterUnits:Text primitiveUnits:Text",
    "animate": _TIMING,
    "animateMotion": f"{_TIMING} path:Text keyPoints:Text rotate:Text",
    "animateTransform": f"{_TIMING} type:Text",
    "set": _TIMING,
    "mpath": "href:Text",
    "feBlend": f"{_PRIMITIVE} mode:Text",
    "feColorMatrix": f"{_PRIMITIVE} type:Text values:Text",
    "feComponentTransfer": _PRIMITIVE,
    "feComposite": f"{_PRIMITIVE} operator:Text k1:Number k2:Number k3:Number k4:Number",
    "feConvolveMatrix": f"{_PRIMITIVE} order:Text kernelMatrix:Text divisor:Number bias:Number targetX:Number "
    "targetY:Number edgeMode:Text preserveAlpha:Flag|Text",
    "feDiffuseLighting": f"{_PRIMITIVE} surfaceScale:Number diffuseConstant:Number lighting_color:Text",
    "feDisplacementMap": f"{_PRIMITIVE} scale:Number xChannelSelector:Text yChannelSelector:Text",
    "feDistantLight": "azimuth:Number elevation:Number",
    "feDropShadow": f"{_PRIMITIVE} dx:Number dy:Number stdDeviation:Number flood_color:Text flood_opacity:Number",
    "feFlood": f"{_PRIMITIVE} flood_color:Text flood_opacity:Number",
    "feFuncA": "type:Text tableValues:Text slope:Number intercept:Number amplitude:Number exponent:Number",
    "feFuncB": "type:Text tableValues:Text slope:Number intercept:Number amplitude:Number exponent:Number",
    "feFuncG": "type:Text tableValues:Text slope:Number intercept:Number amplitude:Number exponent:Number",
    "feFuncR": "type:Text tableValues:Text slope:Number intercept:Number amplitude:Number exponent:Number",
    "feGaussianBlur": f"{_PRIMITIVE} stdDeviation:Number edgeMode:Text",
    "feImage": f"{_PRIMITIVE} href:Text preserveAspectRatio:Text",
    "feMerge": _PRIMITIVE,
    "feMergeNode": "in_:Text",
    "feMorphology": f"{_PRIMITIVE} operator:Text radius:Number",
    "feOffset": f"{_PRIMITIVE} dx:Number dy:Number",
    "fePointLight": "x:Number y:Number z:Number",
    "feSpecularLighting": f"{_PRIMITIVE} surfaceScale:Number specularConstant:Number specularExponent:Number",
    "feSpotLight": "x:Number y:Number z:Number pointsAtX:Number pointsAtY:Number pointsAtZ:Number "
    "specularExponent:Number limitingConeAngle:Number",
    "feTile": _PRIMITIVE,
    "feTurbulence": f"{_PRIMITIVE} baseFrequency:Number numOctaves:Number seed:Number stitchTiles:Text type:Text",
}

HEAD = """\
# Written by tools/gen_elements.py; change that instead.
# ruff: noqa
# fmt: off
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, Union

from .ui import Element

Text = Union[str, None]
Number = Union[int, float, str, None]
Value = Union[str, int, float, None]
Flag = Union[bool, None]
Class = Union[str, Sequence[Union[str, bool, None, Sequence[Any]]], None]
Style = Union[str, Mapping[str, Union[str, int, float, bool, None]], None]
Dataset = Union[Mapping[str, Union[str, int, float, bool, None]], None]
On = Union[Callable[..., Any], None]

"""


def written() -> str:
    """The stub's text."""
    elements = {**dict.fromkeys(PLAIN_HTML, ""), **HTML}
    # An SVG name that HTML has too (a, script, style, title) keeps HTML's attributes.
    svg = {name: own for name, own in SVG.items() if name not in elements}
    signatures: dict[str, str] = {}
    members = []
    for name, own in sorted({**elements, **svg}.items()):
        protocol = signatures.get(own)
        if protocol is None:
            protocol = signatures[own] = f"_{name[0].upper()}{name[1:].rstrip('_')}" if own else "_Plain"
        members.append(f"    @property\n    def {name}(self) -> {protocol}: ...\n")
    protocols = "".join(_protocol(name, own) for own, name in signatures.items())
    return f"{HEAD}{protocols}class Elements:\n{''.join(members)}"


def _protocol(name: str, own: str) -> str:
    attributes = dict(pair.split(":", 1) for pair in own.split())
    listed = {**attributes, **{key: kind for key, kind in GLOBAL.items() if key not in attributes}}
    listed.update({f"on_{event}": "On" for event in EVENTS})
    lines = [
        f"        {key}: {kind.replace('|', ' | ') if ' ' not in kind else kind} = None,\n"
        for key, kind in listed.items()
    ]
    assert not [key for key in listed if keyword.iskeyword(key)]
    return (
        f"class {name}(Protocol):\n    def __call__(\n        self,\n        *children: Any,\n"
        f"{''.join(lines)}        **attrs: Any,\n    ) -> Element: ...\n\n"
    )


def main() -> int:
    text = written()
    if "--check" in sys.argv:
        fresh = TARGET.is_file() and TARGET.read_text("utf-8") == text
        print("" if fresh else f"{TARGET} is stale; run python tools/gen_elements.py")
        return 0 if fresh else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
