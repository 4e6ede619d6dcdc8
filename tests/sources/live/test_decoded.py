"""Listings that need a first call, hold a file, or ask two services for operations of one name."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live import calls as live_calls
from pytest_aisec.sources.live.permissions import permissions
from pytest_aisec.sources.live.plan import check_plan
from pytest_aisec.sources.source import Contents
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.plans import BUCKET

pytestmark = pytest.mark.usefixtures("account")
REPORT = Collected(
    "iam:CredentialReportRow",
    Listing(
        "iam",
        "GetCredentialReport",
        "Content",
        "arn",
        scope="account",
        decoded="csv",
        first=Call("iam", "GenerateCredentialReport"),
        ready="State == 'COMPLETE'",
    ),
)
BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_calls, "PAUSES", (0.0, 0.0, 0.0))


def read(answers: Answers, *plan: Collected) -> Contents:
    return LiveSource(None, ["us-east-1", "eu-west-1"], plan, session=answers.session, threads=4).read()


def reasons(contents: Contents) -> list[str]:
    assert contents.declarations == ()
    assert all(each.types == frozenset({REPORT.type}) for each in contents.unread)
    return [each.reason for each in contents.unread]


def test_the_report_is_waited_for_and_its_rows_are_resources(answers: Answers) -> None:
    boto3.client("iam").create_user(UserName="ann")
    contents = read(answers, REPORT)
    assert contents.unread == ()
    (ann,) = [each for each in contents.declarations if each.address.endswith(":user/ann")]
    row: Any = ann.body.plain
    assert (ann.type, row["user"], row["mfa_active"]) == (REPORT.type, "ann", "false")
    assert answers.count("GenerateCredentialReport") == 2, "moto has started it at first"
    assert answers.count("GetCredentialReport") == 1, "once for the account"


def test_a_report_that_never_gets_ready_is_unread(answers: Answers) -> None:
    answers.give("iam", "GenerateCredentialReport", {"State": "INPROGRESS"})
    assert reasons(read(answers, REPORT)) == [
        "NotReady: iam:GenerateCredentialReport in us-east-1 (not after 0 seconds)"
    ]
    assert answers.count("GenerateCredentialReport") == 4
    assert answers.count("GetCredentialReport") == 0


def test_a_refused_first_call_is_unread(answers: Answers) -> None:
    answers.give("iam", "GenerateCredentialReport", Refusal("AccessDenied", status=403))
    contents = read(answers, REPORT)
    assert reasons(contents) == ["AccessDenied: iam:GenerateCredentialReport in us-east-1"]
    assert contents.facts["could not see"] == "1"


def test_a_refused_report_is_unread(answers: Answers) -> None:
    answers.give("iam", "GenerateCredentialReport", {"State": "COMPLETE"})
    answers.give("iam", "GetCredentialReport", Refusal("ReportExpired", status=410))
    (reason,) = reasons(read(answers, REPORT))
    assert reason.startswith("ReportExpired: iam:GetCredentialReport")


@pytest.mark.parametrize("content", [b"user,arn\nann", b"\xff\xfe", b"", b'user,arn\n"ann,a'])
def test_a_broken_table_is_unread(answers: Answers, content: bytes) -> None:
    answers.give("iam", "GenerateCredentialReport", {"State": "COMPLETE"})
    answers.give("iam", "GetCredentialReport", {"Content": content})
    (reason,) = reasons(read(answers, REPORT))
    assert reason.startswith("UnexpectedAnswer: iam:GetCredentialReport")


def test_both_steps_are_in_the_printed_policy() -> None:
    assert permissions([REPORT]) == ("iam:GenerateCredentialReport", "iam:GetCredentialReport")


def test_an_unknown_decoding_is_refused() -> None:
    listing = Listing("iam", "GetCredentialReport", "Content", "arn", decoded="tsv")
    with pytest.raises(ValueError, match="nothing decodes 'tsv'"):
        check_plan([Collected(REPORT.type, listing)])


def test_two_services_have_an_operation_of_one_name(answers: Answers) -> None:
    s3 = boto3.client("s3")
    for name in ("one", "two"):
        s3.create_bucket(Bucket=name)
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={**BLOCK, "BlockPublicAcls": False})
    boto3.client("s3control").put_public_access_block(AccountId="123456789012", PublicAccessBlockConfiguration=BLOCK)
    bucket_call = Call("s3", "GetPublicAccessBlock", {"Bucket": "Name"})
    account = Call("s3control", "GetPublicAccessBlock", {"AccountId": "$source.Account"}, kept_as="AccountAccessBlock")
    contents = read(answers, Collected(BUCKET.type, BUCKET.listing, (bucket_call, account)))
    declared = contents.declarations[0].body
    body: Any = declared.plain
    blocks = [body[name]["PublicAccessBlockConfiguration"] for name in ("GetPublicAccessBlock", "AccountAccessBlock")]
    assert [block["BlockPublicAcls"] for block in blocks] == [False, True]
    assert sum(service == "s3control" for service, *_ in answers.asked) == 1, "once, for all buckets"
    assert isinstance(declared.value, dict)
    assert declared.value["AccountAccessBlock"].location.api == "s3control:GetPublicAccessBlock"
