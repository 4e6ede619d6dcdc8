"""Firewalls: network ACLs (stateless, per subnet) and security groups (stateful, per interface)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import ClassVar

from pytest_aisec.aws.ec2.addresses import PROTOCOL, is_anywhere
from pytest_aisec.aws.ec2.networks import Subnet, Vpc
from pytest_aisec.aws.ec2.prefix_lists import PrefixList
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, when
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement

ALL_PROTOCOLS = "-1"
PORTED_PROTOCOLS = ("tcp", "udp")


LAST_PORT = 65535


class Rule(Block):
    """One rule of a security group."""

    protocol = text(words=PROTOCOL, terraform=either("protocol", "ip_protocol"), cloudformation="IpProtocol")
    from_port = integer(default=None)
    to_port = integer(default=None)
    cidrs = texts(
        terraform=every("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"),
        cloudformation=every("CidrIp", "CidrIpv6"),
        live=every("IpRanges.*.CidrIp", "Ipv6Ranges.*.CidrIpv6"),
    )
    prefix_lists = links(
        lambda: PrefixList,
        terraform=every("prefix_list_ids", "prefix_list_id"),
        cloudformation=every("SourcePrefixListId", "DestinationPrefixListId"),
        live="PrefixListIds.*.PrefixListId",
    )

    @statement
    def open_to_the_internet(self) -> bool:
        """Anybody on the internet is at the other end."""
        return any(is_anywhere(cidr) for cidr in self.cidrs) or any(
            ranges.holds_the_internet for ranges in self.prefix_lists
        )

    @answer
    def admits_any_of(self, ports: tuple[int, ...]) -> bool:
        """Whether one of the ports is in the rule's range, whatever the rule's source."""
        if self.protocol == ALL_PROTOCOLS:
            return True
        if self.protocol not in PORTED_PROTOCOLS:
            return False
        low, high = self.from_port, self.to_port
        if low is None or low == -1:
            return True
        return any(low <= port <= (low if high is None else high) for port in ports)

    @statement
    def admits_every_port(self) -> bool:
        """Every port, of every protocol or of one that has ports, is in the rule's range."""
        if self.protocol == ALL_PROTOCOLS:
            return True
        if self.protocol not in PORTED_PROTOCOLS:
            return False
        low, high = self.from_port, self.to_port
        return low is None or low == -1 or (low <= 1 and high is not None and high >= LAST_PORT)


class IngressRule(Rule):
    """One rule of a security group about traffic that comes in."""

    prefix_lists = links(
        lambda: PrefixList,
        terraform=every("prefix_list_ids", "prefix_list_id"),
        cloudformation="SourcePrefixListId",
        live="PrefixListIds.*.PrefixListId",
    )


class EgressRule(Rule):
    """One rule of a security group about traffic that goes out."""

    prefix_lists = links(
        lambda: PrefixList,
        terraform=every("prefix_list_ids", "prefix_list_id"),
        cloudformation="DestinationPrefixListId",
        live="PrefixListIds.*.PrefixListId",
    )


class SecurityGroup(
    Resource,
    terraform=("aws_security_group", "aws_default_security_group"),
    cloudformation="AWS::EC2::SecurityGroup",
    live=Listing("ec2", "DescribeSecurityGroups", "SecurityGroups", id="GroupId"),
    names=Names(terraform=("name",), cloudformation=("GroupId", "GroupName"), live=("GroupId",)),
):
    """A security group; its rules come from wherever the source keeps them."""

    vpc = link(lambda: Vpc, terraform="vpc_id", cloudformation="VpcId")
    ingress = blocks(
        IngressRule,
        terraform=every(
            "ingress",
            companion("aws_security_group_rule", by="security_group_id", where={"type": "ingress"}),
            companion("aws_vpc_security_group_ingress_rule", by="security_group_id"),
        ),
        cloudformation=every("SecurityGroupIngress", companion("AWS::EC2::SecurityGroupIngress", by="GroupId")),
        live="IpPermissions",
    )
    egress = blocks(
        EgressRule,
        terraform=every(
            "egress",
            companion("aws_security_group_rule", by="security_group_id", where={"type": "egress"}),
            companion("aws_vpc_security_group_egress_rule", by="security_group_id"),
        ),
        cloudformation=every("SecurityGroupEgress", companion("AWS::EC2::SecurityGroupEgress", by="GroupId")),
        live="IpPermissionsEgress",
    )

    @statement
    def lets_everything_out(self) -> bool:
        """A rule allows all ports to the internet, or the group was left with the rule that AWS gives it.

        CloudFormation keeps that rule where no egress is stated, Terraform takes it away.
        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html,
        https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
        """
        if self.dialect is Dialect.CLOUDFORMATION and not self.egress:
            return True
        return any(rule.admits_every_port and rule.open_to_the_internet for rule in self.egress)


class SeparateRule(Resource):
    """A rule that is declared by itself, seen without the security group that it belongs to."""

    types: ClassVar[tuple[str, ...]] = (
        "aws_security_group_rule",
        "aws_vpc_security_group_ingress_rule",
        "AWS::EC2::SecurityGroupIngress",
    )
    group = link(lambda: SecurityGroup, terraform="security_group_id", cloudformation=either("GroupId", "GroupName"))
    direction = text(
        among=("ingress", "egress"),
        default="ingress",
        terraform="type",
        cloudformation=never("a type of its own"),
        live=never("an account lists the rules of a group with it"),
    )

    @property
    def ingress(self) -> list[IngressRule]:
        """The one rule, if it is about traffic that comes in."""
        return [IngressRule(self.body, self)] if self.direction == "ingress" else []


class NetworkAclEntry(Block):
    """One numbered rule of a network ACL."""

    number = integer(terraform=either("rule_no", "rule_number"), cloudformation="RuleNumber")
    egress = boolean(default=False, terraform="egress", cloudformation="Egress")
    allows = boolean(
        switch=switch(allow=True, deny=False), terraform=either("action", "rule_action"), cloudformation="RuleAction"
    )
    protocol = text(words=PROTOCOL)
    cidrs = texts(
        terraform=every("cidr_block", "ipv6_cidr_block"),
        cloudformation=every("CidrBlock", "Ipv6CidrBlock"),
        live=every("CidrBlock", "Ipv6CidrBlock"),
    )
    from_port = integer(default=None, cloudformation="PortRange.From")
    to_port = integer(default=None, cloudformation="PortRange.To")

    @answer
    def is_about(self, port: int) -> bool:
        """Whether TCP traffic to a port falls under the rule, whatever its source."""
        if self.protocol == ALL_PROTOCOLS:
            return True
        low, high = self.from_port, self.to_port
        if self.protocol != "tcp" or low is None or high is None:
            return self.protocol == "tcp"
        return low <= port <= high


class NetworkAcl(
    Resource,
    terraform=("aws_network_acl", "aws_default_network_acl"),
    cloudformation="AWS::EC2::NetworkAcl",
    live=Listing("ec2", "DescribeNetworkAcls", "NetworkAcls", id="NetworkAclId"),
    names=Names(cloudformation=("Id",), live=("NetworkAclId",)),
):
    """A network ACL: numbered rules in both directions, for whole subnets."""

    subnets = links(
        lambda: Subnet,
        terraform=every("subnet_ids", companion("aws_network_acl_association", by="network_acl_id") / "subnet_id"),
        cloudformation=every(
            companion("AWS::EC2::SubnetNetworkAclAssociation", by="NetworkAclId") / "SubnetId",
        ),
        live="Associations.*.SubnetId",
    )
    default_of = link(
        lambda: Vpc,
        terraform="default_network_acl_id",
        cloudformation=never("CloudFormation cannot change the default network ACL"),
        live=when("IsDefault", value=True, then="VpcId"),
    )
    entries = blocks(
        NetworkAclEntry,
        terraform=every("ingress", companion("aws_network_acl_rule", by="network_acl_id")),
        cloudformation=every(companion("AWS::EC2::NetworkAclEntry", by="NetworkAclId")),
        live="Entries",
    )

    @statement
    def lets_everything_through(self) -> bool:
        """An incoming rule allows every protocol from everywhere, as in the ACL that each VPC is born with.

        Rules are followed in the order of their numbers until one fits, so that only a denial in front keeps
        anything out; other allowances do not.
        https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
        """
        incoming = sorted((entry for entry in self.entries if not entry.egress), key=lambda entry: entry.number)
        until_denial = itertools.takewhile(lambda entry: entry.allows, incoming)
        return any(_allows_all(entry) for entry in until_denial)

    @answer
    def admits_from_the_internet(self, port: int) -> bool:
        """The first incoming rule about a TCP port and everybody, of IPv4 or of IPv6, allows it.

        A rule about a part of the internet decides nothing for the rest of it.
        https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
        """
        incoming = sorted((entry for entry in self.entries if not entry.egress), key=lambda entry: entry.number)
        about = [entry for entry in incoming if entry.is_about(port)]
        return any(self._first(about, six=six) for six in (False, True))

    @staticmethod
    def _first(entries: Iterable[NetworkAclEntry], *, six: bool) -> bool:
        for entry in entries:
            if any(is_anywhere(cidr) for cidr in entry.cidrs if (":" in cidr) is six):
                return entry.allows
        return False


def _allows_all(entry: NetworkAclEntry) -> bool:
    return entry.protocol == ALL_PROTOCOLS and _anywhere(entry.cidrs)


def _anywhere(cidrs: Iterable[str]) -> bool:
    return any(is_anywhere(cidr) for cidr in cidrs)
