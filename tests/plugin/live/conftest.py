"""An account at a server in this process, and the plugin run against it."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import botocore.retries.standard
import pytest
from botocore.endpoint import Endpoint
from moto.backends import ALT_SERVICE_NAMES, get_backend
from moto.moto_api._internal.models import moto_api_backend

import pytest_aisec.sources.live.aws
import pytest_aisec.sources.live.organization
from pytest_aisec.model.reads import collection_plan
from tests.plugin.conftest import Project
from tests.sources.live.server import Server, labelled, serve

POLICIES = """
def test_acls(bucket: s3.Bucket): assert bucket.public_acls_blocked
def test_names(bucket: s3.Bucket): assert bucket["Name"].startswith("models-")
def test_egress(vpc: ec2.Vpc): assert vpc["IsDefault"] or vpc.flow_logs
def test_direct(notebook: sagemaker.NotebookInstance): assert not notebook.direct_internet_access
"""
BUCKETS = ("models-a", "models-b", "models-c")
NOTEBOOKS = ("notebook-a", "notebook-b", "notebook-c", "notebook-d")


@pytest.fixture(scope="session")
def backends() -> None:
    """Have every service of the server imported.

    Runs inside this process forget what they import: each would import them again, and the memory would be kept.
    """
    for service in sorted({collected.listing.service for collected in collection_plan(None)}):
        name = service.replace("-", "")
        with contextlib.suppress(ImportError, AttributeError):
            get_backend(name)  # type: ignore[call-overload]
            importlib.import_module(f"moto.{ALT_SERVICE_NAMES.get(name, name)}.urls")


@pytest.fixture
def server(backends: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    """The account's server; requests to anything else fail the test."""
    elsewhere: list[str] = []
    send = Endpoint._send  # type: ignore[attr-defined]

    def only_loopback(self: Endpoint, request: object) -> object:
        url: str = request.url  # type: ignore[attr-defined]
        if urlsplit(url).hostname != "127.0.0.1":
            elsewhere.append(url)
            raise ConnectionRefusedError(url)
        return send(self, request)

    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with serve() as running:
        values = {
            "AWS_ENDPOINT_URL": running.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": str(tmp_path / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
            "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
        }
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        monkeypatch.setattr(Endpoint, "_send", only_loopback)
        monkeypatch.setattr(botocore.retries.standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
        for module in (pytest_aisec.sources.live.aws, pytest_aisec.sources.live.organization):
            monkeypatch.setattr(module, "plain_session", labelled)
        moto_api_backend.reset()
        yield running
        moto_api_backend.reset()
    assert elsewhere == []


@pytest.fixture
def live(project: Project, server: Server) -> Project:
    """A project without files but with policies, and an account with three buckets, three notebooks and a VPC."""
    (project.path / "main.tf").unlink()
    project.policies("from pytest_aisec.aws import sagemaker\n" + POLICIES)
    s3, sagemaker = boto3.client("s3"), boto3.client("sagemaker")
    for name in BUCKETS:
        s3.create_bucket(Bucket=name)
        s3.put_public_access_block(
            Bucket=name, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": True}
        )
    for name in NOTEBOOKS:
        sagemaker.create_notebook_instance(
            NotebookInstanceName=name,
            InstanceType="ml.t3.medium",
            RoleArn="arn:aws:iam::123456789012:role/notebook",
            DirectInternetAccess="Disabled",
        )
    server.asked.clear()
    return project
