"""Parts of an account on other workers: the same result, whatever becomes of a worker."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import NoCredentialsError

from pytest_aisec.model.calls import Collected, Listing
from pytest_aisec.sources.live import LiveSource, Role, units
from pytest_aisec.sources.live.calls import Calls
from pytest_aisec.sources.live.failures import Kind
from pytest_aisec.sources.live.units import ATTEMPTS, Harvest, Unit, collect_unit
from pytest_aisec.sources.source import Contents
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.plans import BUCKET, FLOW_LOG, KEY, VPC

pytestmark = pytest.mark.usefixtures("account")
REGIONS = ("us-east-1", "eu-west-1", "ap-south-1")
PLAN = [BUCKET, VPC, FLOW_LOG, KEY]


class Unreliable(Executor):
    """Runs everything at once in this thread, unless the worker for a submission is lost; `submitted` are the units."""

    def __init__(self, lost: Callable[[int, Unit], Exception | None]) -> None:
        self._lost = lost
        self.submitted: list[Unit] = []

    def submit(self, function: Any, unit: Any, /, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        self.submitted.append(unit)
        error = self._lost(len(self.submitted), unit)
        future: Future[Any] = Future()
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(function(pickle.loads(pickle.dumps(unit))))
        return future


def read(executor: Executor | None, **options: Any) -> Contents:
    return LiveSource(None, REGIONS, PLAN, executor=executor, **options).read()


def stable(contents: Contents) -> tuple[object, ...]:
    """What does not depend on the time, nor on each worker's asking who it is."""
    other = {"started", "finished", "calls", "calls ok", "call sts:GetCallerIdentity"}
    facts = {key: value for key, value in contents.facts.items() if key not in other}
    return contents.declarations, contents.unread, facts


@pytest.fixture
def _seeded(account: None) -> None:
    for name in ("a", "b"):
        boto3.client("s3").create_bucket(Bucket=f"bucket-{name}")
    for region in REGIONS:
        boto3.client("kms", region_name=region).create_key()


@pytest.mark.usefixtures("_seeded")
def test_workers_find_what_one_process_finds() -> None:
    alone = read(None)
    assert len(alone.declarations) == 2 + len(REGIONS) * 2
    with ThreadPoolExecutor(2) as executor:
        assert stable(read(executor)) == stable(alone)
    whole = Unreliable(lambda *_: None)
    assert stable(read(whole)) == stable(alone)
    assert [(unit.place, unit.region) for unit in whole.submitted] == [
        (None, "us-east-1"),
        *enumerate(REGIONS),
    ]


@pytest.mark.usefixtures("_seeded")
def test_a_worker_that_dies_loses_nothing() -> None:
    shaky = Unreliable(lambda number, _unit: ConnectionError("gone") if number in {1, 3} else None)
    assert stable(read(shaky)) == stable(read(None))
    assert len(shaky.submitted) == 1 + len(REGIONS) + 2


@pytest.mark.usefixtures("_seeded")
def test_a_part_that_nobody_can_collect_is_unread() -> None:
    broken = Unreliable(lambda _number, unit: MemoryError("too large") if unit.region == "eu-west-1" else None)
    contents = read(broken)
    (unread,) = contents.unread
    assert unread.reason == "MemoryError: collecting eu-west-1 (too large); no worker could do it"
    assert unread.types == frozenset({VPC.type, FLOW_LOG.type, KEY.type})
    assert {each.address for each in contents.declarations if each.type == BUCKET.type} == {"bucket-a", "bucket-b"}
    assert sum(unit.region == "eu-west-1" for unit in broken.submitted) == ATTEMPTS


def _end() -> None:
    import os

    os._exit(1)


@pytest.mark.usefixtures("_seeded")
def test_a_pool_that_is_broken_is_no_empty_account() -> None:
    with ProcessPoolExecutor(1) as executor:
        with pytest.raises(Exception, match="terminated abruptly"):
            executor.submit(_end).result()
        contents = read(executor)
    assert contents.declarations == ()
    assert frozenset().union(*(each.types or () for each in contents.unread)) == {each.type for each in PLAN}


def test_a_worker_without_credentials_is_told_of(answers: Answers) -> None:
    answers.give("ec2", "DescribeVpcs", NoCredentialsError())
    unit = Unit(None, None, "us-east-1", 0, (VPC,), {}, 2, answers.session)
    (failed,) = collect_unit(unit).failed
    assert failed.failure.code == "NoCredentialsError"


def test_a_worker_whose_credentials_are_of_another_account_collects_nothing(answers: Answers) -> None:
    answers.give("sts", "GetCallerIdentity", {"Account": "444455556666", "Arn": "arn:aws:iam::444455556666:user/x"})
    answers.give("ec2", "DescribeVpcs", {"Vpcs": [{"VpcId": "vpc-1"}]})
    unit = Unit(None, None, "us-east-1", 0, (VPC,), {}, 2, answers.session, "111122223333")
    harvest = collect_unit(unit)
    assert harvest.found == []
    (failed,) = harvest.failed
    assert failed.failure.reason == (
        "OtherAccount: sts:GetCallerIdentity (the credentials of the worker are of 444455556666, those of this machine"
        " of 111122223333)"
    )
    assert failed.failure.kind is Kind.CREDENTIALS
    assert len(collect_unit(replace(unit, account="444455556666")).found) == 1


def test_a_worker_that_cannot_say_who_it_is_collects_nothing(answers: Answers) -> None:
    answers.give("sts", "GetCallerIdentity", Refusal("ServiceUnavailable", "later", 503))
    unit = Unit(None, None, "us-east-1", 0, (VPC,), {}, 2, answers.session, "111122223333")
    (failed,) = collect_unit(unit).failed
    assert failed.failure.code == "ServiceUnavailable"
    assert failed.failure.kind is Kind.CREDENTIALS


@pytest.mark.usefixtures("_seeded")
def test_workers_are_held_to_the_account_of_this_machine_unless_they_assume_a_role() -> None:
    sent = Unreliable(lambda *_: None)
    read(sent)
    assert {unit.account for unit in sent.submitted} == {"123456789012"}
    sent = Unreliable(lambda *_: None)
    read(sent, role=Role("arn:aws:iam::111122223333:role/audit"))
    assert {unit.account for unit in sent.submitted} == {""}


@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize(("theirs", "said"), [("0.0.1", "0.0.1"), ("", "of another time")])
def test_what_another_version_collected_is_not_taken(monkeypatch: pytest.MonkeyPatch, theirs: str, said: str) -> None:
    monkeypatch.setattr(units, "collect_unit", lambda _unit: Harvest(by=theirs))
    contents = read(Unreliable(lambda *_: None))
    assert contents.declarations == ()
    assert frozenset().union(*(each.types or () for each in contents.unread)) == {each.type for each in PLAN}
    assert f"OtherVersionError: collecting us-east-1 (the worker has pytest-aisec {said}, this machine " in str(
        [each.reason for each in contents.unread]
    )


def test_a_worker_that_may_not_assume_the_role_is_told_of(answers: Answers) -> None:
    answers.give("sts", "AssumeRole", Refusal("AccessDenied", "no", 403))
    role = Role("arn:aws:iam::111122223333:role/audit")
    (failed,) = collect_unit(Unit(None, role, "us-east-1", 0, (VPC,), {}, 2, answers.session)).failed
    assert failed.failure.action == "sts:AssumeRole"


@pytest.mark.usefixtures("_seeded")
def test_role_names_travel_and_credentials_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFNOBODY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret-of-nobody")
    sent = Unreliable(lambda *_: None)
    role = Role("arn:aws:iam::111122223333:role/audit")
    read(sent, role=role)
    for unit in sent.submitted:
        text = pickle.dumps(unit)
        assert b"role/audit" in text
        assert b"AKIA" not in text
        assert b"secret-of-nobody" not in text


def test_a_worker_makes_no_call_that_returns_secrets() -> None:
    secret = Collected("AWS::X::Secret", Listing("secretsmanager", "GetSecretValue", "[@]", "ARN"))
    with pytest.raises(ValueError, match="no source may call this"):
        collect_unit(Unit(None, None, "us-east-1", 0, (secret,), {}, 1))


@pytest.mark.parametrize("error", [NoCredentialsError(), MemoryError("too large")])
def test_clients_are_closed_however_it_ends(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def run(calls: Calls, *_: object) -> None:
        calls.client("ec2", "us-east-1")
        raise error

    monkeypatch.setattr(Calls, "run", run)
    closed: list[str] = []
    monkeypatch.setattr(BaseClient, "close", lambda client: closed.append(client.meta.region_name))
    unit = Unit(None, None, "us-east-1", 0, (VPC,), {}, 2, answers.session)
    with nullcontext() if isinstance(error, NoCredentialsError) else pytest.raises(MemoryError):
        collect_unit(unit)
    assert closed == ["us-east-1"]
