"""Tuples with named fields do what `typing.NamedTuple` does, which is what type checkers take them for."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, Generic, TypeVar

import pytest

from pytest_aisec import named_tuples
from pytest_aisec.model.attribute import PerDialect
from pytest_aisec.model.paths import Place

T = TypeVar("T")
OURS: Any = named_tuples.NamedTuple
THEIRS: Any = typing.NamedTuple
both = pytest.mark.parametrize("kind", [pytest.param(OURS, id="ours"), pytest.param(THEIRS, id="typing")])


def plain(kind: Any) -> Any:
    class Plain(kind):  # type: ignore[misc]
        """What it is."""

        name: str
        tuple: int = 3
        parts: typing.Sequence[str] = ()

        @property
        def first(self) -> str:
            return self.name[0]

        def __str__(self) -> str:
            return self.name

    return Plain


@both
def test_it_is_a_tuple_with_names(kind: Any) -> None:
    made = plain(kind)
    one, other = made("a"), made("b", parts=["x"], tuple=4)
    assert one == ("a", 3, ()) == made._make(["a", 3, ()])
    assert (other.name, other.tuple, other.parts, other.first, str(other)) == ("b", 4, ["x"], "b", "b")
    assert (hash(one), list(one), one < other) == (hash(("a", 3, ())), ["a", 3, ()], True)
    assert repr(one) == "Plain(name='a', tuple=3, parts=())"
    assert not hasattr(one, "__dict__")
    assert (type(one), made.__bases__, made.__doc__) == (made, (tuple,), "What it is.")
    assert (made.__qualname__, made.__module__) == ("plain.<locals>.Plain", __name__)


@both
def test_it_tells_its_fields(kind: Any) -> None:
    made = plain(kind)
    assert made._fields == made.__match_args__ == ("name", "tuple", "parts")
    assert made._field_defaults == {"tuple": 3, "parts": ()}
    assert made("a")._asdict() == {"name": "a", "tuple": 3, "parts": ()}


@both
@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param((), {}, id="none"),
        pytest.param(("a", 1, [], 2), {}, id="many"),
        pytest.param(("a",), {"other": 1}, id="other"),
        pytest.param(("a",), {"name": "b"}, id="twice"),
    ],
)
def test_other_arguments_are_refused(kind: Any, given: tuple[object, ...], named: dict[str, object]) -> None:
    made = plain(kind)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"Plain\.__new__\(\) "):
            made(*given, **named)


@both
def test_a_field_is_replaced(kind: Any) -> None:
    one = plain(kind)("a")
    assert one._replace(tuple=5, name="b") == ("b", 5, ())
    assert type(one._replace()) is type(one)
    with pytest.raises(ValueError, match=r"unexpected field names: \['other'\]"):
        one._replace(other=1)
    with pytest.raises(TypeError, match="Expected 3 arguments, got 2"):
        one._make([1, 2])
    with pytest.raises(AttributeError):
        one.name = "b"


@both
@pytest.mark.parametrize("parent_first", [pytest.param(True, id="parent"), pytest.param(False, id="child")])
def test_a_class_below_it_has_its_fields(kind: Any, parent_first: bool) -> None:
    """Whichever of the two is made first: `__new__` is compiled for the first instance."""
    made = plain(kind)

    class Below(made):  # type: ignore[misc, valid-type]
        def __new__(cls, name: str) -> Any:
            return super().__new__(cls, name.upper(), 1)

    if parent_first:
        made("x")
    below = Below("a")
    assert (below, type(below), below.first) == (("A", 1, ()), Below, "A")
    assert type(made("a")) is made


@both
def test_a_class_may_have_no_fields_and_parameters(kind: Any) -> None:
    class Nothing(kind):  # type: ignore[misc]
        pass

    class Of(kind, Generic[T]):  # type: ignore[misc]
        value: T

    assert Nothing() == ()
    assert Of[int](3) == (3,)
    assert Of("a").value == "a"


def test_own_ones_are_copied_and_pickled() -> None:
    for one in (Place("a"), PerDialect(1, 2, 3)):
        for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
            assert (again, type(again)) == (one, type(one))


def test_new_is_compiled_once() -> None:
    made = plain(OURS)
    put_off = made.__new__
    made("a")
    compiled = made.__new__
    made("b")
    assert put_off is not compiled
    assert made.__new__ is compiled
