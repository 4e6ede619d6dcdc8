"""The least-privilege policy: enough, no more, and every action a read."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import botocore.session
import pytest
from moto.core import set_initial_no_auth_action_count

from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.guard import REGION_LISTINGS, never_permitted
from pytest_aisec.sources.live.permissions import (
    READ_LEVELS,
    SIZE_LIMIT,
    access_level,
    actions_for,
    iam_policies,
    permissions,
)
from pytest_aisec.sources.source import Contents, Declaration
from pytest_aisec.values import Unknown
from tests.sources.live.plans import BUCKET, DATA_SOURCE, FLOW_LOG, KEY, KNOWLEDGE_BASE, VPC


def entries(declaration: Declaration) -> dict[str, object]:
    plain = declaration.body.plain
    assert isinstance(plain, dict)
    return plain


PLAN = [BUCKET, VPC, FLOW_LOG, KEY]


@pytest.mark.parametrize(
    ("service", "operation", "action"),
    [
        ("ec2", "DescribeVpcs", "ec2:DescribeVpcs"),
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
        ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        ("cloudwatch", "DescribeAlarms", "cloudwatch:DescribeAlarms"),
        ("apigateway", "GetRestApis", "apigateway:GET"),
        ("apigatewayv2", "GetApis", "apigateway:GET"),
        ("elbv2", "DescribeListeners", "elasticloadbalancing:DescribeListeners"),
        ("opensearch", "DescribeDomain", "es:DescribeDomain"),
        ("opensearchserverless", "ListCollections", "aoss:ListCollections"),
        ("bedrock-agent", "ListAgents", "bedrock:ListAgents"),
        ("bedrock-agentcore-control", "ListAgentRuntimes", "bedrock-agentcore:ListAgentRuntimes"),
        ("stepfunctions", "ListStateMachines", "states:ListStateMachines"),
        ("efs", "DescribeFileSystems", "elasticfilesystem:DescribeFileSystems"),
        ("sso-admin", "ListInstances", "sso:ListInstances"),
        ("accessanalyzer", "ListFindingsV2", "access-analyzer:ListFindings"),
    ],
)
def test_an_operation_has_the_action_that_iam_knows(service: str, operation: str, action: str) -> None:
    assert actions_for(service, operation)[0] == action
    assert access_level(action) in READ_LEVELS


def test_what_an_operation_needs_besides_is_read_too() -> None:
    assert "elasticloadbalancing:GetLoadBalancerWebACL" in actions_for("wafv2", "GetWebACLForResource")


@pytest.mark.parametrize("action", ["s3:PutObject", "iam:CreateUser", "ec2:CreateTags"])
def test_writes_are_told_from_reads(action: str) -> None:
    assert access_level(action) not in {None, *READ_LEVELS}


def test_no_read_named_operation_is_a_write_that_the_guard_would_pass() -> None:
    """IAM's own levels are the witness: where a name says read and IAM says otherwise, the guard knows better."""
    session = botocore.session.get_session()
    wrong = []
    for service in ("stepfunctions", "sts", "s3", "iam", "sagemaker", "bedrock", "bedrock-agentcore-control", "kms"):
        for operation in session.get_service_model(service).operation_names:
            level = access_level(actions_for(service, operation)[0])
            if not never_permitted(service, operation) and level not in {None, *READ_LEVELS}:
                wrong.append(f"{service}:{operation} is {level}")
    assert wrong == []


def test_listing_the_regions_is_asked_for_only_when_it_is_done() -> None:
    assert "ec2:DescribeRegions" in permissions([VPC], all_regions=True)
    assert permissions([VPC]) == ("ec2:DescribeVpcs",)
    assert all(access_level(actions_for(*each)[0]) in READ_LEVELS for each in REGION_LISTINGS)


def test_what_is_described_and_called_is_granted() -> None:
    assert permissions([KEY, KNOWLEDGE_BASE, DATA_SOURCE]) == (
        "bedrock:GetDataSource",
        "bedrock:ListDataSources",
        "bedrock:ListKnowledgeBases",
        "kms:DescribeKey",
        "kms:GetKeyRotationStatus",
        "kms:ListKeys",
    )


def test_a_large_policy_is_split_and_nothing_is_lost() -> None:
    actions = [f"service{number % 7}:Describe{'X' * 40}{number}" for number in range(400)]
    policies = iam_policies(actions)
    assert len(policies) == 5
    assert all(len(json.dumps(each, separators=(",", ":"))) <= SIZE_LIMIT for each in policies)
    assert [action for each in policies for action in each["Statement"][0]["Action"]] == sorted(actions)
    assert iam_policies([]) == []


@pytest.fixture
def principal(account: None) -> Callable[[tuple[str, ...]], Contents]:
    """A user in moto, whose permissions moto itself enforces once it has its policies."""
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="auditor")
    boto3.client("s3").create_bucket(Bucket="training")
    boto3.client("kms").create_key()
    keys = iam.create_access_key(UserName="auditor")["AccessKey"]

    def read(actions: tuple[str, ...]) -> Contents:
        for number, policy in enumerate(iam_policies(actions)):
            iam.put_user_policy(UserName="auditor", PolicyName=f"p{number}", PolicyDocument=json.dumps(policy))

        def session(profile: str | None) -> botocore.session.Session:
            made = botocore.session.Session(profile=profile)
            made.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"])
            return made

        source = LiveSource(None, ("us-east-1",), PLAN, session=session)
        contents: Contents = set_initial_no_auth_action_count(0)(source.read)()
        return contents

    return read


def test_a_principal_with_this_policy_sees_everything(principal: Callable[[tuple[str, ...]], Contents]) -> None:
    contents = principal(permissions(PLAN))
    assert contents.unread == ()
    assert "calls AccessDenied" not in contents.facts
    assert {each.type for each in contents.declarations} == {BUCKET.type, VPC.type, KEY.type}


@pytest.mark.parametrize("lacking", permissions(PLAN))
def test_a_principal_with_one_action_less_misses_that(
    principal: Callable[[tuple[str, ...]], Contents], lacking: str
) -> None:
    contents = principal(tuple(each for each in permissions(PLAN) if each != lacking))
    unseen = [each.reason for each in contents.unread]
    for declaration in contents.declarations:
        unseen += [str(part) for part in entries(declaration).values() if isinstance(part, Unknown)]
    assert unseen != []
    assert [reason for reason in unseen if not reason.startswith("AccessDenied")] == []
    assert int(contents.facts["calls AccessDenied"]) >= 1


def test_a_call_of_another_service_counts_too() -> None:
    call = Call("s3control", "GetPublicAccessBlock", {"AccountId": "Account"})
    account = Collected("AWS::X::Account", Listing("sts", "GetCallerIdentity", "[@]", "Account"), (call,))
    assert permissions([account]) == ("s3:GetAccountPublicAccessBlock",)
