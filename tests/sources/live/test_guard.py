"""Writes, secrets and presigned URLs through the guard: refused, and nothing happens."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import boto3
import botocore.session
import pytest

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import Guard, LiveSource, RefusedCall
from pytest_aisec.sources.live.session import guarded_session, plain_session
from tests.sources.live.plans import BUCKET, VPC

pytestmark = pytest.mark.usefixtures("account")
PERMITTED = (("ec2", "DescribeVpcs"), ("s3", "ListBuckets"), ("kms", "ListKeys"))


@pytest.fixture
def session() -> botocore.session.Session:
    return guarded_session(None, Guard(PERMITTED), plain_session)


def client(session: botocore.session.Session, service: str) -> Any:
    return session.create_client(service, region_name="us-east-1")


def test_declared_reads_pass(session: botocore.session.Session) -> None:
    assert client(session, "ec2").describe_vpcs()["Vpcs"]


@pytest.mark.parametrize(
    ("service", "attempt"),
    [
        ("ec2", lambda ec2: ec2.create_vpc(CidrBlock="10.0.0.0/16")),
        ("ec2", lambda ec2: ec2.describe_subnets()),
        ("s3", lambda s3: s3.create_bucket(Bucket="made")),
        ("s3", lambda s3: s3.put_object(Bucket="existing", Key="k", Body=b"text")),
        ("s3", lambda s3: s3.get_object(Bucket="existing", Key="k")),
        ("s3", lambda s3: s3.delete_bucket(Bucket="existing")),
        ("bedrock-runtime", lambda runtime: runtime.converse_stream(modelId="m")),
        ("bedrock-agent-runtime", lambda runtime: runtime.invoke_agent(agentId="a", agentAliasId="b", sessionId="one")),
        ("logs", lambda logs: logs.start_live_tail(logGroupIdentifiers=["g"])),
        ("bedrock-runtime", lambda runtime: runtime.invoke_model(modelId="m", body=b"{}")),
        ("secretsmanager", lambda secrets: secrets.get_secret_value(SecretId="s")),
        ("kms", lambda kms: kms.decrypt(CiphertextBlob=b"x")),
        ("sts", lambda sts: sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="test")),
        ("ssm", lambda ssm: ssm.get_parameters(Names=["n"], WithDecryption=True)),
    ],
)
def test_everything_else_is_refused(
    session: botocore.session.Session, service: str, attempt: Callable[[Any], object]
) -> None:
    free = boto3.client("s3", region_name="us-east-1")
    free.create_bucket(Bucket="existing")
    with pytest.raises(RefusedCall, match="is refused: this session only reads what was declared"):
        attempt(client(session, service))
    assert [bucket["Name"] for bucket in free.list_buckets()["Buckets"]] == ["existing"]
    assert free.list_objects_v2(Bucket="existing")["KeyCount"] == 0
    assert len(boto3.client("ec2", region_name="us-east-1").describe_vpcs()["Vpcs"]) == 1


def test_a_bearer_token_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be that of another account than the one that is read."""
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "of-another-account")
    bedrock = client(guarded_session(None, Guard([("bedrock", "ListGuardrails")]), plain_session), "bedrock")
    sent: list[str] = []
    events = bedrock.meta.events
    events.register_last("request-created", lambda request, **_: sent.append(request.headers["Authorization"]))
    with pytest.raises(NotImplementedError):  # moto has no guardrails
        bedrock.list_guardrails()
    assert [str(each).partition(" ")[0] for each in sent] == ["AWS4-HMAC-SHA256"]


def test_a_boto3_resource_is_guarded(session: botocore.session.Session) -> None:
    s3 = boto3.Session(botocore_session=session).resource("s3", region_name="us-east-1")
    with pytest.raises(RefusedCall, match="s3:CreateBucket"):
        s3.create_bucket(Bucket="made")
    with pytest.raises(RefusedCall, match="s3:PutObject"):
        s3.Object("existing", "k").put(Body=b"text")
    with pytest.raises(RefusedCall, match="s3:HeadObject"):
        s3.Object("existing", "k").download_fileobj(io.BytesIO())
    with pytest.raises(RefusedCall, match="s3:PutObject"):
        s3.Object("existing", "k").upload_fileobj(io.BytesIO(b"text"))


@pytest.mark.parametrize(
    "presign",
    [
        lambda session: client(session, "s3").generate_presigned_url("list_buckets"),
        lambda session: client(session, "s3").generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}),
        lambda session: client(session, "s3").generate_presigned_post("b", "k"),
        lambda session: client(session, "rds").generate_db_auth_token("h", 1, "u"),
    ],
)
def test_presigning_is_refused(
    session: botocore.session.Session, presign: Callable[[botocore.session.Session], object]
) -> None:
    with pytest.raises(RefusedCall, match="presigned URLs and tokens are refused"):
        presign(session)


def test_presigning_beneath_the_client_is_refused(session: botocore.session.Session) -> None:
    s3 = client(session, "s3")
    request = {"url": "https://b.s3.amazonaws.com/k", "method": "GET", "headers": {}, "body": b"", "context": {}}
    with pytest.raises(RefusedCall, match="signing a GetObject request"):
        s3._request_signer.generate_presigned_url(request, operation_name="GetObject")


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "CreateVpc"),
        ("s3", "GetObject"),
        ("s3", "PutObject"),
        ("kms", "Decrypt"),
        ("secretsmanager", "GetSecretValue"),
        ("bedrock-runtime", "InvokeModel"),
        ("bedrock-agent-runtime", "ListSessions"),
        ("ssm", "GetParametersByPath"),
        ("ecr", "GetAuthorizationToken"),
        ("lambda", "GetFunction"),
        ("sts", "GetSessionToken"),
        ("sts", "AssumeRole"),
        ("appsync", "ListApiKeys"),
        ("s3vectors", "ListVectors"),
    ],
)
def test_a_plan_cannot_declare_what_may_never_be_called(service: str, operation: str) -> None:
    with pytest.raises(ValueError, match=f"{service}:{operation}: no source may call this"):
        LiveSource(None, ["us-east-1"], [Collected("AWS::X::Y", Listing(service, operation, "Items", "Id"))])
    called = Collected("AWS::X::Y", Listing("ec2", "DescribeVpcs", "Vpcs", "VpcId"), (Call(service, operation),))
    with pytest.raises(ValueError, match="no source may call this"):
        LiveSource(None, ["us-east-1"], [called])


def test_the_list_is_exactly_what_the_plan_declares() -> None:
    source = LiveSource(None, ["us-east-1"], [VPC, BUCKET])
    assert sorted(source.guard.permitted) == [
        ("account", "ListRegions"),
        ("ec2", "DescribeRegions"),
        ("ec2", "DescribeVpcs"),
        ("s3", "GetBucketPolicy"),
        ("s3", "GetBucketVersioning"),
        ("s3", "ListBuckets"),
        ("sts", "GetCallerIdentity"),
    ]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("amplify", "GetApp"),
        ("cognito-idp", "DescribeUserPoolClient"),
        ("datazone", "GetEnvironmentCredentials"),
        ("directconnect", "DescribeVirtualInterfaces"),
        ("ec2", "DescribeVpnConnections"),
        ("emr", "GetClusterSessionCredentials"),
        ("glue", "GetConnections"),
        ("lakeformation", "GetTemporaryGlueTableCredentials"),
        ("quicksight", "GetDashboardEmbedUrl"),
        ("stepfunctions", "DescribeExecution"),
        ("storagegateway", "DescribeChapCredentials"),
        ("textract", "GetDocumentAnalysis"),
    ],
)
def test_reads_by_name_that_answer_with_secrets_or_data_are_no_reads(service: str, operation: str) -> None:
    assert operation in botocore.session.get_session().get_service_model(service).operation_names
    with pytest.raises(ValueError, match="returns secrets or customer data"):
        Guard([(service, operation)])
