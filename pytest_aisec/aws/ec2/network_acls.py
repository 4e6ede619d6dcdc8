"""Network ACLs: stateless firewalls of subnets."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from pytest_aisec.aws.ec2.addresses import PROTOCOL, is_anywhere, is_elsewhere, range_of
from pytest_aisec.aws.ec2.firewalls import ALL_PROTOCOLS
from pytest_aisec.aws.ec2.networks import Subnet, Vpc
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, when
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement


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

    @statement
    def serves(self) -> bool:
        """It is about TCP to ports of servers, not only to those that answers come back to."""
        if self.protocol == ALL_PROTOCOLS:
            return True
        low = self.from_port
        return self.protocol == "tcp" and low is not None and low < _EPHEMERAL and not self._is_of_answers(low)

    def _is_of_answers(self, low: int) -> bool:
        return low >= _UNPRIVILEGED and self.to_port is not None and self.to_port > _EPHEMERAL


class OutgoingEntry(NetworkAclEntry):
    """A numbered rule about traffic that goes out, as Terraform writes it inside of the network ACL."""

    number = integer(
        terraform="rule_no",
        cloudformation=never("a resource of its own"),
        live=never("they are listed with the others"),
    )
    allows = boolean(
        switch=switch(allow=True, deny=False),
        terraform="action",
        cloudformation=never("a resource of its own"),
        live=never("they are listed with the others"),
    )
    egress = boolean(
        default=True,
        terraform=never("the name of the block tells"),
        cloudformation=never("a resource of its own"),
        live=never("the listing tells"),
    )


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

    outgoing = blocks(
        OutgoingEntry,
        terraform="egress",
        cloudformation=never("each rule is a resource of its own"),
        live=never("they are listed with the others"),
    )
    """What Terraform writes inside of it about traffic that goes out."""

    @statement
    def lets_everything_out(self) -> bool:
        """An outgoing rule, before any denial, allows every protocol to everywhere."""
        until_denial = itertools.takewhile(lambda entry: entry.allows, self._leaving())
        return any(_allows_all(entry) for entry in until_denial)

    @property
    def unanswered(self) -> list[int]:
        """The numbers of incoming rules about ports of servers whose callers get no answer.

        Network ACLs do not remember: answers go to the ports that callers have chosen, and need a rule of their own.
        https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
        """
        out = [entry for entry in self._leaving() if entry.allows and entry.is_about(_EPHEMERAL)]
        incoming = [entry for entry in self.entries if not entry.egress and entry.allows and entry.serves]
        used = [entry for entry in incoming if any(map(is_elsewhere, entry.cidrs))]
        return sorted(entry.number for entry in used if not any(_meet(entry.cidrs, each.cidrs) for each in out))

    def _leaving(self) -> list[NetworkAclEntry]:
        leaving = [*(entry for entry in self.entries if entry.egress), *self.outgoing]
        return sorted(leaving, key=lambda entry: entry.number)

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


def _meet(some: Iterable[str], others: Iterable[str]) -> bool:
    """Two lists of address ranges have addresses in common."""
    theirs = [range_of(cidr) for cidr in others]
    ours = [range_of(cidr) for cidr in some]
    return any(one.version == other.version and one.overlaps(other) for one in ours for other in theirs)


_UNPRIVILEGED, _EPHEMERAL = 1024, 49152
"""From where callers may choose their port, and a port that every system chooses from."""
