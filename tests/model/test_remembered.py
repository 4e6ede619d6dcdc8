"""What is remembered of what was read: the certain, with its evidence, and never what one try assumed."""

from __future__ import annotations

from typing import Any

from pytest_aisec.aws import s3
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.evidence import recording
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import Located, Location, Unknown
from pytest_aisec.verdicts import Verdict, decide
from tests.model.declared import declared, inventory

PLACE = Location("main.tf", 1, 1)
EITHER = Unknown(reason="var.on", possible=(Located(True, PLACE), Located(False, PLACE)), identity="var.on")


class Lamp(Resource, terraform="x_remembered_lamp"):
    """Counts how often it is computed whether it shines."""

    computed = 0
    on = boolean()
    colour = text(default="white")

    @statement
    def shines(self) -> bool:
        type(self).computed += 1
        return self.on and self.colour == "white"


class Seen(Lamp):
    """A narrower view."""


def lamp(**body: Any) -> Lamp:
    (found,) = inventory(declared("x_remembered_lamp", "a", **body)).of(Lamp)
    return found


def test_what_is_certain_is_computed_once_and_leaves_the_same_evidence() -> None:
    one = lamp(on=True)
    before = Lamp.computed
    evidence = []
    for _ in range(3):
        with recording() as readings:
            assert one.shines
        evidence.append([(each.attribute, each.value, each.stated) for each in readings])
    assert Lamp.computed == before + 1
    assert evidence == [[("on", True, True), ("colour", "white", False)]] * 3


def test_what_a_try_assumes_is_not_remembered() -> None:
    one = lamp(on=EITHER)

    def judge() -> None:
        with recording():
            assert one.shines
            assert one.on

    assert decide(judge).verdict is Verdict.UNDETERMINED
    tries = []

    def look() -> None:
        with recording():
            tries.append((one.on, one.shines))

    decide(look)
    assert tries == [(True, True), (False, False)]


def test_without_evidence_nothing_is_remembered() -> None:
    one = lamp(on=True)
    assert one.shines
    with recording() as readings:
        assert one.shines
    assert [each.attribute for each in readings] == ["on", "colour"]


def test_narrower_views_remember_together_but_compute_for_themselves() -> None:
    one = lamp(on=True)
    with recording():
        assert one.shines
        assert one.seen_as(Seen).on
    assert one.seen_as(Seen).memory is one.memory
    before = Seen.computed
    with recording():
        assert one.seen_as(Seen).shines
    assert Seen.computed == before + 1


def test_changing_a_list_that_was_read_changes_nothing() -> None:
    bucket = inventory(declared("aws_s3_bucket", "b", bucket="b")).of(s3.Bucket)[0]
    with recording():
        first = bucket.statements
        assert isinstance(first, list)
        first.append("mine")
        assert bucket.statements == []
