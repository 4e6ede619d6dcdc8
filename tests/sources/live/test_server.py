"""Against a real moto server: sockets, AWS_ENDPOINT_URL, HTML errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pytest_aisec.sources.live import LiveSource
from pytest_aisec.values import Unknown
from tests.sources.live.plans import BUCKET, FLOW_LOG, GUARDRAIL, KEY, VPC


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    yield f"http://{host}:{port}"
    server.stop()


def test_an_endpoint_override_is_followed(server: str) -> None:
    free = boto3.Session()
    names = [f"bucket-{number:02}" for number in range(12)]
    for name in names:
        free.client("s3").create_bucket(Bucket=name)
    free.client("kms").create_key(Description="weights")
    contents = LiveSource(None, (), [BUCKET, KEY, VPC, FLOW_LOG, GUARDRAIL], threads=8).read()
    buckets = [each for each in contents.declarations if each.type == BUCKET.type]
    assert [each.address for each in buckets] == names
    assert not any(isinstance(part.value, Unknown) for each in buckets for part in each.body.value.values())  # type: ignore[union-attr]
    (key,) = [each for each in contents.declarations if each.type == KEY.type]
    assert key.body.plain["Description"] == "weights"  # type: ignore[index]
    (unread,) = contents.unread
    assert unread.types == frozenset({GUARDRAIL.type}), "what the stand-in lacks is not an empty list"
    assert contents.facts["regions reached"] == "us-east-1"
