"""What services answer becomes resources: ways out of networks, and the firewalls in them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import ec2, network_firewall
from tests.sources.live.answers import Answers
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
ID = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
FIREWALL = f"arn:aws:network-firewall:us-east-1:{ACCOUNT}:firewall/f"
POLICY = f"arn:aws:network-firewall:us-east-1:{ACCOUNT}:firewall-policy/p"
GROUP = f"arn:aws:network-firewall:us-east-1:{ACCOUNT}:stateful-rulegroup/g"


def test_ways_out(answers: Answers) -> None:
    zonal = {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "ConnectivityType": "private"}
    regional = {"NatGatewayId": "nat-2", "VpcId": "vpc-1", "AvailabilityMode": "regional"}
    gone = {"NatGatewayId": "nat-3", "State": "deleted"}
    estate = read(
        answers,
        ec2.NatGateway,
        ec2__DescribeNatGateways={
            "NatGateways": [*({**each, "State": "available"} for each in (zonal, regional)), gone]
        },
    )
    first, second = estate.of(ec2.NatGateway)
    assert (first.connectivity, second.connectivity) == ("private", "public")
    assert [each and each.address for each in (first.regional_vpc, first.subnet)] == [None, "subnet-1"]
    assert [each and each.address for each in (second.regional_vpc, second.subnet)] == ["vpc-1", None]


def test_peering(answers: Answers) -> None:
    other = {"OwnerId": "210987654321", "VpcId": "vpc-2", "CidrBlockSet": [{"CidrBlock": "10.9.0.0/16"}]}
    told = [
        {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}},
        {"VpcPeeringConnectionId": "pcx-2", "Status": {"Code": "pending-acceptance"}},
        {"VpcPeeringConnectionId": "pcx-3", "Status": {"Code": "deleted"}},
    ]
    sides = {"RequesterVpcInfo": {"OwnerId": ACCOUNT, "VpcId": "vpc-1"}, "AccepterVpcInfo": other}
    estate = read(
        answers,
        ec2.VpcPeeringConnection,
        ec2__DescribeVpcPeeringConnections={"VpcPeeringConnections": [{**each, **sides} for each in told]},
    )
    first, second = estate.of(ec2.VpcPeeringConnection)
    assert (first.is_accepted, second.is_accepted) == (True, False)
    assert (first.requester.address, first.accepter.address) == ("vpc-1", "vpc-2")
    assert (first.requester_account, first.accepter_account) == (ACCOUNT, "210987654321")
    assert list(first.accepter_ranges) == ["10.9.0.0/16"]


def test_public_access_to_networks(answers: Answers) -> None:
    place = f"arn:aws:ec2:us-east-1:{ACCOUNT}:"
    told = [
        {"ExclusionId": "e-1", "ResourceArn": f"{place}vpc/vpc-1", "State": "create-complete"},
        {"ExclusionId": "e-2", "ResourceArn": f"{place}subnet/subnet-1", "State": "update-complete"},
        {"ExclusionId": "e-3", "ResourceArn": f"{place}vpc/vpc-9", "State": "delete-complete"},
    ]
    estate = read(
        answers,
        ec2.VpcBlockPublicAccess,
        ec2.VpcBlockPublicAccessExclusion,
        ec2__DescribeVpcs={"Vpcs": [{"VpcId": "vpc-1"}]},
        ec2__DescribeSubnets={"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]},
        ec2__DescribeVpcBlockPublicAccessOptions={
            "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "block-ingress"}
        },
        ec2__DescribeVpcBlockPublicAccessExclusions={
            "VpcBlockPublicAccessExclusions": [
                {**each, "InternetGatewayExclusionMode": "allow-egress"} for each in told
            ]
        },
    )
    (block,) = estate.of(ec2.VpcBlockPublicAccess)
    of_vpc, of_subnet = estate.of(ec2.VpcBlockPublicAccessExclusion)
    assert (block.mode, of_vpc.mode) == ("block-ingress", "allow-egress")
    assert (of_vpc.vpc and of_vpc.vpc.address, of_vpc.subnet) == ("vpc-1", None)
    assert (of_subnet.vpc, of_subnet.subnet and of_subnet.subnet.address) == (None, "subnet-1")


STRICT = {
    "StatelessDefaultActions": ["aws:forward_to_sfe"],
    "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"],
    "StatefulDefaultActions": ["aws:drop_established", "aws:alert_established"],
    "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"},
    "StatefulRuleGroupReferences": [{"ResourceArn": GROUP, "Priority": 1}],
}


@pytest.mark.parametrize(
    ("other", "drops"),
    [
        ({}, True),
        ({"StatefulEngineOptions": {"RuleOrder": "DEFAULT_ACTION_ORDER"}}, False),
        ({"StatefulDefaultActions": ["aws:alert_strict"]}, False),
        ({"StatelessDefaultActions": ["aws:pass"]}, False),
    ],
)
def test_firewalls_and_what_they_drop(answers: Answers, other: dict[str, Any], drops: bool) -> None:
    where = {"FirewallPolicyArn": POLICY, "VpcId": "vpc-1", "SubnetMappings": [{"SubnetId": "subnet-1"}]}
    named = {"FirewallPolicyName": "p", "FirewallPolicyArn": POLICY, "FirewallPolicyId": ID}
    estate = read(
        answers,
        network_firewall.Firewall,
        network_firewall__ListFirewalls={"Firewalls": [{"FirewallName": "f", "FirewallArn": FIREWALL}]},
        network_firewall__DescribeFirewall={"Firewall": {"FirewallName": "f", "FirewallId": ID, **where}},
        network_firewall__ListFirewallPolicies={"FirewallPolicies": [{"Name": "p", "Arn": POLICY}]},
        network_firewall__DescribeFirewallPolicy={
            "UpdateToken": ID,
            "FirewallPolicyResponse": named,
            "FirewallPolicy": {**STRICT, **other},
        },
        network_firewall__ListRuleGroups={"RuleGroups": [{"Name": "g", "Arn": GROUP}]},
        network_firewall__DescribeRuleGroup={
            "UpdateToken": ID,
            "RuleGroupResponse": {"RuleGroupName": "g", "RuleGroupArn": GROUP, "RuleGroupId": ID},
            "RuleGroup": {
                "RulesSource": {
                    "RulesSourceList": {
                        "Targets": [".acme.example"],
                        "TargetTypes": ["TLS_SNI"],
                        "GeneratedRulesType": "ALLOWLIST",
                    }
                }
            },
        },
    )
    (firewall,) = estate.of(network_firewall.Firewall)
    assert firewall.policy is not None
    assert firewall.policy.drops_what_no_rule_lets_through is drops
    assert [each.list_kind for each in firewall.policy.stateful_groups] == ["ALLOWLIST"]
    assert [each.address for each in firewall.subnets] == ["subnet-1"]
    assert firewall.vpc is not None
    assert firewall.vpc.address == "vpc-1"
