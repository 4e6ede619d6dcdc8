"""What AWS makes by itself: a network in each region, and a subnet of it in each zone."""

from __future__ import annotations

from pytest_aisec.aws import ec2


def is_default(subnet: ec2.Subnet) -> bool:
    """It is one of those that AWS makes in each zone, in the VPC that it makes in each region."""
    return subnet.declaration.type == "aws_default_subnet"


def is_default_vpc(vpc: ec2.Vpc) -> bool:
    """It is the one that AWS makes in each region."""
    return vpc.declaration.type == "aws_default_vpc"


def vpc_of(subnet: ec2.Subnet) -> ec2.Vpc:
    """The VPC that a subnet is in. Default subnets name none: theirs is the default one, where that is declared."""
    if is_default(subnet):
        found = [vpc for vpc in subnet.estate.beside(subnet, ec2.Vpc) if is_default_vpc(vpc)]
        if len(found) == 1:
            return found[0]
    return subnet.vpc
