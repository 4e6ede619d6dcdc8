from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.endpoint import Endpoint
from moto import mock_aws

from pytest_aisec.sources.live import session
from tests.sources.live.answers import Answers


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test talks to anything but loopback, whatever swallows the error on the way."""
    attempts: list[str] = []
    send = Endpoint._send  # type: ignore[attr-defined]

    def refuse(self: Endpoint, request: Any) -> Any:
        if urlsplit(request.url).hostname in {"127.0.0.1", "localhost"}:
            return send(self, request)
        attempts.append(request.url)
        raise ConnectionRefusedError(request.url)

    monkeypatch.setattr(Endpoint, "_send", refuse)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(session, "_ASSUMED", {})
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ENDPOINT_URL", "AWS_RETRY_MODE"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert attempts == []


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account in moto, in this process."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with mock_aws():
        yield


@pytest.fixture
def answers() -> Answers:
    return Answers()
