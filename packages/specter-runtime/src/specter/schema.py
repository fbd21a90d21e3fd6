"""Field and Schema: what a payload must look like, checked in one place and totally.

A schema is compiled once, to a msgspec Struct. A payload that fits exactly takes that way, in C. Any other payload
is read field by field, which understands the text of forms and finds every error, not only the first. No input
makes ``validate`` raise.
"""

from __future__ import annotations

import copy
import inspect
import re
import sys
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Callable, Optional, Union

import msgspec
import msgspec.inspect

from specter.coercion import PLAIN, shown, to_call, to_class, to_dict, to_hint, to_list
from specter.errors import SchemaError
from specter.outcome import Outcome

Errors = dict[str, str]
Read = Callable[[Any], Any]

_FINITE = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
_FAILED: Any = object()
_NATIVE_NAME = re.compile(r"(?!__)[^\W\d]\w*\Z")
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


class Schema:
    """A named set of fields. ``strict`` refuses keys that are not declared."""

    def __init__(self, name: str, fields: Mapping[str, Field], *, strict: bool = False) -> None:
        for key, field in fields.items():
            if not isinstance(field, Field):
                raise TypeError(f"schema {name!r}: field {key!r} must be a Field, got {type(field).__name__}")
        self.name = name
        self.fields = dict(fields)
        self.strict = strict
        # The class whose instances validate() gives instead of dicts; see Schema.of.
        self.makes: Any = None
        self._compile()

    @classmethod
    def of(cls, declared: Any, name: str | None = None) -> Schema:
        """The schema of a dataclass, msgspec Struct or TypedDict; values are what such a type holds.

        A Schema is returned as it is.
        """
        if isinstance(declared, Schema):
            return declared
        schema = cls(name or str(getattr(declared, "__name__", "payload")), _declared_fields(declared))
        schema.makes = schema._struct = declared
        return schema

    @classmethod
    def of_signature(
        cls,
        name: str,
        function: Callable[..., Any],
        *,
        bare: Any = str,
        names: Mapping[str, Any] | None = None,
    ) -> Schema:
        """The schema of the arguments of ``function``, by its type hints and defaults; a leading self is skipped.

        ``bare`` is the type of arguments without a hint; ``names`` are local names that the hints may use.
        """
        return cls(name, _argument_fields(function, bare, dict(names or {})))

    def __repr__(self) -> str:
        return f"<Schema {self.name!r} {len(self.fields)} fields ({len(self.required_fields)} required)>"

    @property
    def field_names(self) -> set[str]:
        return set(self.fields)

    @property
    def required_fields(self) -> set[str]:
        return {key for key, field in self.fields.items() if field.required}

    def extend(self, name: str, extra: Mapping[str, Field], strict: bool | None = None) -> Schema:
        """A schema with the fields of this one and ``extra``, which wins."""
        return Schema(name, {**self.fields, **extra}, strict=self.strict if strict is None else strict)

    def validate(self, data: Any) -> Outcome[Any]:
        """An Outcome with a value for every declared field, or with ``meta["errors"]``: field path to message."""
        value = self._exact(data)
        if value is not _FAILED:
            return Outcome(True, value)
        if not isinstance(data, dict):
            return Outcome.failure(f"[{self.name}] Expected a dict payload, got {type(data).__name__}")
        errors: Errors = {}
        value = self._read(data, "", errors)
        if not errors:
            return Outcome(True, value)
        listing = "; ".join(f"{path}: {message}" for path, message in errors.items())
        return Outcome.failure(f"[{self.name}] Validation failed: {listing}", errors=errors)

    def require(self, data: Any = None) -> Any:
        """The validated value; SchemaError (an HTTPError, 400) when it does not fit. None counts as ``{}``."""
        if data is None:
            data = {}
        value = self._exact(data)
        if value is not _FAILED:
            return value
        outcome = self.validate(data)
        if outcome.ok:
            return outcome.value
        raise SchemaError(outcome.error or "", errors=outcome.meta.get("errors"))

    def _compile(self) -> None:
        self._parts = [_Part(key, field) for key, field in self.fields.items()]
        self._finishing = [part for part in self._parts if part.finishes]
        self._struct: Any = None
        if all(_NATIVE_NAME.match(key) for key in self.fields):
            self._struct = msgspec.defstruct(
                "Payload",
                [part.struct_field() for part in self._parts],
                forbid_unknown_fields=self.strict,
                kw_only=True,
                gc=False,
            )

    def _exact(self, data: Any) -> Any:
        """The value of a payload that already has the right types, or _FAILED."""
        if type(data) is not dict or self._struct is None:
            return _FAILED
        try:
            value = msgspec.convert(data, self._struct)
            return value if self.makes is not None else self._finish(value)
        # Whatever went wrong, the patient way finds it again and says so.
        except Exception:
            return _FAILED

    def _finish(self, struct: Any) -> dict[str, Any]:
        value = msgspec.structs.asdict(struct)
        for part in self._finishing:
            value[part.key] = part.finish(value[part.key])
        return value

    def _read(self, data: dict[Any, Any], path: str, errors: Errors) -> Any:
        before = len(errors)
        if self.strict:
            for key in data:
                if key not in self.fields:
                    errors[_join(path, str(key))] = f"Unknown field {shown(key)}"
        value = {part.key: part.read(data, path, errors) for part in self._parts}
        if len(errors) > before or self.makes is None:
            return value
        given = {key: item for key, item in value.items() if item is not msgspec.UNSET}
        try:
            return msgspec.convert(given, self.makes)
        except Exception as error:
            errors[path or self.name] = str(error)
            return _FAILED


class _Part:
    """A field with its name: both ways of reading it."""

    def __init__(self, key: str, field: Field) -> None:
        self.key = key
        self.field = field
        self.shape = _shape(field.type, field.items)
        self.has_default = field.default is not None
        self.checks = field.choices is not None or field.validator is not None
        # An explicit null is a value only where the type says so; elsewhere it means "not given".
        self.nullable = self.shape.nullable
        self.finishes = (
            self.checks
            or self.has_default
            or self.shape.finish is not None
            or (field.required and self.shape.hint is Any and not self.nullable)
        )

    def struct_field(self) -> Any:
        hint = self.shape.hint
        if self.field.required:
            return (self.key, hint)
        if self.nullable and self.has_default:
            return (self.key, Union[hint, msgspec.UnsetType], msgspec.UNSET)
        return (self.key, Optional[hint], None)

    def finish(self, value: Any) -> Any:
        if value is None:
            if self.field.required and not self.nullable:
                raise ValueError
            if not self.field.required and not self.nullable:
                return self.field.make_default()
        elif value is msgspec.UNSET:
            return self.field.make_default()
        elif self.shape.finish is not None:
            value = self.shape.finish(value)
        if self.checks and self._problem(value, self.key) is not None:
            raise ValueError
        return value

    def read(self, data: dict[Any, Any], path: str, errors: Errors) -> Any:
        here = _join(path, self.key)
        raw = data.get(self.key)
        if raw is not None or (self.nullable and self.key in data):
            return self._read_value(raw, here, errors)
        if self.field.required:
            errors[here] = f"{self._label(here)} is required"
            return _FAILED
        try:
            return self.field.make_default()
        except Exception as error:
            errors[here] = f"{self._label(here)} has no default: {error}"
            return _FAILED

    def _read_value(self, raw: Any, here: str, errors: Errors) -> Any:
        before = len(errors)
        try:
            value = None if raw is None else self.shape.read(raw, here, errors)
        except (ValueError, RecursionError) as error:
            errors[here] = f"{self._label(here)} must be {self.shape.name}: {error}"
            return _FAILED
        if len(errors) > before:
            return _FAILED
        problem = self._problem(value, here) if self.checks else None
        if problem is not None:
            errors[here] = problem
            return _FAILED
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
class _Shape:
    """How a type is read: its msgspec hint, what the exact way still owes, and the patient way."""

    name: str
    hint: Any
    read: Callable[[Any, str, Errors], Any]
    finish: Read | None = None
    nullable: bool = False


def _shape(declared: Any, items: Any = None) -> _Shape:
    if items is not None:
        return _items_shape(declared, items)
    if isinstance(declared, Schema):
        return _nested_shape(declared)
    if declared is Any or declared is object:
        return _Shape("any value", Any, lambda value, path, errors: value, nullable=True)
    name = _type_name(declared)
    plain = PLAIN.get(declared) if isinstance(declared, type) else None
    if plain is not None:
        return _Shape(name, _FINITE if declared is float else declared, _plainly(plain))
    info = _known_hint(declared)
    if info is not None:
        return _Shape(name, declared, _plainly(to_hint(declared)), nullable=_takes_none(info))
    if isinstance(declared, type):
        return _Shape(name, declared, _plainly(to_class(declared)))
    if callable(declared):
        call = to_call(declared)
        return _Shape(name, Any, _plainly(call), call)
    raise TypeError(f"Field type must be a type, a type hint, a Schema or a callable, got {declared!r}")


def _nested_shape(schema: Schema) -> _Shape:
    def read(value: Any, path: str, errors: Errors) -> Any:
        return schema._read(to_dict(value), path, errors)

    if schema.makes is not None:
        return _Shape(schema.name, schema.makes, read)
    if schema._struct is None:
        return _Shape(schema.name, Any, read, _never)
    return _Shape(schema.name, schema._struct, read, schema._finish)


def _items_shape(container: Any, items: Any) -> _Shape:
    part = _Part("", items if isinstance(items, Field) else Field(items, required=True))
    hint = part.shape.hint if part.field.required or part.nullable else Optional[part.shape.hint]
    if container is dict:
        return _Shape(
            "dict",
            dict[str, hint],  # type: ignore[valid-type]
            lambda value, path, errors: {
                key: part.read({"": item}, _join(path, str(key)), errors)
                for key, item in to_dict(value).items()
            },
            (lambda value: {key: part.finish(item) for key, item in value.items()})
            if part.finishes
            else None,
        )
    return _Shape(
        "list",
        list[hint],  # type: ignore[valid-type]
        lambda value, path, errors: [
            part.read({"": item}, _join(path, str(index)), errors)
            for index, item in enumerate(to_list(value))
        ],
        (lambda value: [part.finish(item) for item in value]) if part.finishes else None,
    )


def _declared_fields(declared: Any) -> dict[str, Field]:
    info = _known_hint(declared)
    parts = getattr(info, "fields", None)
    if parts is None or isinstance(info, msgspec.inspect.NamedTupleType):
        raise TypeError(f"schema must be a Schema, dataclass, Struct or TypedDict, got {declared!r}")
    hints = typing.get_type_hints(declared, include_extras=True)
    return {
        part.encode_name: Field(
            hints[part.name], required=part.required, default=None if part.required else msgspec.UNSET
        )
        for part in parts
    }


def _argument_fields(function: Callable[..., Any], bare: Any, names: dict[str, Any]) -> dict[str, Field]:
    try:
        hints = typing.get_type_hints(function, localns=names, include_extras=True)
    except (NameError, TypeError) as error:
        raise TypeError(
            f"the type hints of {function.__qualname__} cannot be read ({error}); "
            "import what they name at run time, or pass schema="
        ) from error
    fields: dict[str, Field] = {}
    for position, (key, parameter) in enumerate(inspect.signature(function).parameters.items()):
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if position == 0 and key == "self":
            continue
        hint = hints.get(key)
        if isinstance(parameter.default, Field):
            fields[key] = _with_hint(parameter.default, hint)
        else:
            required = parameter.default is parameter.empty
            fields[key] = Field(
                bare if hint is None else hint,
                required=required,
                default=None if required else parameter.default,
            )
    return fields


def _with_hint(field: Field, hint: Any) -> Field:
    if hint is None or field.type is not str:
        return field
    merged = copy.copy(field)
    merged.type = hint
    return merged


def _known_hint(declared: Any) -> msgspec.inspect.Type | None:
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


def _never(value: Any) -> Any:
    raise ValueError


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key
