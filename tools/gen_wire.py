"""Writes the TypeScript twin of `specter/wire.py`: packages/ragot-js/src/client/wire.ts.

python tools/gen_wire.py            write it
python tools/gen_wire.py --check    exit 1 when it is stale
"""

from __future__ import annotations

import sys
import typing
from pathlib import Path
from typing import Any, Union

import msgspec
from specter import wire

TARGET = Path(__file__).resolve().parents[1] / "packages/ragot-js/src/client/wire.ts"

HEAD = """/** Every message between server and browser: written by tools/gen_wire.py from specter/wire.py. */

export type Position = [epoch: string, seq: number]
"""

PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def text() -> str:
    """The file, as it should be."""
    parts = [HEAD, *map(interface, structs())]
    frames = " | ".join(member.__name__ for member in typing.get_args(wire.ServerFrame))
    parts.append(f"export type ServerFrame = {frames}\n")
    return "\n".join(parts)


def structs() -> list[type[msgspec.Struct]]:
    """The messages, in the order of the file."""
    return [
        value
        for value in vars(wire).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == wire.__name__
    ]


def interface(struct: type[msgspec.Struct]) -> str:
    lines = []
    doc = struct.__doc__ if "__doc__" in vars(struct) else None
    if doc:
        lines.append(f"/** {' '.join(doc.split())} */")
    lines.append(f"export interface {struct.__name__} {{")
    config = struct.__struct_config__
    if config.tag is not None:
        lines.append(f"  {config.tag_field}: '{config.tag}'")
    hints = typing.get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        # A server leaves defaults out where its struct says so; a browser may leave out whatever has one.
        optional = not field.required and (config.omit_defaults or sent_by_browser(struct))
        lines.append(f"  {field.encode_name}{'?' if optional else ''}: {typescript(hints[field.name])}")
    lines.append("}\n")
    return "\n".join(lines)


def sent_by_browser(struct: type[msgspec.Struct]) -> bool:
    return struct.__name__ in {
        "ActionCall",
        "ClientFrame",
        "FileAnnounced",
        "Resume",
        "UploadCancel",
        "UploadInit",
    }


def typescript(hint: Any) -> str:
    """A type hint in TypeScript."""
    if hint in PLAIN:
        return PLAIN[hint]
    if hint == wire.Position:
        return "Position"
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Union:
        return " | ".join(typescript(one) for one in args)
    if origin is list:
        return f"{typescript(args[0])}[]"
    if origin is dict:
        return f"Record<{typescript(args[0])}, {typescript(args[1])}>"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    raise TypeError(f"wire.py uses a type that has no TypeScript here: {hint!r}")


if __name__ == "__main__":
    wanted = text()
    if "--check" in sys.argv:
        raise SystemExit(
            0 if TARGET.exists() and TARGET.read_text() == wanted else f"{TARGET} is stale: run {__file__}"
        )
    TARGET.write_text(wanted)
