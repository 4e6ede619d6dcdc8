"""What IAM answers becomes resources: what roles and users are used for, which takes a job to find out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_aisec.aws import iam
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.calls import Call, Collected
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources.live import calls as live_calls
from pytest_aisec.sources.live.permissions import permissions
from pytest_aisec.sources.live.plan import check_plan
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")

THEN = datetime(2026, 1, 2, tzinfo=UTC)
PATH = "arn:aws:iam::123456789012:"
DATES = {"JobCreationDate": THEN, "JobCompletionDate": THEN}
PRINCIPALS = {
    "RoleDetailList": [
        {"Arn": f"{PATH}role/used", "RoleName": "used", "RoleLastUsed": {"LastUsedDate": THEN}},
        {"Arn": f"{PATH}role/idle", "RoleName": "idle", "RoleLastUsed": {}},
    ],
    "UserDetailList": [{"Arn": f"{PATH}user/ann", "UserName": "ann"}],
}
ENTRY = {"ServiceName": "Amazon Bedrock", "ServiceNamespace": "bedrock"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_calls, "PAUSES", (0.0, 0.0))


def started(parameters: dict[str, Any]) -> dict[str, Any]:
    """A job for each principal, whose name its id begins with."""
    return {"JobId": f"{parameters['Arn'].rpartition('/')[2]:-<36}"}


def found_out(parameters: dict[str, Any]) -> dict[str, Any]:
    """What a job has found: only one role was used."""
    used = {"LastAuthenticated": THEN} if parameters["JobId"].startswith("used-") else {}
    return {"JobStatus": "COMPLETED", **DATES, "ServicesLastAccessed": [{**ENTRY, **used}]}


def given(answers: Answers, job: Any, report: Any) -> Inventory:
    return read(
        answers,
        iam.UsedRole,
        iam.UsedUser,
        iam__GetAccountAuthorizationDetails=PRINCIPALS,
        iam__GenerateServiceLastAccessedDetails=job,
        iam__GetServiceLastAccessedDetails=report,
    )


def roles(estate: Inventory) -> dict[str, iam.UsedRole]:
    return {each.address.rpartition("/")[2]: each.seen_as(iam.UsedRole) for each in estate.of(iam.Role)}


def test_each_is_told_what_its_own_job_found(answers: Answers) -> None:
    estate = given(answers, started, found_out)
    found = roles(estate)
    assert {name: [(each.name, each.last_used) for each in role.used_services] for name, role in found.items()} == {
        "used": [("bedrock", THEN)],
        "idle": [("bedrock", None)],
    }
    assert {name: role.last_used for name, role in found.items()} == {"used": THEN, "idle": None}
    assert found["used"].usage_job == f"{'used':-<36}"
    (ann,) = estate.of(iam.User)
    assert [(each.name, each.last_used) for each in ann.seen_as(iam.UsedUser).used_services] == [("bedrock", None)]
    assert answers.count("GenerateServiceLastAccessedDetails") == answers.count("GetServiceLastAccessedDetails") == 3


def test_a_job_is_waited_for(answers: Answers) -> None:
    waiting = {"JobStatus": "IN_PROGRESS", **DATES, "ServicesLastAccessed": []}
    told: list[str] = []

    def report(parameters: dict[str, Any]) -> dict[str, Any]:
        told.append(parameters["JobId"])
        return found_out(parameters) if told.count(parameters["JobId"]) > 1 else waiting

    assert [each.last_used for each in roles(given(answers, started, report))["used"].used_services] == [THEN]
    assert answers.count("GetServiceLastAccessedDetails") == 6


def test_what_a_job_never_tells_is_not_known(answers: Answers) -> None:
    told = {"JobStatus": "IN_PROGRESS", **DATES, "ServicesLastAccessed": []}
    found = roles(given(answers, started, told))["used"]
    with pytest.raises(Undetermined, match="NotReady: iam:GetServiceLastAccessedDetails"):
        _ = list(found.used_services)
    assert found.last_used == THEN


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (
            {"Error": {"Code": "ServiceError", "Message": "try later"}},
            r"ServiceError: iam:\w+ \(try later\)",
        ),
        ({}, "JobFailed: iam:GetServiceLastAccessedDetails"),
    ],
)
def test_a_job_that_failed_is_not_waited_for(answers: Answers, told: dict[str, Any], reason: str) -> None:
    found = roles(given(answers, started, {"JobStatus": "FAILED", **DATES, "ServicesLastAccessed": [], **told}))["used"]
    with pytest.raises(Undetermined, match=reason):
        _ = list(found.used_services)
    assert answers.count("GetServiceLastAccessedDetails") == 3


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        (Refusal("AccessDenied", status=403), "AccessDenied: iam:GenerateServiceLastAccessedDetails"),
        ({}, "iam:GenerateServiceLastAccessedDetails did not tell GenerateServiceLastAccessedDetails.JobId"),
    ],
)
def test_without_a_job_nothing_is_known(answers: Answers, job: Any, reason: str) -> None:
    found = roles(given(answers, job, found_out))["used"]
    with pytest.raises(Undetermined, match=reason):
        _ = list(found.used_services)
    assert answers.count("GetServiceLastAccessedDetails") == 0


def plan(kind: type, name: str) -> Collected:
    (found,) = [each for each in collection_plan({kind}, frozenset({name})) if each.type == "AWS::IAM::Role"]
    return found


def test_jobs_are_made_only_for_who_reads_them() -> None:
    assert plan(iam.UsedRole, "last_used").calls == plan(iam.Role, "used_services").calls == ()
    assert permissions([plan(iam.UsedRole, "used_services")]) == (
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetServiceLastAccessedDetails",
    )


@pytest.mark.parametrize(("ready", "failed"), [("Role ==", ""), ("Role", "Role ==")])
def test_a_condition_that_is_no_path_is_refused(ready: str, failed: str) -> None:
    collected = plan(iam.Role, "has_boundary")
    asked = Call("iam", "GetRole", {"RoleName": "RoleName"}, ready=ready, failed=failed)
    with pytest.raises(ValueError, match="is not a JMESPath expression"):
        check_plan([Collected(collected.type, collected.listing, (asked,))])
