"""Calls that are made only where the answer of another one says that there is something to tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from pytest_aisec.aws import s3
from pytest_aisec.model.calls import Call, Collected
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.plan import check_plan
from pytest_aisec.values import Located, Location, Unknown
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read
from tests.sources.live.plans import BUCKET

pytestmark = pytest.mark.usefixtures("account")

VERSIONING, POLICY = BUCKET.calls
LOCK = Call("s3", "GetObjectLockConfiguration", {"Bucket": "Name"}, given="GetBucketVersioning.Status")
LOCKED = {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}


def entries(answers: Answers, versioning: Any, calls: Sequence[Call] = (VERSIONING, LOCK)) -> Mapping[str, Located]:
    """What is told of the one bucket of an account, of which the answer about its versions is given."""
    answers.give("s3", "ListBuckets", {"Buckets": [{"Name": "b"}]})
    answers.give("s3", "GetBucketVersioning", versioning)
    answers.give("s3", "GetObjectLockConfiguration", LOCKED)
    plan = [BUCKET._replace(calls=tuple(calls))]
    contents = LiveSource(None, ("us-east-1",), plan, session=answers.session).read()
    (declaration,) = contents.declarations
    assert isinstance(declaration.body.value, dict)
    return declaration.body.value


@pytest.mark.parametrize("calls", [(VERSIONING, LOCK), (LOCK, VERSIONING)])
@pytest.mark.parametrize("status", ["Enabled", "Suspended"])
def test_is_made_where_the_other_answer_has_what_it_is_about(
    answers: Answers, status: str, calls: tuple[Call, ...]
) -> None:
    assert entries(answers, {"Status": status}, calls)["GetObjectLockConfiguration"].plain == LOCKED
    assert answers.count("GetObjectLockConfiguration") == 1


@pytest.mark.parametrize("calls", [(VERSIONING, LOCK), (LOCK, VERSIONING)])
def test_is_left_out_where_there_is_nothing_to_tell_and_the_other_answer_is_the_evidence(
    answers: Answers, calls: tuple[Call, ...]
) -> None:
    found = entries(answers, {}, calls)["GetObjectLockConfiguration"]
    assert found.plain == {}
    assert found.location == Location(api="s3:GetBucketVersioning", resource="b")
    assert answers.count("GetObjectLockConfiguration") == 0
    assert answers.count("GetBucketVersioning") == 1


def test_is_made_where_the_other_answer_is_not_known(answers: Answers) -> None:
    found = entries(answers, Refusal("AccessDenied", status=403))
    assert isinstance(found["GetBucketVersioning"].value, Unknown)
    assert found["GetObjectLockConfiguration"].plain == LOCKED


def test_is_made_where_the_other_call_lacks_its_parameters(answers: Answers) -> None:
    unasked = dataclasses.replace(VERSIONING, parameters={"Bucket": "NoSuchEntry"})
    assert entries(answers, {}, (unasked, LOCK))["GetObjectLockConfiguration"].plain == LOCKED


@pytest.mark.parametrize(
    "calls",
    [
        (LOCK,),
        (VERSIONING, dataclasses.replace(LOCK, given="GetBucketVersionning.Status")),
        (dataclasses.replace(VERSIONING, given="GetBucketPolicy.Policy"), POLICY, LOCK),
        (VERSIONING, dataclasses.replace(VERSIONING, parameters={"Bucket": "Other"}), LOCK),
    ],
    ids=["left out", "mistyped", "waits itself", "several"],
)
def test_one_that_no_single_answer_decides_is_a_mistake(calls: tuple[Call, ...]) -> None:
    with pytest.raises(ValueError, match=r"is made for what GetBucketVersion.* tells, and that is not"):
        check_plan([Collected(BUCKET.type, BUCKET.listing, calls)])


@pytest.mark.parametrize(
    ("versioning", "asked", "expected"),
    [({}, 0, (False, 0)), ({"Status": "Enabled"}, 1, (True, 1)), ({"Status": "Suspended"}, 1, (True, 1))],
)
def test_bucket_that_never_kept_versions_is_not_asked_for_locks_and_copies(
    answers: Answers, versioning: dict[str, str], asked: int, expected: tuple[bool, int]
) -> None:
    rule = {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::other"}}
    replication = {"ReplicationConfiguration": {"Role": "arn:aws:iam::123456789012:role/r", "Rules": [rule]}}
    estate = read(
        answers,
        s3.Bucket,
        s3__ListBuckets={"Buckets": [{"Name": "b"}]},
        s3__GetBucketVersioning=versioning,
        s3__GetObjectLockConfiguration=LOCKED,
        s3__GetBucketReplication=replication,
    )
    (bucket,) = estate.of(s3.Bucket)
    assert (bucket.object_lock, len(bucket.replications)) == expected
    assert answers.count("GetObjectLockConfiguration") == answers.count("GetBucketReplication") == asked


def test_the_call_that_decides_comes_along() -> None:
    (plan,) = [
        each
        for each in collection_plan({s3.Bucket}, frozenset({"object_lock"}))
        if each.type == s3.Bucket.canonical_type
    ]
    assert {call.operation for call in plan.calls} == {"GetObjectLockConfiguration", "GetBucketVersioning"}
