"""Field: one value of a payload, and the two ways of reading it."""

from __future__ import annotations

import copy
import sys
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Callable, Optional, Union

import msgspec
import msgspec.inspect

from specter.coercion import PLAIN, shown, to_call, to_class, to_dict, to_hint, to_list

Errors = dict[str, str]
Read = Callable[[Any], Any]

FAILED: Any = object()

_FINITE = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
_COPIED = (list, dict, set)


class Field:
    """One value of a payload.

    ``type`` is a Python type or type hint, a Schema (a nested object), or a callable that makes the value;
    ``items`` is the type, Field or Schema of the items of a ``list`` or the values of a ``dict``. ``default`` may be
    a callable. ``validator(value)`` refuses by returning False or raising.
    """

    __slots__ = ("choices", "default", "items", "label", "required", "type", "validator")

    def __init__(
        self,
        type: Any = str,
        *,
        required: bool = False,
        default: Any = None,
        choices: Iterable[Any] | None = None,
        validator: Callable[[Any], Any] | None = None,
        label: str | None = None,
        items: Any = None,
    ) -> None:
        if validator is not None and not callable(validator):
            raise TypeError(f"Field validator must be callable, got {validator!r}")
        if items is not None and type not in (list, dict):
            raise TypeError(f"Field items= needs type list or dict, got {type!r}")
        self.type = type
        self.required = required
        self.default = default
        self.choices = None if choices is None else tuple(choices)
        self.validator = validator
        self.label = label
        self.items = items

    def __repr__(self) -> str:
        return f"<Field {_type_name(self.type)}{' required' if self.required else ''}>"

    def make_default(self) -> Any:
        """A default of its own for each payload: a shared list would carry one request into the next."""
        if callable(self.default):
            return self.default()
        return copy.deepcopy(self.default) if isinstance(self.default, _COPIED) else self.default


class Part:
    """A field with its name: both ways of reading it."""

    def __init__(self, key: str, field: Field) -> None:
        self.key = key
        self.field = field
        self.shape = shape_of(field.type, field.items)
        self.has_default = field.default is not None
        self.checks = field.choices is not None or field.validator is not None
        # An explicit null is a value only where the type says so; elsewhere it means "not given".
        self.nullable = self.shape.nullable
        unread = field.required and self.shape.hint is Any and not self.nullable
        # Whether the exact way leaves something to do for this field.
        self.finishes = self.checks or self.shape.finish is not None or unread

    def struct_field(self) -> Any:
        hint = self.shape.hint
        if self.field.required:
            return (self.key, hint)
        if self.finishes:
            # What is not given is not checked, so it must not look like a value.
            return (self.key, Union[hint, msgspec.UnsetType, None], msgspec.UNSET)
        if self.has_default:
            return (self.key, hint, msgspec.field(default_factory=self.field.make_default))
        return (self.key, Optional[hint], None)

    def finish(self, value: Any) -> Any:
        if value is msgspec.UNSET or (value is None and not self.nullable and not self.field.required):
            return self.field.make_default()
        if value is None and not self.nullable:
            raise ValueError
        if self.shape.finish is not None and value is not None:
            value = self.shape.finish(value)
        if self.checks and self._problem(value, self.key) is not None:
            raise ValueError
        return value

    def read(self, data: dict[Any, Any], path: str, errors: Errors) -> Any:
        here = join_path(path, self.key)
        raw = data.get(self.key)
        if raw is not None or (self.nullable and self.key in data):
            return self._read_value(raw, here, errors)
        if self.field.required:
            errors[here] = f"{self._label(here)} is required"
            return FAILED
        try:
            return self.field.make_default()
        except Exception as error:
            errors[here] = f"{self._label(here)} has no default: {error}"
            return FAILED

    def _read_value(self, raw: Any, here: str, errors: Errors) -> Any:
        before = len(errors)
        try:
            value = None if raw is None else self.shape.read(raw, here, errors)
        except (ValueError, RecursionError) as error:
            errors[here] = f"{self._label(here)} must be {self.shape.name}: {error}"
            return FAILED
        if len(errors) > before:
            return FAILED
        problem = self._problem(value, here) if self.checks else None
        if problem is not None:
            errors[here] = problem
            return FAILED
        return value

    def _label(self, here: str) -> str:
        return repr(self.field.label or here)

    def _problem(self, value: Any, here: str) -> str | None:
        field = self.field
        try:
            if field.choices is not None and value not in field.choices:
                return f"{self._label(here)} must be one of {list(field.choices)}, got {shown(value)}"
            if field.validator is not None and field.validator(value) is False:
                return f"{self._label(here)} failed validation"
        except Exception as error:
            return f"{self._label(here)} validation error: {error}"
        return None


@dataclass(frozen=True)
class Shape:
    """How a type is read: its msgspec hint, what the exact way still owes, and the patient way."""

    name: str
    hint: Any
    read: Callable[[Any, str, Errors], Any]
    finish: Read | None = None
    nullable: bool = False


def shape_of(declared: Any, items: Any = None) -> Shape:
    if items is not None:
        return _items_shape(declared, items)
    if hasattr(declared, "as_shape"):
        nested: Shape = declared.as_shape()
        return nested
    if declared is Any or declared is object:
        return Shape("any value", Any, lambda value, path, errors: value, nullable=True)
    name = _type_name(declared)
    plain = PLAIN.get(declared) if isinstance(declared, type) else None
    if plain is not None:
        return Shape(name, _FINITE if declared is float else declared, _plainly(plain))
    info = known_hint(declared)
    if info is not None:
        return Shape(name, declared, _plainly(to_hint(declared)), nullable=_takes_none(info))
    if isinstance(declared, type):
        return Shape(name, declared, _plainly(to_class(declared)))
    if callable(declared):
        call = to_call(declared)
        return Shape(name, Any, _plainly(call), call)
    raise TypeError(f"Field type must be a type, a type hint, a Schema or a callable, got {declared!r}")


def _items_shape(container: Any, items: Any) -> Shape:
    part = Part("", items if isinstance(items, Field) else Field(items, required=True))
    hint = part.shape.hint if part.field.required or part.nullable else Optional[part.shape.hint]
    if container is dict:
        return Shape(
            "dict",
            dict[str, hint],  # type: ignore[valid-type]
            lambda value, path, errors: {
                key: part.read({"": item}, join_path(path, str(key)), errors)
                for key, item in to_dict(value).items()
            },
            (lambda value: {key: part.finish(item) for key, item in value.items()})
            if part.finishes
            else None,
        )
    return Shape(
        "list",
        list[hint],  # type: ignore[valid-type]
        lambda value, path, errors: [
            part.read({"": item}, join_path(path, str(index)), errors)
            for index, item in enumerate(to_list(value))
        ],
        (lambda value: [part.finish(item) for item in value]) if part.finishes else None,
    )


def known_hint(declared: Any) -> msgspec.inspect.Type | None:
    """What msgspec knows about a type hint, or None when it would only check the class."""
    try:
        info = msgspec.inspect.type_info(declared)
    except Exception:
        return None
    return None if isinstance(info, msgspec.inspect.CustomType) else info


def _takes_none(info: msgspec.inspect.Type) -> bool:
    if isinstance(info, msgspec.inspect.UnionType):
        return any(_takes_none(part) for part in info.types)
    return isinstance(info, (msgspec.inspect.NoneType, msgspec.inspect.AnyType))


def _type_name(declared: Any) -> str:
    name = getattr(declared, "__name__", None)
    return name if isinstance(name, str) and not typing.get_args(declared) else str(declared)


def _plainly(read: Read) -> Callable[[Any, str, Errors], Any]:
    return lambda value, path, errors: read(value)


def join_path(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key
