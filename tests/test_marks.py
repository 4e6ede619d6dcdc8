"""Decorators of policies make the same marks as pytest's own."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import get_args, get_type_hints

import pytest

from pytest_aisec import marks
from pytest_aisec.findings import SEVERITIES
from pytest_aisec.plugin import peers
from pytest_aisec.plugin.marks import bundled_frameworks


def policy() -> None:
    """What is marked."""


def fresh() -> Callable[[], None]:
    """A function that nothing has marked yet."""
    return FunctionType(policy.__code__, {})


def of(function: object) -> list[pytest.Mark]:
    return list(getattr(function, "pytestmark", []))


def test_decorators_make_what_pytest_makes_in_the_same_order() -> None:
    ours = marks.severity("high")(marks.soc2("CC6.1", "CC6.6")(marks.equivalent(trivy=("AWS-0001",))(fresh())))
    theirs = pytest.mark.severity("high")(
        pytest.mark.soc2("CC6.1", "CC6.6")(pytest.mark.equivalent(trivy=("AWS-0001",))(fresh()))
    )
    assert of(ours) == of(theirs)
    assert [mark.name for mark in of(ours)] == ["equivalent", "soc2", "severity"]


def test_both_kinds_mix() -> None:
    mixed = pytest.mark.hipaa("164.312(b)")(marks.soc2("CC6.1")(pytest.mark.usefixtures("tmp_path")(fresh())))
    assert [mark.name for mark in of(mixed)] == ["usefixtures", "soc2", "hipaa"]


def test_marks_of_another_function_stay_what_they_are() -> None:
    """`functools.wraps` lends the list of the wrapped function."""
    one = marks.soc2("CC6.1")(fresh())
    other = fresh()
    other.__dict__.update(one.__dict__)
    marks.soc2("CC7.2")(other)
    assert [mark.args for mark in of(one)] == [("CC6.1",)]
    assert [mark.args for mark in of(other)] == [("CC6.1",), ("CC7.2",)]


def test_classes_keep_what_they_inherit_apart() -> None:
    parent = marks.soc2("CC6.1")(type("TestParent", (), {}))
    child = marks.soc2("CC7.2")(type("TestChild", (parent,), {}))
    assert [mark.args for mark in of(parent)] == [("CC6.1",)]
    assert [mark.args for mark in child.__dict__["pytestmark"]] == [("CC7.2",)]


def test_every_bundled_framework_has_its_mark() -> None:
    found = {name for name, each in vars(marks).items() if isinstance(each, marks.FrameworkMark)}
    assert found == set(bundled_frameworks())
    assert all(getattr(marks, name)("X").mark == getattr(pytest.mark, name)("X").mark for name in found)


def test_type_checkers_know_severities_and_tools() -> None:
    levels = get_type_hints(marks.severity)["level"]
    assert set(get_args(levels)) == set(SEVERITIES)
    assert set(marks.Equivalents.__annotations__) == set(peers.FORMS)


def test_fixtures_cannot_be_marked() -> None:
    fixture = pytest.fixture(fresh())
    with pytest.raises((pytest.fail.Exception, Warning), match="Marks"):  # a warning before pytest 9
        marks.soc2("CC6.1")(fixture)


@pytest.mark.parametrize("bare", [marks.soc2, marks.severity])
def test_a_decorator_without_parentheses_is_a_mistake(bare: Callable[..., object]) -> None:
    """It would take the policy for a control and leave a mark in its place, which nobody runs."""
    with pytest.raises(TypeError, match="takes texts in parentheses"):
        bare(fresh())


def test_a_single_mark_in_the_place_of_a_list_is_kept() -> None:
    one = fresh()
    one.__dict__["pytestmark"] = pytest.mark.soc2("CC6.1")
    assert [mark.name for mark in of(marks.severity("low")(one))] == ["soc2", "severity"]


def test_whatever_takes_marks_takes_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pytest_aisec import marks

        pytestmark = marks.severity("low")

        @pytest.fixture(autouse=True)
        def added(request):
            request.node.add_marker(marks.hipaa("164.312(b)"))

        @pytest.mark.parametrize("one", [pytest.param(1, marks=marks.soc2("CC6.1"))])
        def test_it(one, request):
            assert {mark.name for mark in request.node.iter_markers()} >= {"severity", "soc2", "hipaa"}
        """
    )
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)
