"""Field and Schema: what a payload must look like, checked in one place and totally.

A schema is compiled once, to a msgspec Struct. A payload that fits exactly takes that way, in C. Any other payload
is read field by field, which understands the text of forms and finds every error, not only the first. No input
makes ``validate`` raise.
"""

from __future__ import annotations

import copy
import inspect
import re
import typing
from collections.abc import Mapping
from typing import Any, Callable

import msgspec
import msgspec.inspect
from msgspec import convert
from msgspec.structs import asdict

from specter.coercion import shown, to_dict
from specter.errors import SchemaError
from specter.fields import FAILED, Errors, Field, Part, Shape, join_path, known_hint
from specter.outcome import Outcome

__all__ = ["Field", "Schema"]

_NATIVE_NAME = re.compile(r"(?!__)[^\W\d]\w*\Z")


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
        schema._finish = None
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
        value = self._exactly(data)
        if value is not FAILED:
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
        # As _exactly, without the call: every action's payload comes through here.
        if type(data) is dict:
            try:
                value = convert(data, self._struct)
                return value if self._finish is None else self._finish(value)
            except Exception:
                # Whatever went wrong, the patient way finds it again and says so.
                pass
        outcome = self.validate(data)
        if outcome.ok:
            return outcome.value
        raise SchemaError(outcome.error or "", errors=outcome.meta.get("errors"))

    def as_shape(self) -> Shape:
        """How this schema is read as the type of a field."""

        def read(value: Any, path: str, errors: Errors) -> Any:
            return self._read(to_dict(value), path, errors)

        if self.makes is not None:
            return Shape(self.name, self.makes, read)
        if self._struct is None:
            return Shape(self.name, Any, read, _never)
        return Shape(self.name, self._struct, read, self._finish)

    def _compile(self) -> None:
        self._parts = [Part(key, field) for key, field in self.fields.items()]
        # None where a name cannot be a Struct's: nothing but null fits that, so every payload takes the patient way.
        self._struct: Any = None
        if all(_NATIVE_NAME.match(key) for key in self.fields):
            self._struct = msgspec.defstruct(
                "Payload",
                [part.struct_field() for part in self._parts],
                forbid_unknown_fields=self.strict,
                kw_only=True,
                gc=False,
            )
        # What makes a dict of the Struct; None where the Struct itself is the value.
        self._finish: Callable[[Any], Any] | None = self._finisher()

    def _exactly(self, data: Any) -> Any:
        """The value of a payload that has the right types already, or FAILED."""
        if type(data) is not dict:
            return FAILED
        try:
            value = convert(data, self._struct)
            return value if self._finish is None else self._finish(value)
        # Whatever went wrong, the patient way finds it again and says so.
        except Exception:
            return FAILED

    def _finisher(self) -> Callable[[Any], Any]:
        """A function for what the Struct leaves to do: choices, validators, nested schemas."""
        finishing = tuple((part.key, part.finish) for part in self._parts if part.finishes)
        if not finishing:
            return asdict

        def finish(struct: Any) -> dict[str, Any]:
            value = asdict(struct)
            for key, finish_part in finishing:
                value[key] = finish_part(value[key])
            return value

        return finish

    def _read(self, data: dict[Any, Any], path: str, errors: Errors) -> Any:
        before = len(errors)
        if self.strict:
            for key in data:
                if key not in self.fields:
                    errors[join_path(path, str(key))] = f"Unknown field {shown(key)}"
        value = {part.key: part.read(data, path, errors) for part in self._parts}
        if len(errors) > before or self.makes is None:
            return value
        given = {key: item for key, item in value.items() if item is not msgspec.UNSET}
        try:
            return convert(given, self.makes)
        # __post_init__ of a class of the application may refuse in its own way.
        except Exception as error:
            errors[path or self.name] = str(error)
            return FAILED


def _declared_fields(declared: Any) -> dict[str, Field]:
    info = known_hint(declared)
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


def _never(value: Any) -> Any:
    raise ValueError
