"""Security groups: stateful firewalls of network interfaces."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.aws.ec2.addresses import PROTOCOL, is_elsewhere
from pytest_aisec.aws.ec2.networks import Vpc
from pytest_aisec.aws.ec2.prefix_lists import PrefixList
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, statement


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

    includes_itself = boolean(
        default=False,
        terraform=either("self", present("referenced_security_group_id")),
        cloudformation=never("a group that is meant is named"),
        live=never("the group is listed among those that are named"),
    )
    """The members of its own group are at the other end; a rule that is declared by itself names that as any other."""

    @statement
    def names_addresses(self) -> bool:
        """Whoever has some address is at the other end; a rule about loopback opens nothing."""
        return any(is_elsewhere(cidr) for cidr in self.cidrs) or bool(self.prefix_lists)

    @statement
    def is_loopback(self) -> bool:
        """The addresses that it names are loopback ones; groups of others are not looked at."""
        return bool(self.cidrs) and not self.names_addresses and not self.includes_itself


class IngressRule(Rule):
    """One rule of a security group about traffic that comes in."""

    prefix_lists = links(
        lambda: PrefixList,
        terraform=every("prefix_list_ids", "prefix_list_id"),
        cloudformation="SourcePrefixListId",
        live="PrefixListIds.*.PrefixListId",
    )

    sources = links(
        lambda: SecurityGroup,
        terraform=every("security_groups", "source_security_group_id", "referenced_security_group_id"),
        cloudformation="SourceSecurityGroupId",
        live="UserIdGroupPairs.*.GroupId",
    )
    """The security groups whose members are at the other end."""

    @statement
    def opens_nothing(self) -> bool:
        """It is about loopback only, as people write it who have to write some rule."""
        return self.is_loopback and not self.sources


class EgressRule(Rule):
    """One rule of a security group about traffic that goes out."""

    prefix_lists = links(
        lambda: PrefixList,
        terraform=every("prefix_list_ids", "prefix_list_id"),
        cloudformation="DestinationPrefixListId",
        live="PrefixListIds.*.PrefixListId",
    )

    destinations = links(
        lambda: SecurityGroup,
        terraform=every("security_groups", "source_security_group_id", "referenced_security_group_id"),
        cloudformation="DestinationSecurityGroupId",
        live="UserIdGroupPairs.*.GroupId",
    )
    """The security groups whose members are at the other end."""

    @statement
    def opens_nothing(self) -> bool:
        """It is about loopback only: the customary way to take from a group the rule that AWS gives it."""
        return self.is_loopback and not self.destinations


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
    def opens_nothing(self) -> bool:
        """It has no rules, or only such as open nothing."""
        return all(rule.opens_nothing for rule in self.ingress) and all(rule.opens_nothing for rule in self.egress)


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
