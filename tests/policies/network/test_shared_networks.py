"""Networks of which an account sees only a part: those of others, whose subnets are shared with it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import verdicts

OWN, OTHER = "123456789012", "210987654321"
HOST = "model_host_is_not_in_a_public_subnet"
ADDRESS = "model_host_has_no_public_ip"
WAYS = "ai_vpc_has_private_ways_to_the_models_it_calls"
LOGS, QUERIES = "ai_vpc_keeps_flow_logs", "ai_vpc_keeps_queries_for_names"
DEFAULT_GROUP = "default_security_group_of_an_ai_vpc_has_no_rules"


def options(mode: str, account: str = OWN) -> Declaration:
    told = {"InternetGatewayBlockMode": mode, "AwsAccountId": account}
    return live("AWS::EC2::VPCBlockPublicAccessOptions", "blocking", **told)


def table(gateway: str = "igw-1", **association: Any) -> Declaration:
    route = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", "GatewayId": gateway}
    told = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [association], "Routes": [route]}
    return live("AWS::EC2::RouteTable", "rtb-1", **told)


def network(
    owner: str, *more: Declaration, blocking: dict[str, str] | None = None, **machine: Any
) -> list[Declaration]:
    subnet = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": owner}
    if blocking:
        subnet["BlockPublicAccessStates"] = blocking  # type: ignore[assignment]
    host = {"InstanceId": "i-1", "InstanceType": "g5.xlarge", "SubnetId": "subnet-1", **machine}
    return [
        live("sts:Account", OWN, Account=OWN),
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1", OwnerId=owner),
        live("AWS::EC2::Subnet", "subnet-1", **subnet),
        live("AWS::EC2::Instance", "i-1", **host),
        *more,
    ]


@pytest.mark.parametrize(
    ("owner", "mode", "told", "expected"),
    [
        (OWN, "block-bidirectional", None, "passed"),
        (OWN, "off", None, "violated"),
        (OTHER, "block-bidirectional", None, "undetermined"),
        (OTHER, "off", None, "undetermined"),
        (OTHER, "block-bidirectional", "off", "violated"),
        (OTHER, "block-bidirectional", "block-ingress", "undetermined"),
    ],
)
def test_blocking_is_for_what_an_account_owns(owner: str, mode: str, told: str | None, expected: str) -> None:
    blocking = {"InternetGatewayBlockMode": told} if told else None
    estate = network(owner, table(SubnetId="subnet-1"), options(mode), blocking=blocking)
    assert verdicts(HOST, estate) == {"i-1": expected}


def test_subnet_without_a_way_out_is_private_whoever_owns_it() -> None:
    estate = network(OTHER, table("nat-1", SubnetId="subnet-1"), options("off"))
    assert verdicts(HOST, estate) == {"i-1": "passed"}


def test_every_network_has_a_main_route_table_whether_or_not_it_is_told() -> None:
    assert verdicts(HOST, network(OTHER)) == {"i-1": "undetermined"}
    assert verdicts(HOST, network(OWN, table(Main=True))) == {"i-1": "violated"}
    assert verdicts(HOST, network(OWN, table("nat-1", Main=True))) == {"i-1": "passed"}


@pytest.mark.parametrize("policy", [LOGS, QUERIES, DEFAULT_GROUP])
@pytest.mark.parametrize(("owner", "expected"), [(OWN, "violated"), (OTHER, "undetermined")])
def test_what_only_its_owner_sees(policy: str, owner: str, expected: str) -> None:
    assert verdicts(policy, network(owner)) == {"vpc-1": expected}


def test_what_is_seen_of_the_network_of_another() -> None:
    log = {"FlowLogId": "fl-1", "ResourceId": "vpc-1", "TrafficType": "ALL", "DeliverLogsStatus": "SUCCESS"}
    assert verdicts(LOGS, network(OTHER, live("AWS::EC2::FlowLog", "fl-1", **log))) == {"vpc-1": "passed"}


def calling(owner: str, **endpoint: Any) -> list[Declaration]:
    named = {"InstanceProfileName": "p", "Arn": f"arn:aws:iam::{OWN}:instance-profile/p"}
    role = {"RoleName": "r", "Arn": f"arn:aws:iam::{OWN}:role/r", "AttachedManagedPolicies": []}
    allowed = {"Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]}
    told = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.bedrock-runtime"}
    return network(
        owner,
        live("AWS::IAM::InstanceProfile", "p", **named, Roles=[role]),
        live("AWS::IAM::Role", "r", **role, RolePolicyList=[{"PolicyName": "p", "PolicyDocument": allowed}]),
        *([live("AWS::EC2::VPCEndpoint", "vpce-1", **told, PrivateDnsEnabled=True, **endpoint)] if endpoint else []),
        IamInstanceProfile={"Arn": named["Arn"]},
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("available", "passed"),
        ("Available", "passed"),
        ("failed", "violated"),
        ("deleted", "violated"),
        ("rejected", "violated"),
        ("pendingAcceptance", "violated"),
        ("a word that is new", "undetermined"),
    ],
)
def test_endpoint_that_does_not_work_is_no_way(state: str, expected: str) -> None:
    assert verdicts(WAYS, calling(OWN, State=state)) == {"vpc-1": expected}


@pytest.mark.parametrize(("owner", "expected"), [(OWN, "violated"), (OTHER, "undetermined")])
def test_endpoints_of_another_are_not_told(owner: str, expected: str) -> None:
    assert verdicts(WAYS, calling(owner)) == {"vpc-1": expected}
    assert verdicts(WAYS, calling(owner, State="available")) == {"vpc-1": "passed"}


@pytest.mark.parametrize(
    ("state", "gateway", "address", "expected"),
    [
        ("running", "igw-1", {}, "passed"),
        ("stopped", "igw-1", {}, "undetermined"),
        ("stopping", "igw-1", {}, "undetermined"),
        ("stopped", "nat-1", {}, "passed"),
        ("running", "nat-1", {"PublicIpAddress": "198.51.100.1"}, "violated"),
    ],
)
def test_machines_that_are_stopped_have_no_address_yet(
    state: str, gateway: str, address: dict[str, Any], expected: str
) -> None:
    estate = network(OWN, table(gateway, SubnetId="subnet-1"), State={"Name": state}, **address)
    assert verdicts(ADDRESS, estate) == {"i-1": expected}
