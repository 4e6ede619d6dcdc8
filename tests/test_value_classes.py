"""Classes of fields do what dataclasses do, which is what type checkers take them for."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from pytest_aisec import value_classes


class Dialect:
    """The three names under which classes are made, of one module or the other."""

    def __init__(self, made: Callable[..., Any], field: Callable[..., Any], replace: Callable[..., Any]) -> None:
        self.made, self.field, self.replace = made, field, replace


OURS = Dialect(value_classes.value_class, value_classes.field, value_classes.replace)
THEIRS = Dialect(
    lambda **options: dataclasses.dataclass(**{"unsafe_hash": True, **options}), dataclasses.field, dataclasses.replace
)

both = pytest.mark.parametrize("dialect", [pytest.param(OURS, id="ours"), pytest.param(THEIRS, id="dataclasses")])


def plain(dialect: Dialect, **options: bool) -> Any:
    class Plain:
        table: ClassVar[str] = "t"
        name: str
        size: int = 3
        parts: list[str] = dialect.field(default_factory=list, hash=False)
        note: str = dialect.field(default="", compare=False, repr=False)

        def __str__(self) -> str:
            return self.name

    return dialect.made(**options)(Plain)


def pair(dialect: Dialect, **options: bool) -> tuple[Any, Any]:
    """A class, and one that inherits its fields and has a method that uses its own class."""

    class Whole:
        reason: str
        place: int = 1

    parent = dialect.made(kw_only=True, **options)(Whole)

    class Part(parent):  # type: ignore[misc, valid-type]
        target: str
        place: int = 2

    return parent, dialect.made(kw_only=True, **options)(Part)


SLOTS = pytest.mark.parametrize("slots", [pytest.param(True, id="slots"), pytest.param(False, id="entries")])


@both
@SLOTS
def test_instances_have_their_fields_and_defaults(dialect: Dialect, slots: bool) -> None:
    kind = plain(dialect, slots=slots)
    one, other = kind("a"), kind("b", 4, ["x"], note="n")
    assert (one.name, one.size, one.parts, one.note, str(one)) == ("a", 3, [], "", "a")
    assert (other.name, other.size, other.parts, other.note) == ("b", 4, ["x"], "n")
    assert kind("c").parts is not one.parts
    assert hasattr(one, "__dict__") is not slots
    assert kind.table == "t"
    assert kind.__match_args__ == ("name", "size", "parts", "note")
    assert kind.__qualname__ == "plain.<locals>.Plain"


@both
@SLOTS
@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param((), {}, id="none"),
        pytest.param(("a", 1, [], "", 2), {}, id="many"),
        pytest.param(("a",), {"other": 1}, id="other"),
        pytest.param(("a",), {"name": "b"}, id="twice"),
    ],
)
def test_other_arguments_are_refused(
    dialect: Dialect, slots: bool, given: tuple[object, ...], named: dict[str, object]
) -> None:
    kind = plain(dialect, slots=slots)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"^plain\.<locals>\.Plain\.__init__\(\) "):
            kind(*given, **named)


@both
@SLOTS
def test_what_is_equal_has_one_hash(dialect: Dialect, slots: bool) -> None:
    kind = plain(dialect, slots=slots)
    assert kind("a", note="x") == kind("a")
    assert hash(kind("a", parts=["p"])) == hash(kind("a"))
    assert kind("a", parts=["p"]) != kind("a")
    assert kind("a") != kind("b")
    assert kind("a") != ("a", 3, [], "")
    assert {kind("a"), kind("a"), kind("b")} == {kind("b"), kind("a")}


@both
@SLOTS
def test_without_equality_an_instance_is_only_itself(dialect: Dialect, slots: bool) -> None:
    kind = plain(dialect, slots=slots, eq=False, repr=False, **({"unsafe_hash": False} if dialect is THEIRS else {}))
    one = kind("a")
    assert one != kind("a")
    assert len({one, kind("a")}) == 2
    assert "object at" in repr(one)


@both
def test_it_is_shown_with_its_fields(dialect: Dialect) -> None:
    assert repr(plain(dialect)("a", note="n")) == "plain.<locals>.Plain(name='a', size=3, parts=[])"


@both
@SLOTS
@pytest.mark.parametrize("first", [pytest.param(0, id="parent"), pytest.param(1, id="child")])
def test_fields_are_inherited(dialect: Dialect, slots: bool, first: int) -> None:
    """Whichever of the two is made first: methods are written when they are first called."""
    kinds = pair(dialect, slots=slots)
    made = [{"reason": "r"}, {"reason": "r", "target": "t"}]
    for kind, named in list(zip(kinds, made, strict=True))[:: -1 if first else 1]:
        assert kind(**named) == kind(**named)
        assert hash(kind(**named)) == hash(kind(**named))
    parent, child = (kind(**named) for kind, named in zip(kinds, made, strict=True))
    assert (parent.reason, parent.place) == ("r", 1)
    assert (child.reason, child.place, child.target) == ("r", 2, "t")
    assert parent != child
    assert kinds[1].__match_args__ == ()
    with pytest.raises(TypeError):
        kinds[1]("r", "t")


@both
@SLOTS
def test_a_class_without_fields_is_one_value(dialect: Dialect, slots: bool) -> None:
    class Nothing:
        pass

    kind = dialect.made(slots=slots)(Nothing)
    assert kind() == kind()
    assert len({kind(), kind()}) == 1


@both
def test_own_methods_stay(dialect: Dialect) -> None:
    class Own:  # noqa: PLW1641 -- the one that it is given is what is tested
        size: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __repr__(self) -> str:
            return "own"

    kind = dialect.made()(Own)
    assert (kind(1) == kind(2), repr(kind(1)), hash(kind(1)) == hash(kind(1))) == (True, "own", True)


@both
@SLOTS
def test_a_value_is_replaced_by_one_that_differs(dialect: Dialect, slots: bool) -> None:
    kind = plain(dialect, slots=slots)
    one = kind("a", 5, ["p"], "n")
    other = dialect.replace(one, name="b")
    assert (other.name, other.size, other.parts, other.note) == ("b", 5, ["p"], "n")
    assert one.name == "a"
    with pytest.raises(TypeError):
        dialect.replace(one, other=1)


def test_a_method_is_written_once() -> None:
    kind = plain(OURS)
    put_off = kind.__init__
    kind("a")
    written = kind.__init__
    kind("b")
    assert put_off is not written
    assert kind.__init__ is written
    assert written is vars(kind)["__init__"]


def test_values_are_copied_and_pickled() -> None:
    from pytest_aisec.values import NOWHERE, Located, Unknown

    value = Located(Unknown(reason="r", possible=(Located(1),)), NOWHERE, sensitive=True)
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert again.sensitive
