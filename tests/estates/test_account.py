"""The account answers as AWS would, holds what the files declare, and differs between the variants where they do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import jmespath
import pytest
from botocore.exceptions import ClientError

from tests.estates.live import Account, example
from tests.estates.names import EXAMPLE, LIVE_ONLY, PREFIX, Twins, Variant, resources
from tests.sources.live.answers import hold_against_shape

TYPES = sorted({twins.type for twins in resources("secure") if twins.live})


def see(service: str, operation: str, answer: dict[str, Any]) -> None:
    """Every answer is one that AWS could give; botocore has decoded IAM's policy documents, which are texts."""

    def text(value: Any) -> Any:
        if isinstance(value, list):
            return [text(part) for part in value]
        if isinstance(value, dict):
            documents = {"AssumeRolePolicyDocument", "PolicyDocument", "Document"}
            return {key: json.dumps(part) if key in documents else text(part) for key, part in value.items()}
        return value

    if operation == "DescribeInternetGateways":
        # The one enumeration of botocore's that AWS itself does not keep to: `available`, says the API reference.
        for gateway in answer["InternetGateways"]:
            assert [attachment["State"] for attachment in gateway["Attachments"]] == ["available"]
        return
    hold_against_shape(service, operation, text(answer) if service == "iam" else answer)


@pytest.fixture(scope="module")
def accounts(endpoint: Callable[[Variant], str]) -> dict[Variant, Account]:
    return {"secure": Account(endpoint("secure"), see), "flawed": Account(endpoint("flawed"), see)}


@pytest.fixture(params=["secure", "flawed"])
def variant(request: pytest.FixtureRequest) -> Variant:
    name: Variant = request.param
    return name


def one(account: Account, type_: str, name: str) -> dict[str, Any]:
    """The resource of a type whose Terraform name is `name`."""
    [twins] = [
        twins
        for twins in resources("secure")
        if twins.type == type_ and twins.live and twins.terraform.endswith(f".{name}")
    ]
    assert twins.live
    [item] = [item for item in account.items(type_) if twins.live.fits(item)]
    return item


@pytest.mark.parametrize("type_", TYPES)
def test_account_holds_each_declared_resource_once_and_little_else(
    accounts: dict[Variant, Account], variant: Variant, type_: str
) -> None:
    items = accounts[variant].items(type_)
    declared: list[Twins] = [twins for twins in resources(variant) if twins.type == type_ and twins.live]
    found = [[twins.terraform for twins in declared if twins.live and twins.live.fits(item)] for item in items]
    rest = [item for item, names in zip(items, found, strict=True) if not names]
    assert sorted(names[0] for names in found if names) == sorted(twins.terraform for twins in declared)
    assert all(len(names) <= 1 for names in found)
    assert [item for item in rest if not any(only.fits(item) for only in LIVE_ONLY.get(type_, ()))] == []


@pytest.mark.parametrize(
    ("type_", "name", "path", "secure", "flawed"),
    [
        ("AWS::EC2::Instance", "server", "MetadataOptions.HttpTokens", "required", "optional"),
        (
            "AWS::EC2::LaunchTemplate",
            "trainer",
            "LaunchTemplateData.MetadataOptions.HttpTokens",
            "required",
            "optional",
        ),
        ("AWS::EC2::Instance", "server", "type(PublicIpAddress)", "null", "string"),
        ("AWS::EC2::SecurityGroup", "server", "IpPermissions[].IpRanges[].CidrIp", [], ["0.0.0.0/0"]),
        ("AWS::EC2::SecurityGroup", "trainer", "IpPermissions[].IpRanges[].CidrIp", ["10.60.0.0/16"], ["0.0.0.0/0"]),
        ("AWS::WAFv2::WebACL", "main", "length(ResourceArns)", 1, 0),
        ("AWS::S3::Bucket", "training", "PublicAccessBlockConfiguration.BlockPublicAcls", True, None),
        ("AWS::S3::Bucket", "artefacts", "PublicAccessBlockConfiguration.RestrictPublicBuckets", True, False),
        (
            "AWS::S3::Bucket",
            "training",
            "ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
            "aws:kms",
            "AES256",
        ),
        (
            "AWS::S3::Bucket",
            "artefacts",
            "ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
            "aws:kms",
            "AES256",
        ),
        ("AWS::SageMaker::NotebookInstance", "research", "DirectInternetAccess", "Disabled", "Enabled"),
        (
            "AWS::SageMaker::NotebookInstance",
            "research",
            "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
            "2",
            "1",
        ),
        (
            "AWS::Bedrock::Guardrail",
            "support",
            "contentPolicy.filters[?type=='PROMPT_ATTACK'].inputStrength",
            ["HIGH"],
            ["MEDIUM"],
        ),
        ("AWS::Bedrock::Agent", "support", "guardrailConfiguration.guardrailVersion", "1", None),
    ],
)
def test_variants_differ(
    accounts: dict[Variant, Account], type_: str, name: str, path: str, secure: Any, flawed: Any
) -> None:
    assert jmespath.search(path, one(accounts["secure"], type_, name)) == secure
    assert jmespath.search(path, one(accounts["flawed"], type_, name)) == flawed


def test_web_acl_of_the_load_balancer_is_answered(accounts: dict[Variant, Account]) -> None:
    answers = {}
    for variant, account in accounts.items():
        arn = one(account, "AWS::ElasticLoadBalancingV2::LoadBalancer", "main")["LoadBalancerArn"]
        answers[variant] = account.call("wafv2", "get_web_acl_for_resource", ResourceArn=arn)
    assert jmespath.search("secure.WebACL.Name", answers) == PREFIX
    assert answers["flawed"] == {}


def test_server_stands_in_the_subnet_of_its_variant(accounts: dict[Variant, Account]) -> None:
    for variant, subnet in (("secure", "private_a"), ("flawed", "public_a")):
        account = accounts[variant]  # type: ignore[index]
        server, expected = one(account, "AWS::EC2::Instance", "server"), one(account, "AWS::EC2::Subnet", subnet)
        assert server["SubnetId"] == expected["SubnetId"]
        assert [group["GroupName"] for group in server["SecurityGroups"]] == [f"{PREFIX}-server"]


def test_only_private_subnets_have_a_network_acl_of_their_own(
    accounts: dict[Variant, Account], variant: Variant
) -> None:
    account = accounts[variant]
    names = {subnet["SubnetId"]: subnet["Tags"][0]["Value"] for subnet in account.items("AWS::EC2::Subnet")}
    acls = {
        acl["IsDefault"]: {names[association["SubnetId"]] for association in acl["Associations"]}
        for acl in account.items("AWS::EC2::NetworkAcl")
    }
    assert acls == {True: {"public_a", "public_b"}, False: {"private_a", "private_b"}}


@pytest.mark.parametrize(
    ("type_", "name", "path", "value"),
    [
        ("AWS::SageMaker::Model", "embedder", "EnableNetworkIsolation", True),
        ("AWS::SageMaker::EndpointConfig", "embedder", "type(DataCaptureConfig)", "null"),
        ("AWS::EC2::NetworkAcl", "private", "length(Entries[?RuleNumber==`32767` && RuleAction=='deny'])", 2),
        ("AWS::EC2::FlowLog", "main", "DeliverLogsStatus", "SUCCESS"),
        ("AWS::EC2::LaunchTemplate", "trainer", "LaunchTemplateData.TagSpecifications", []),
        ("AWS::EC2::Subnet", "public_a", "[DefaultForAz, MapPublicIpOnLaunch]", [False, False]),
        ("AWS::CloudTrail::Trail", "main", "[IsLogging, HasCustomEventSelectors]", [True, True]),
        ("AWS::GuardDuty::Detector", "main", "DataSources.FlowLogs.Status", "ENABLED"),
        ("AWS::KMS::Key", "main", "KeyRotationEnabled", True),
    ],
)
def test_what_moto_loses_is_put_right(
    accounts: dict[Variant, Account], type_: str, name: str, path: str, value: Any
) -> None:
    assert jmespath.search(path, one(accounts["secure"], type_, name)) == value


@pytest.mark.parametrize(
    ("service", "method"),
    [("ec2", "get_serial_console_access_status"), ("sagemaker", "list_apps"), ("detective", "list_graphs")],
)
def test_what_moto_lacks_is_an_error_and_never_an_absent_setting(
    accounts: dict[Variant, Account], service: str, method: str
) -> None:
    with pytest.raises(ClientError, match="NotImplemented"):
        accounts["secure"].call(service, method)


def test_own_answers_have_no_member_that_the_api_lacks() -> None:
    bedrock = example("bedrock").Bedrock()
    filters = [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}]
    config = {
        "name": "g",
        "description": "d",
        "blockedInputMessaging": "no",
        "blockedOutputsMessaging": "no",
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k",
        "contentPolicyConfig": {"filtersConfig": filters},
        "sensitiveInformationPolicyConfig": {"piiEntitiesConfig": [{"type": "EMAIL", "action": "BLOCK"}]},
    }
    agent = {"agentName": "a", "clientToken": "t" * 33, "tags": {}, "agentResourceRoleArn": "arn:aws:iam::1:role/r"}
    for service, operation, method, path, body in (
        ("bedrock", "CreateGuardrail", "POST", "/guardrails", config),
        ("bedrock", "CreateGuardrailVersion", "POST", "/guardrails/guardrail001", {"description": "first"}),
        ("bedrock", "ListGuardrails", "GET", "/guardrails", {}),
        ("bedrock", "GetGuardrail", "GET", "/guardrails/guardrail001", {}),
        ("bedrock-agent", "CreateAgent", "PUT", "/agents/", agent),
        ("bedrock-agent", "ListAgents", "POST", "/agents/", {}),
        ("bedrock-agent", "GetAgent", "GET", "/agents/AGENT00002/", {}),
    ):
        status, answer = bedrock.answer(method, path, {}, body)
        assert status < 300
        required = {"idleSessionTTLInSeconds": 600} if "agent" in answer else {}
        if required:
            answer["agent"].update(required)
        hold_against_shape(service, operation, answer)
    assert bedrock.answer("GET", "/guardrails/other", {}, {})[0] == 404
    assert bedrock.answer("GET", "/custom-models", {}, {}) is None


def test_a_command_is_run_against_the_account() -> None:
    script = (
        "import boto3; print(*(b['Name'] for b in boto3.client('s3').list_buckets()['Buckets'])); raise SystemExit(3)"
    )
    run = subprocess.run(
        [sys.executable, "-m", "account", "--", sys.executable, "-c", script],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.split()) == (
        3,
        [f"{PREFIX}-{name}" for name in ("training", "artefacts", "trail")],
    )
