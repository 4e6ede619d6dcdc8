"""Against a real moto server: sockets, AWS_ENDPOINT_URL, HTML errors, a server that fails now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Thread
from typing import Any

import boto3
import botocore.retries.standard
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from pytest_aisec.sources.live import LiveSource
from pytest_aisec.values import unknown_parts
from tests.sources.live.plans import BUCKET, FLOW_LOG, GUARDRAIL, KEY, VPC

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


class Server:
    """A moto server whose requests a test may answer itself: `before` gives a status, or None to go on."""

    def __init__(self) -> None:
        self.before: Callable[[dict[str, Any]], str | None] = lambda _environment: None
        self._moto: Application = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        status = self.before(environment)
        if status is None:
            return self._moto(environment, start)
        environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
        start(status, [("Content-Type", "text/html"), ("Content-Length", "0")])
        return []


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    application = Server()
    listening = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Silent)
    thread = Thread(target=listening.serve_forever)
    thread.start()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listening.port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(botocore.retries.standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
    yield application
    listening.shutdown()
    thread.join()
    listening.server_close()


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


@pytest.mark.parametrize("status", ["503 Slow Down", "500 Internal Server Error"])
def test_a_server_that_fails_now_and_then_costs_time_and_nothing_else(server: Server, status: str) -> None:
    for number in range(12):
        boto3.client("s3").create_bucket(Bucket=f"steady-{number:02}")
    steady = LiveSource(None, (), [BUCKET, VPC, FLOW_LOG], threads=8).read()
    failed: list[str] = []

    def once(environment: dict[str, Any]) -> str | None:
        if "attempt=1" not in environment["HTTP_AMZ_SDK_REQUEST"]:
            return None
        failed.append(environment["PATH_INFO"])
        return status

    server.before = once
    shaky = LiveSource(None, (), [BUCKET, VPC, FLOW_LOG], threads=8).read()
    assert len(failed) == int(steady.facts["calls"])
    assert shaky.unread == steady.unread == ()
    assert [str(each) for one in shaky.declarations for each in unknown_parts(one.body)] == []
    assert shaky.declarations == steady.declarations


def test_a_server_that_refuses_one_operation_hides_only_that(server: Server) -> None:
    boto3.client("s3").create_bucket(Bucket="policy-denied")
    server.before = lambda environment: "403 Forbidden" if environment["QUERY_STRING"] == "policy" else None
    contents = LiveSource(None, (), [BUCKET], threads=8).read()
    assert contents.unread == ()
    for declaration in contents.declarations:
        assert [str(each) for each in unknown_parts(declaration.body)] == [
            "AccessDenied: s3:GetBucketPolicy (s3:GetBucketPolicy)"
        ]
