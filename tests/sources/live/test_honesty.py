"""What could not be seen is unknown or unread, with the reason; never empty, never a default."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import botocore.retries.standard
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from urllib3.exceptions import NewConnectionError

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.calls import Answer, Calls, request
from pytest_aisec.sources.live.journal import Journal
from pytest_aisec.sources.live.session import Clients
from pytest_aisec.sources.source import Contents
from pytest_aisec.values import Unknown, unknown_parts
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.plans import BUCKET, DATA_SOURCE, FLOW_LOG, GUARDRAIL, KEY, KNOWLEDGE_BASE, VPC

pytestmark = pytest.mark.usefixtures("account")


def read(answers: Answers, plan: Sequence[Collected], *regions: str) -> Contents:
    return LiveSource(None, regions or ("us-east-1",), plan, session=answers.session, threads=4).read()


def entries(contents: Contents) -> Any:
    (declaration,) = contents.declarations
    return declaration.body.plain


@pytest.fixture
def _bucket(account: None) -> None:
    boto3.client("s3").create_bucket(Bucket="training")


@pytest.mark.usefixtures("_bucket")
@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Refusal("AccessDenied", status=403), "AccessDenied: s3:GetBucketPolicy"),
        (Refusal("AccessDeniedException", status=403), "AccessDenied: s3:GetBucketPolicy"),
        (Refusal("UnauthorizedOperation", status=403), "AccessDenied: s3:GetBucketPolicy"),
        (Refusal("404", "Not Found", 404), "404: s3:GetBucketPolicy (Not Found)"),
        (Refusal("NoSuchBucket", "gone", 404), "NoSuchBucket: s3:GetBucketPolicy (gone)"),
        (Refusal("SlowDown", "later", 503), "SlowDown: s3:GetBucketPolicy (later)"),
        (NotImplementedError("not in moto"), "NotImplementedError: s3:GetBucketPolicy (not in moto)"),
        (ReadTimeoutError(endpoint_url="https://s3"), "ReadTimeoutError: s3:GetBucketPolicy"),
        (KeyError("state"), "KeyError: s3:GetBucketPolicy"),
    ],
)
def test_a_failed_call_is_an_unknown_answer(answers: Answers, failure: Any, reason: str) -> None:
    answers.give("s3", "GetBucketPolicy", failure)
    contents = read(answers, [BUCKET])
    assert contents.unread == ()
    answer = entries(contents)["GetBucketPolicy"]
    assert isinstance(answer, Unknown)
    assert answer.reason.startswith(reason)
    assert entries(contents)["GetBucketVersioning"] == {}


@pytest.mark.usefixtures("_bucket")
def test_only_the_listed_codes_mean_not_configured(answers: Answers) -> None:
    answers.give("s3", "GetBucketPolicy", Refusal("NoSuchBucketPolicy", status=404))
    answers.give("s3", "GetBucketVersioning", Refusal("NoSuchBucketPolicy", status=404))
    found = entries(read(answers, [BUCKET]))
    assert found["GetBucketPolicy"] == {}
    assert isinstance(found["GetBucketVersioning"], Unknown)


def test_one_of_several_calls_of_one_operation_may_fail(answers: Answers) -> None:
    calls = [
        Call("ec2", "DescribeVpcAttribute", {"VpcId": "VpcId", "Attribute": f"={name}"})
        for name in ("enableDnsSupport", "enableDnsHostnames")
    ]
    denied = {"enableDnsHostnames": Refusal("UnauthorizedOperation")}
    answers.give("ec2", "DescribeVpcAttribute", lambda asked: denied.get(asked["Attribute"]))
    found = entries(read(answers, [Collected(VPC.type, VPC.listing, tuple(calls))]))["DescribeVpcAttribute"]
    assert found["EnableDnsSupport"] == {"Value": True}
    assert isinstance(found["EnableDnsHostnames"], Unknown)


def test_a_failed_description_hides_all_that_it_would_have_said(answers: Answers) -> None:
    boto3.client("kms").create_key()
    answers.give("kms", "DescribeKey", Refusal("AccessDeniedException", status=403))
    found = entries(read(answers, [KEY]))
    assert isinstance(found["KeyId"], str), "the listing said it"
    for name in ("KeyManager", "Origin", "MultiRegion", "KeyState"):
        assert isinstance(found[name], Unknown)
        assert found[name].reason == "AccessDenied: kms:DescribeKey"
    assert found["GetKeyRotationStatus"]["KeyRotationEnabled"] is False


def test_an_unknown_parameter_makes_an_unknown_answer(answers: Answers) -> None:
    boto3.client("kms").create_key()
    answers.give("kms", "DescribeKey", Refusal("AccessDeniedException", status=403))
    call = Call("kms", "ListGrants", {"KeyId": "Description"})
    found = entries(read(answers, [Collected(KEY.type, KEY.listing, (call,))]))
    assert found["ListGrants"].reason == "AccessDenied: kms:DescribeKey"


def test_an_address_that_only_the_description_tells_is_unread_without_it(answers: Answers) -> None:
    boto3.client("kms").create_key()
    answers.give("kms", "DescribeKey", Refusal("AccessDeniedException", status=403))
    listing = type(KEY.listing)(**{**vars(KEY.listing), "id": "Arn"})
    contents = read(answers, [Collected(KEY.type, listing)])
    assert contents.declarations == ()
    (unread,) = contents.unread
    assert "AccessDenied: kms:DescribeKey" in unread.reason
    assert unread.types == frozenset({"AWS::KMS::Key"})


def test_a_denied_listing_is_unread(answers: Answers) -> None:
    answers.give("ec2", "DescribeFlowLogs", Refusal("UnauthorizedOperation", status=403))
    contents = read(answers, [VPC, FLOW_LOG])
    (unread,) = contents.unread
    assert unread.reason == "AccessDenied: ec2:DescribeFlowLogs in us-east-1"
    assert unread.types == frozenset({"AWS::EC2::FlowLog"})
    assert unread.location.api == "ec2:DescribeFlowLogs"
    assert [each.type for each in contents.declarations] == ["AWS::EC2::VPC"]
    assert contents.facts["calls AccessDenied"] == "1"


def test_a_listing_that_the_stand_in_lacks_is_unread(answers: Answers) -> None:
    (unread,) = read(answers, [GUARDRAIL]).unread
    assert unread.reason.startswith("NotImplementedError: bedrock:ListGuardrails in us-east-1")


def test_what_is_listed_per_resource_is_unread_with_it(answers: Answers) -> None:
    answers.give("bedrock-agent", "ListKnowledgeBases", Refusal("AccessDeniedException", status=403))
    (unread,) = read(answers, [KNOWLEDGE_BASE, DATA_SOURCE]).unread
    assert unread.types == frozenset({KNOWLEDGE_BASE.type, DATA_SOURCE.type})
    assert unread.reason == "AccessDenied: bedrock-agent:ListKnowledgeBases in us-east-1"


def test_a_pagination_that_breaks_half_way_keeps_what_came_and_says_so(answers: Answers) -> None:
    def pages(asked: dict[str, Any]) -> Any:
        if "Marker" in asked:
            return Refusal("ThrottlingException")
        key = {"KeyId": "k", "KeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}
        return {"Keys": [key], "NextMarker": "more", "Truncated": True}

    answers.give("kms", "ListKeys", pages)
    answers.give("kms", "DescribeKey", Refusal("AccessDeniedException"))
    contents = read(answers, [KEY])
    assert [each.address for each in contents.declarations] == ["arn:aws:kms:us-east-1:123456789012:key/k"]
    (unread,) = contents.unread
    assert unread.reason.startswith("ThrottlingException: kms:ListKeys in us-east-1")
    assert unread.reason.endswith("after a part was read")


def unreachable(service: str, cause: BaseException | None = None) -> EndpointConnectionError:
    return EndpointConnectionError(endpoint_url=f"https://{service}.example", error=cause)


def no_such_host() -> NewConnectionError:
    error = NewConnectionError(None, "no")  # type: ignore[arg-type]
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return error


def test_a_service_that_cannot_be_reached_is_one_entry_and_is_not_asked_again(answers: Answers) -> None:
    answers.give("ec2", "DescribeVpcs", unreachable("ec2"))
    answers.give("ec2", "DescribeFlowLogs", unreachable("ec2"))
    with ThreadPoolExecutor(1) as one:
        calls = Calls(Clients(answers.session(), 1), one)
        given: list[Answer] = []
        for operation in ("DescribeVpcs", "DescribeFlowLogs"):
            calls.ask(request("ec2", operation, "us-east-1", {}), given.append)
            calls.run()
    assert [answer.failure is not None and answer.failure.action for answer in given] == [
        "ec2:DescribeVpcs",
        "ec2:DescribeFlowLogs",
    ]
    assert answers.count("DescribeFlowLogs") == 0
    (unread,) = read(answers, [VPC, FLOW_LOG]).unread
    assert unread.types == frozenset({VPC.type, FLOW_LOG.type})
    assert "EndpointConnectionError" in unread.reason


INDEX = Collected("AWS::Kendra::Index", Listing("kendra", "ListIndices", "IndexConfigurationSummaryItems", "Id"))


@pytest.mark.parametrize("region", ["eu-north-1", "cn-north-1"])
def test_a_service_that_a_region_does_not_have_hides_nothing(answers: Answers, region: str) -> None:
    answers.give("kendra", "ListIndices", unreachable("kendra", no_such_host()))
    contents = read(answers, [INDEX], region)
    assert contents.unread == ()
    assert contents.facts["not offered"] == f"kendra in {region}"
    assert "could not see" not in contents.facts


def test_an_endpoint_for_fips_that_does_not_exist_is_no_witness(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    answers.give("sts", "GetCallerIdentity", {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/a"})
    answers.give("kendra", "ListIndices", unreachable("kendra", no_such_host()))
    assert read(answers, [INDEX], "eu-north-1").unread[0].types == frozenset({INDEX.type})


def kept(answers: Answers, plan: Sequence[Collected], journal: Path) -> Contents:
    """What is read with a journal in eu-north-1."""
    with closing(Journal(journal, plan, [])) as found:
        return LiveSource(None, ("eu-north-1",), plan, session=answers.session, journal=found).read()


def test_a_part_without_a_service_that_its_region_does_not_have_is_finished(answers: Answers, tmp_path: Path) -> None:
    answers.give("kendra", "ListIndices", unreachable("kendra", no_such_host()))
    first = kept(answers, [INDEX, VPC], tmp_path / "j")
    again = kept(answers, [INDEX, VPC], tmp_path / "j")
    assert answers.count("DescribeVpcs") == answers.count("ListIndices") == 1
    assert again.declarations == first.declarations != ()
    assert again.unread == first.unread == ()
    assert again.facts["not offered"] == first.facts["not offered"]


@pytest.mark.parametrize("error", [Refusal("ExpiredToken"), unreachable("kms"), NoCredentialsError()])
def test_a_part_in_which_the_caller_was_not_let_in_to_the_end_is_not_finished(
    answers: Answers, tmp_path: Path, error: Any
) -> None:
    boto3.client("kms", region_name="eu-north-1").create_key()
    answers.give("kms", "GetKeyRotationStatus", error)
    first = kept(answers, [KEY], tmp_path / "j")
    assert len(first.declarations) == 1
    del answers.given["kms", "GetKeyRotationStatus"]
    again = kept(answers, [KEY], tmp_path / "j")
    assert not any(unknown_parts(again.declarations[0].body))


@pytest.mark.parametrize(
    ("region", "error"),
    [("eu-north-1", unreachable("kendra")), ("us-east-1", unreachable("kendra", no_such_host()))],
)
def test_one_witness_is_not_enough(answers: Answers, region: str, error: Exception) -> None:
    answers.give("kendra", "ListIndices", error)
    assert read(answers, [INDEX], region).unread[0].types == frozenset({INDEX.type})


MACIE = Listing(
    "macie2", "GetMacieSession", "[@]", "serviceRole", absent=("AccessDeniedException: Macie is not enabled",)
)


@pytest.mark.parametrize(("message", "seen"), [("Macie is not enabled.", True), ("User: x is not authorized", False)])
def test_a_code_with_two_meanings_is_told_by_its_words(answers: Answers, message: str, seen: bool) -> None:
    answers.give("macie2", "GetMacieSession", Refusal("AccessDeniedException", message, 403))
    contents = read(answers, [Collected("AWS::Macie::Session", MACIE)])
    assert contents.declarations == ()
    assert (contents.unread == ()) is seen


def test_a_region_that_is_not_enabled_is_one_entry() -> None:
    contents = LiveSource(None, ("us-east-1", CLOSED), [VPC, FLOW_LOG, BUCKET], session=closed_session).read()
    (unread,) = contents.unread
    assert unread.reason.startswith("ap-east-1 is not enabled or cannot be reached: InvalidClientTokenId")
    assert unread.types == frozenset({VPC.type, FLOW_LOG.type}), "buckets are listed elsewhere"
    assert contents.facts["regions reached"] == "us-east-1"
    assert [each.type for each in contents.declarations] == [VPC.type]


CLOSED = "ap-east-1"


def closed_session(profile: str | None) -> botocore.session.Session:
    def refuse(request: Any, **_: object) -> AWSResponse | None:
        if CLOSED not in request.url:
            return None
        text = (
            b"<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>invalid</Message></Error></ErrorResponse>"
        )
        return AWSResponse(request.url, 403, {}, Raw(text))  # type: ignore[arg-type]

    session = botocore.session.Session(profile=profile)
    session.get_component("event_emitter").register_first("before-send.*.*", refuse)
    return session


class Raw:
    def __init__(self, text: bytes) -> None:
        self._text = text

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._text


def test_throttling_is_retried_and_then_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botocore.retries.standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
    sent: list[str] = []
    text = b"<Response><Errors><Error><Code>Throttling</Code><Message>slow</Message></Error></Errors></Response>"

    def throttle(request: Any, **_: object) -> AWSResponse:
        sent.append(request.url)
        return AWSResponse(request.url, 400, {}, Raw(text))  # type: ignore[arg-type]

    def session(profile: str | None) -> botocore.session.Session:
        made = botocore.session.Session(profile=profile)
        made.get_component("event_emitter").register_first("before-send.ec2.DescribeVpcs", throttle)
        return made

    contents = LiveSource(None, ("us-east-1",), [VPC], session=session).read()
    assert len(sent) == 5
    assert contents.unread[0].reason.startswith("Throttling: ec2:DescribeVpcs in us-east-1 (slow")
