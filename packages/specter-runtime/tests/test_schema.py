"""Field and Schema: coercion row by row, messages, and no input that gets out of hand."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import math
import uuid
from decimal import Decimal
from typing import Any, Literal, Optional, TypedDict, Union

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from specter import Field, HTTPError, Outcome, Schema, SchemaError

ERR = object()


def one(type: Any, raw: Any, **options: Any) -> Any:
    """The value that a schema of one field makes of ``raw``, or ERR."""
    outcome = Schema("s", {"v": Field(type, **options)}).validate({"v": raw})
    return outcome.value["v"] if outcome.ok else ERR


COLUMNS: tuple[Any, ...] = (str, int, float, bool, list, dict)
ROWS: list[tuple[Any, tuple[Any, ...]]] = [
    ("1", ("1", 1, 1.0, True, ERR, ERR)),
    ("1.5", ("1.5", ERR, 1.5, ERR, ERR, ERR)),
    ("abc", ("abc", ERR, ERR, ERR, ERR, ERR)),
    (" x ", (" x ", ERR, ERR, ERR, ERR, ERR)),
    (" Yes ", (" Yes ", ERR, ERR, True, ERR, ERR)),
    ("true", ("true", ERR, ERR, True, ERR, ERR)),
    ("on", ("on", ERR, ERR, True, ERR, ERR)),
    ("false", ("false", ERR, ERR, False, ERR, ERR)),
    ("OFF", ("OFF", ERR, ERR, False, ERR, ERR)),
    ("0", ("0", 0, 0.0, False, ERR, ERR)),
    ("", ("", ERR, ERR, False, ERR, ERR)),
    (1, ("1", 1, 1.0, True, ERR, ERR)),
    (0, ("0", 0, 0.0, False, ERR, ERR)),
    (7, ("7", 7, 7.0, ERR, ERR, ERR)),
    (1.5, ("1.5", ERR, 1.5, ERR, ERR, ERR)),
    (2.0, ("2.0", 2, 2.0, ERR, ERR, ERR)),
    (True, ("True", 1, 1.0, True, ERR, ERR)),
    (False, ("False", 0, 0.0, False, ERR, ERR)),
    ([1], (ERR, ERR, ERR, ERR, [1], ERR)),
    ([], (ERR, ERR, ERR, ERR, [], ERR)),
    ({"a": 1}, (ERR, ERR, ERR, ERR, ERR, {"a": 1})),
    ("nan", ("nan", ERR, ERR, ERR, ERR, ERR)),
    (math.nan, ("nan", ERR, ERR, ERR, ERR, ERR)),
    (math.inf, ("inf", ERR, ERR, ERR, ERR, ERR)),
    ("1e999", ("1e999", ERR, ERR, ERR, ERR, ERR)),
    (10**400, (str(10**400), 10**400, ERR, ERR, ERR, ERR)),
    ("1_000", ("1_000", ERR, ERR, ERR, ERR, ERR)),
    ("9" * 5000, ("9" * 5000, ERR, ERR, ERR, ERR, ERR)),
    (b"x", (ERR, ERR, ERR, ERR, ERR, ERR)),
]


@pytest.mark.parametrize(("raw", "expected"), ROWS, ids=[repr(raw)[:20] for raw, _ in ROWS])
def test_the_coercion_table(raw: Any, expected: tuple[Any, ...]) -> None:
    found = tuple(one(column, raw) for column in COLUMNS)

    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]


@pytest.mark.parametrize("type", COLUMNS)
def test_null_is_the_default_of_an_optional_field_and_missing_for_a_required_one(type: Any) -> None:
    assert one(type, None) is None
    assert one(type, None, default="d") == "d"
    assert Schema("s", {"v": Field(type, required=True)}).validate({"v": None}).meta == {
        "errors": {"v": "'v' is required"}
    }


def test_the_result_has_every_declared_field_and_no_other() -> None:
    schema = Schema("s", {"a": Field(int), "b": Field(default="x"), "c": Field(list)})

    assert schema.validate({"a": 1, "z": 9}).value == {"a": 1, "b": "x", "c": None}
    assert schema.validate({"a": "1", "z": 9}).value == {"a": 1, "b": "x", "c": None}


def test_defaults_are_made_anew_for_every_payload() -> None:
    schema = Schema(
        "s", {"a": Field(list, default=[1]), "b": Field(list, default=list), "c": Field(default=lambda: "m")}
    )
    first = schema.require({})
    first["a"].append(2)
    first["b"].append(2)

    assert schema.require({}) == {"a": [1], "b": [], "c": "m"}


def test_messages_say_what_was_expected_and_what_was_got() -> None:
    schema = Schema(
        "s",
        {
            "count": Field(int, required=True),
            "tags": Field(list),
            "mode": Field(choices=["x", "y"]),
            "even": Field(int, validator=lambda n: n % 2 == 0),
            "picky": Field(validator=lambda text: text[9]),
            "named": Field(int, label="Your age"),
        },
        strict=True,
    )
    outcome = schema.validate(
        {"count": "abc", "tags": "a", "mode": "z", "even": 3, "picky": "p", "named": "old", "q": 1}
    )
    errors = {
        "q": "Unknown field 'q'",
        "count": "'count' must be int: Cannot convert str 'abc' to int",
        "tags": "'tags' must be list: Expected list, got str",
        "mode": "'mode' must be one of ['x', 'y'], got 'z'",
        "even": "'even' failed validation",
        "picky": "'picky' validation error: string index out of range",
        "named": "'Your age' must be int: Cannot convert str 'old' to int",
    }
    listing = "; ".join(f"{key}: {message}" for key, message in errors.items())
    assert outcome == Outcome.failure(f"[s] Validation failed: {listing}", errors=errors)


@pytest.mark.parametrize("data", [[], "x", 5, 0, None, True])
def test_what_is_no_dict_is_a_failure_without_fields(data: Any) -> None:
    outcome = Schema("s", {"a": Field()}).validate(data)

    assert outcome == Outcome.failure(f"[s] Expected a dict payload, got {type(data).__name__}")
    assert outcome.meta == {}


def test_only_false_fails_a_validator() -> None:
    for verdict in (None, 0, "", []):
        assert one(int, 1, validator=lambda _, verdict=verdict: verdict) == 1
    assert one(int, 1, validator=lambda _: False) is ERR


def test_choices_are_checked_after_coercion() -> None:
    assert one(int, "2", choices=[1, 2]) == 2
    assert one(int, "3", choices=[1, 2]) is ERR
    assert one(list, [1], choices={1, 2}) is ERR


def test_require_gives_the_value_or_raises_an_http_error() -> None:
    schema = Schema("s", {"a": Field(int, required=True)})

    assert schema.require({"a": "1"}) == {"a": 1}
    assert Schema("t", {"a": Field(int)}).require() == {"a": None}
    with pytest.raises(HTTPError, match=r"\[s\] Validation failed: a: 'a' is required") as caught:
        schema.require({})
    assert (caught.value.status_code, caught.value.payload) == (400, {"errors": {"a": "'a' is required"}})
    assert isinstance(caught.value, SchemaError)
    assert (caught.value.field, caught.value.errors) == ("a", {"a": "'a' is required"})
    for wrong in ([], 0, ""):
        with pytest.raises(HTTPError, match="Expected a dict payload"):
            schema.require(wrong)


def test_extend_adds_fields_and_keeps_strictness_unless_told() -> None:
    base = Schema("base", {"a": Field(int)}, strict=True)

    wider = base.extend("wider", {"b": Field(required=True)})
    assert (wider.field_names, wider.required_fields, wider.strict) == ({"a", "b"}, {"b"}, True)
    assert base.extend("open", {}, strict=False).strict is False
    assert repr(wider) == "<Schema 'wider' 2 fields (1 required)>"


def test_mistakes_in_a_schema_are_found_when_it_is_made() -> None:
    with pytest.raises(TypeError, match="schema 's': field 'a' must be a Field, got type"):
        Schema("s", {"a": int})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="validator must be callable"):
        Field(validator=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="items= needs type list or dict"):
        Field(str, items=int)
    with pytest.raises(TypeError, match="must be a type, a type hint, a Schema or a callable"):
        Schema("s", {"a": Field(5)})


def test_field_attributes_can_be_read_back() -> None:
    field = Field(int, required=True, default=1, choices=[1], validator=print, label="n")

    assert (field.type, field.required, field.default, field.choices, field.validator, field.label) == (
        int,
        True,
        1,
        (1,),
        print,
        "n",
    )


@pytest.mark.parametrize("name", ["first-name", "class", "__private", "a.b", "", "ü"])
def test_any_text_may_name_a_field(name: str) -> None:
    schema = Schema("s", {name: Field(int, required=True)})

    assert schema.require({name: 1}) == {name: 1}
    assert schema.require({name: "1"}) == {name: 1}
    assert not schema.validate({}).ok


# --- nesting


ITEM = Schema("item", {"sku": Field(required=True), "qty": Field(int, default=1, validator=lambda n: n > 0)})
ORDER = Schema(
    "order",
    {
        "customer": Field(Schema("customer", {"name": Field(required=True)}), required=True),
        "items": Field(list, items=ITEM, required=True),
        "tags": Field(list, items=Field(str, choices=["new", "old"])),
        "prices": Field(dict, items=float),
        "grid": Field(list, items=Field(list, items=int)),
    },
)


@pytest.mark.parametrize("qty", [2, "2"])
def test_nested_schemas_and_items(qty: Any) -> None:
    payload = {
        "customer": {"name": "Ada", "extra": 1},
        "items": [{"sku": "a", "qty": qty}, {"sku": "b"}],
        "tags": ["new"],
        "prices": {"a": 1},
        "grid": [[1, 2], []],
    }

    assert ORDER.require(payload) == {
        "customer": {"name": "Ada"},
        "items": [{"sku": "a", "qty": 2}, {"sku": "b", "qty": 1}],
        "tags": ["new"],
        "prices": {"a": 1.0},
        "grid": [[1, 2], []],
    }


def test_errors_of_nested_fields_carry_their_path() -> None:
    outcome = ORDER.validate(
        {
            "customer": {},
            "items": [{"sku": "a"}, {"qty": 0}, 5],
            "tags": ["new", "blue"],
            "prices": {"a": "x"},
            "grid": [[1], ["z"]],
        }
    )

    assert outcome.meta["errors"] == {
        "customer.name": "'customer.name' is required",
        "items.1.sku": "'items.1.sku' is required",
        "items.1.qty": "'items.1.qty' failed validation",
        "items.2": "'items.2' must be item: Expected dict, got int",
        "tags.1": "'tags.1' must be one of ['new', 'old'], got 'blue'",
        "prices.a": "'prices.a' must be float: Cannot convert str 'x' to float",
        "grid.1.0": "'grid.1.0' must be int: Cannot convert str 'z' to int",
    }


# --- type hints instead of fields


class Colour(enum.Enum):
    RED = "red"


class Point(msgspec.Struct):
    x: int
    y: int = 0
    note: Optional[str] = None


@dataclasses.dataclass
class Place:
    name: str
    at: Point
    tags: list[str] = dataclasses.field(default_factory=list)


class Options(TypedDict, total=False):
    deep: bool
    limit: int


@pytest.mark.parametrize(
    ("hint", "raw", "expected"),
    [
        (datetime.date, "2024-02-29", datetime.date(2024, 2, 29)),
        (datetime.date, "2023-02-29", ERR),
        (uuid.UUID, "12345678123456781234567812345678", uuid.UUID("12345678123456781234567812345678")),
        (Decimal, "1.50", Decimal("1.50")),
        (Colour, "red", Colour.RED),
        (Colour, "blue", ERR),
        (Literal["a", "b"], "b", "b"),
        (Literal["a", "b"], "c", ERR),
        (list[int], [1, 2], [1, 2]),
        (list[int], ["1"], [1]),
        (Union[int, str], "x", "x"),
        (Any, {"deep": [1]}, {"deep": [1]}),
        (Point, {"x": 1}, Point(1)),
        (Point, {"x": "1"}, Point(1)),
        (Point, {}, ERR),
        (len, "abc", 3),
        (len, 5, ERR),
    ],
)
def test_type_hints_and_callables_as_field_types(hint: Any, raw: Any, expected: Any) -> None:
    assert one(hint, raw) == expected


def test_null_is_a_value_where_the_hint_says_so() -> None:
    schema = Schema("s", {"v": Field(Optional[int], default=3), "w": Field(Optional[int], required=True)})

    assert schema.require({"v": None, "w": None}) == {"v": None, "w": None}
    assert schema.require({"w": "5"}) == {"v": 3, "w": 5}
    assert not schema.validate({}).ok


def test_a_class_of_ones_own_passes_or_is_called() -> None:
    class Celsius:
        def __init__(self, degrees: Any) -> None:
            self.degrees = float(degrees)

    warm = Celsius(20)
    assert one(Celsius, warm) is warm
    assert one(Celsius, "21").degrees == 21.0
    assert one(Celsius, "hot") is ERR


def test_schemas_of_structs_dataclasses_and_typed_dicts() -> None:
    assert Schema.of(Point).require({"x": "1"}) == Point(1)
    assert Schema.of(Place).require({"name": "here", "at": {"x": 1}}) == Place("here", Point(1))
    assert Schema.of(Options).require({"deep": "yes"}) == {"deep": True}
    assert Schema.of(Point).validate({"x": "a", "y": "b"}).meta["errors"].keys() == {"x", "y"}
    assert Schema.of(ORDER) is ORDER
    with pytest.raises(
        TypeError, match="schema must be a Schema, dataclass, Struct or TypedDict, got <class 'int'>"
    ):
        Schema.of(int)


def test_a_schema_of_a_class_nests() -> None:
    schema = Schema("s", {"at": Field(Schema.of(Point), required=True), "way": Field(list, items=Point)})

    assert schema.require({"at": {"x": 1}, "way": [{"x": 2}]}) == {"at": Point(1), "way": [Point(2)]}
    assert schema.require({"at": {"x": "1"}, "way": [{"x": "2"}]}) == {"at": Point(1), "way": [Point(2)]}


def test_the_schema_of_a_signature() -> None:
    def move(
        self: Any, to: Point, steps: int = 3, how: str = Field(choices=["walk"]), *, deep: bool = False
    ) -> None:  # type: ignore[assignment]
        ...

    schema = Schema.of_signature("move", move)

    assert schema.required_fields == {"to"}
    assert schema.require({"to": {"x": 1}, "how": "walk"}) == {
        "to": Point(1),
        "steps": 3,
        "how": "walk",
        "deep": False,
    }


# --- totality


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
KEYED = st.dictionaries(
    st.sampled_from(["customer", "items", "tags", "prices", "grid", "z"]), JSON, max_size=6
)
EVERY_TYPE = Schema(
    "every",
    {
        f"f{number}": Field(type)
        for number, type in enumerate(
            [*COLUMNS, datetime.datetime, Decimal, Colour, Point, Place, Options, len, Any]
        )
    },
    strict=True,
)


@given(JSON | KEYED | st.dictionaries(st.sampled_from([*EVERY_TYPE.fields, "z"]), JSON, max_size=8))
def test_no_json_value_makes_validate_raise(payload: Any) -> None:
    for schema in (ORDER, EVERY_TYPE, Schema.of(Point), Schema.of(Place), Schema.of(Options)):
        outcome = schema.validate(payload)
        assert isinstance(outcome, Outcome)
        assert outcome.ok or outcome.status == 400


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), JSON, max_size=4))
def test_the_quick_and_the_patient_way_agree(payload: Any) -> None:
    schema = Schema(
        "s",
        {
            "a": Field(int),
            "b": Field(list, items=float),
            "c": Field(default="x"),
            "d": Field(bool, required=True),
        },
    )
    quick = schema._exactly(payload)
    errors: dict[str, str] = {}
    patient = schema._read(payload, "", errors)

    if not isinstance(quick, dict):
        return
    assert (errors, patient) == ({}, quick)


def test_hostile_python_values_are_refused_too() -> None:
    class Hostile:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError("no")

        def __repr__(self) -> str:
            raise RuntimeError("no")

        __hash__ = object.__hash__

    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (Hostile(), deep, object(), lambda: None, {1: 2}, {None: None}):
        outcome = EVERY_TYPE.validate({f"f{number}": value for number in range(14)})
        assert outcome.ok is False
        assert Schema("c", {"v": Field(Any, choices=["a"])}).validate({"v": value}).ok is False
