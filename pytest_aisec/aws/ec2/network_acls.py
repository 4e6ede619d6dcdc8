"""Network ACLs: stateless firewalls of subnets."""

from __future__ import annotations

from pytest_aisec.aws.ec2.addresses import PROTOCOL
from pytest_aisec.aws.ec2.networks import Subnet, Vpc
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, when
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource


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
