"""What answers instead of AWS (a proxy, a login page) tells nothing of an account, in whichever protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource, whole
from pytest_aisec.values import unknown_parts

pytestmark = pytest.mark.usefixtures("account")

LISTINGS = {
    "ec2": Listing("ec2", "DescribeVpcs", "Vpcs", "VpcId"),
    "query": Listing("sns", "ListTopics", "Topics", "TopicArn"),
    "rest-xml": Listing("s3", "ListBuckets", "Buckets", "Name"),
    "rest-xml with a payload": Listing("cloudfront", "ListDistributions", "DistributionList.Items", "Id"),
    "json": Listing("kms", "ListAliases", "Aliases", "AliasName"),
    "json of several protocols": Listing("cloudwatch", "DescribeAlarms", "MetricAlarms", "AlarmName"),
    "rest-json": Listing("lambda", "ListFunctions", "Functions", "FunctionName"),
}
FOREIGN = {
    "a page": b"<!DOCTYPE html><html><head><title>Log in</title></head><body>blocked</body></html>",
    "a page of XML": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>blocked</p></body></html>',
    "an error": b'{"error": "blocked", "policy": 7}',
    "a list": b"[]",
    "nothing": b"",
    "half an object": b'{"Aliases": [{"Alias',
}
TELLS_NOTHING = {
    "ec2": b'<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId></DescribeVpcsResponse>',
    "query": b"<ListTopicsResponse><ListTopicsResult/><ResponseMetadata/></ListTopicsResponse>",
    "rest-xml": b'<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
    "rest-xml with a payload": b"<DistributionList><IsTruncated>false</IsTruncated></DistributionList>",
    "json": b"{}",
    "json of several protocols": b'{"MetricAlarms": null}',
    "rest-json": b'{"Functions": []}',
}


def read(body: bytes, *listings: Listing, calls: tuple[Call, ...] = (), status: int = 200) -> Any:
    """What is read where every question but who is asking has this answer."""

    def session(profile: str | None) -> botocore.session.Session:
        made = botocore.session.Session(profile=profile)
        made.get_component("event_emitter").register_first("before-send.*.*", answer)
        return made

    def answer(request: Any, event_name: str, **_: object) -> AWSResponse | None:
        if event_name.startswith("before-send.sts"):
            return None
        return AWSResponse(request.url, status, {}, Raw(body))  # type: ignore[arg-type]

    plan = [Collected(f"AWS::Type::Of{number}", each, calls) for number, each in enumerate(listings)]
    return LiveSource(None, ("us-east-1",), plan, session=session).read()


class Raw:
    def __init__(self, text: bytes) -> None:
        self._text = text

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._text


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterable[None]:
    monkeypatch.setattr(whole, "PAUSE", 0)
    monkeypatch.setattr("pytest_aisec.sources.live.calls.PAUSE", 0)
    return ()


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_is_no_answer_of_the_service_is_no_empty_listing(foreign: str) -> None:
    contents = read(FOREIGN[foreign], *LISTINGS.values())
    unread = {name for each in contents.unread for name in each.types}
    assert unread == {f"AWS::Type::Of{number}" for number in range(len(LISTINGS))}
    assert contents.facts["could not see"] == str(len(LISTINGS))


def test_no_content_is_no_empty_listing() -> None:
    contents = read(b"", LISTINGS["json"], LISTINGS["rest-xml"], status=204)
    assert len(contents.unread) == 2


@pytest.mark.parametrize("protocol", TELLS_NOTHING)
def test_an_answer_of_the_service_that_lists_nothing_is_one(protocol: str) -> None:
    contents = read(TELLS_NOTHING[protocol], LISTINGS[protocol])
    assert contents.unread == contents.declarations == ()
    assert "could not see" not in contents.facts


@pytest.mark.parametrize("body", [FOREIGN["a page"], FOREIGN["nothing"], FOREIGN["a page of XML"]])
def test_what_is_no_document_is_no_policy(body: bytes) -> None:
    policy = Call("s3", "GetBucketPolicy", {"Bucket": "=models"}, absent=("NoSuchBucketPolicy",))
    bucket = Listing("sts", "GetCallerIdentity", "[@]", "Account")
    (declaration,) = read(body, bucket, calls=(policy,)).declarations
    assert "CutShortError: s3:GetBucketPolicy" in next(str(each) for each in unknown_parts(declaration.body))


def test_a_policy_is_one() -> None:
    policy = Call("s3", "GetBucketPolicy", {"Bucket": "=models"})
    bucket = Listing("sts", "GetCallerIdentity", "[@]", "Account")
    (declaration,) = read(b'{"Statement": []}', bucket, calls=(policy,)).declarations
    assert declaration.body.plain["GetBucketPolicy"] == {"Policy": '{"Statement": []}'}
