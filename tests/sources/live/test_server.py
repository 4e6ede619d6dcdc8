"""Against a real moto server: sockets, AWS_ENDPOINT_URL, HTML errors, a server that fails now and then."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import botocore.retries.standard
import pytest

from pytest_aisec.sources.live import LiveSource, whole
from pytest_aisec.values import unknown_parts
from tests.sources.live.plans import BUCKET, FLOW_LOG, GUARDRAIL, KEY, VPC
from tests.sources.live.server import Asked, Reply, Server, labelled, serve


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(botocore.retries.standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
    with serve() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


def test_an_endpoint_override_is_followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    names = [f"bucket-{number:02}" for number in range(12)]
    for name in names:
        boto3.client("s3").create_bucket(Bucket=name)
    boto3.client("kms").create_key(Description="weights")
    contents = LiveSource(None, (), [BUCKET, KEY, VPC, FLOW_LOG, GUARDRAIL], threads=8).read()
    buckets = [each for each in contents.declarations if each.type == BUCKET.type]
    assert [each.address for each in buckets if each.address in names] == names
    assert not any(list(unknown_parts(each.body)) for each in buckets)
    descriptions = [each.body.plain for each in contents.declarations if each.type == KEY.type]
    assert "weights" in [each["Description"] for each in descriptions if isinstance(each, dict)]
    (unread,) = contents.unread
    assert unread.types == frozenset({GUARDRAIL.type}), "what the stand-in lacks is not an empty list"
    assert unread.reason.startswith("500: bedrock:ListGuardrails in us-east-1 (")
    assert "<" not in unread.reason
    assert contents.facts["regions reached"] == "us-east-1"


@pytest.mark.parametrize("status", [503, 500])
def test_a_server_that_fails_now_and_then_costs_time_and_nothing_else(server: Server, status: int) -> None:
    for number in range(12):
        boto3.client("s3").create_bucket(Bucket=f"steady-{number:02}")
    steady = LiveSource(None, (), [BUCKET, VPC, FLOW_LOG], threads=8).read()
    failed: list[str] = []

    def once(asked: Asked) -> Reply | None:
        if asked.attempt > 1:
            return None
        failed.append(asked.environment["PATH_INFO"])
        return Reply(status)

    server.faults.append(once)
    shaky = LiveSource(None, (), [BUCKET, VPC, FLOW_LOG], threads=8).read()
    assert len(failed) == int(steady.facts["calls"])
    assert shaky.unread == steady.unread == ()
    assert [str(each) for one in shaky.declarations for each in unknown_parts(one.body)] == []
    assert shaky.declarations == steady.declarations


def test_a_server_that_refuses_one_operation_hides_only_that(server: Server) -> None:
    boto3.client("s3").create_bucket(Bucket="policy-denied")
    server.faults.append(lambda asked: Reply(403) if asked.environment["QUERY_STRING"] == "policy" else None)
    contents = LiveSource(None, (), [BUCKET], threads=8).read()
    assert contents.unread == ()
    for declaration in contents.declarations:
        assert [str(each) for each in unknown_parts(declaration.body)] == [
            "AccessDenied: s3:GetBucketPolicy (s3:GetBucketPolicy)"
        ]


CUT = Reply(200, body=b'{"Keys": [' + b" " * 200, cut=100)
FOREIGN = Reply(200, body=b"<html>log in to the wireless network</html>")


@pytest.mark.parametrize("reply", [CUT, FOREIGN])
def test_an_answer_that_is_not_whole_is_asked_for_again(
    server: Server, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    monkeypatch.setattr(whole, "PAUSE", 0)
    boto3.client("kms").create_key()
    steady = LiveSource(None, (), [KEY], session=labelled).read()
    server.faults.append(lambda asked: reply if asked.operation == "kms:ListKeys" and asked.attempt == 1 else None)
    assert LiveSource(None, (), [KEY], session=labelled).read().declarations == steady.declarations != ()


@pytest.mark.parametrize("reply", [CUT, FOREIGN])
def test_an_answer_that_is_never_whole_is_no_answer(
    server: Server, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    monkeypatch.setattr(whole, "PAUSE", 0)
    server.faults.append(lambda asked: reply if asked.operation == "kms:ListKeys" else None)
    (unread,) = LiveSource(None, (), [KEY], session=labelled).read().unread
    assert unread.reason.startswith("CutShortError: kms:ListKeys in us-east-1 (the answer was cut short or is not")
