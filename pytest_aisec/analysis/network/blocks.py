"""Public access that is blocked for all networks of a region, and the networks that this leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_aisec.analysis.network.places import vpc_of
from pytest_aisec.aws import ec2, ecs, elbv2
from pytest_aisec.aws.account_ids import credentials_of
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.existence import exists_beside
from pytest_aisec.model.resource import Resource, answer
from pytest_aisec.verdicts import Undetermined, choose


@answer
def is_cut_off(subnet: ec2.Subnet, outwards: bool = False) -> bool:
    """Internet gateways of its VPC let nothing in from the internet; `outwards`: nor out to it.

    Either mode of blocking closes both directions, NAT and egress-only gateways aside. An exclusion opens both, or the
    way out, which only counts where both are blocked. Files that declare no blocking say nothing of the account.
    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """
    around = list(_around(subnet))
    if _is_shared_by_another(subnet, around):
        return _is_said_to_be_cut_off(subnet)
    blocking = [each for each in around if each.mode != "off"]
    if not blocking:
        return False
    left_out = {each.mode for each in _exclusions(subnet)}
    if "allow-bidirectional" in left_out:
        return False
    return not (outwards and left_out and all(each.mode == "block-bidirectional" for each in blocking))


@answer
def stands_cut_off(placed: ec2.Instance | ecs.Service | elbv2.LoadBalancer) -> bool:
    """All subnets that it stands in are cut off, whatever addresses of the internet it has itself."""
    if not any(each.mode != "off" for each in _around(placed)):
        return False
    found = list(placed.subnets)
    return bool(found) and all(map(is_cut_off, found))


def _around(near: Resource) -> Iterator[ec2.VpcBlockPublicAccess]:
    """What blocks, or does not, where something stands. An account states it in each region."""
    for each in near.estate.beside(near, ec2.VpcBlockPublicAccess):
        if exists_beside(each, near) and _is_for_where(near, each):
            yield each
    if near.dialect is Dialect.LIVE:
        _all_told(near, ec2.VpcBlockPublicAccess)


def _is_shared_by_another(subnet: ec2.Subnet, around: Iterable[ec2.VpcBlockPublicAccess]) -> bool:
    """Another account owns it, and decides: blocking is for the VPCs and subnets that an account owns.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessOptions.html
    """
    owner = subnet.owner_account
    return owner is not None and any(each.account not in {None, owner} for each in around)


def _is_said_to_be_cut_off(subnet: ec2.Subnet) -> bool:
    if subnet.told_blocking == "off":
        return False
    raise Undetermined(f"whether {subnet.owner_account}, which shares {subnet.address}, blocks public access to it")


def _is_for_where(near: Resource, blocking: ec2.VpcBlockPublicAccess) -> bool:
    """Something stands in the account and region that blocking is for. Files may not tell, and then both are tried."""
    in_region = blocking.declaration.region == near.declaration.region
    if in_region and credentials_of(blocking) == credentials_of(near):
        return True
    said = f"whether {near.address} is in the {'account' if in_region else 'region'} that {blocking.address} is for"
    return choose(("one place", blocking.key, near.key), (True, False), said)


def _exclusions(subnet: ec2.Subnet) -> Iterator[ec2.VpcBlockPublicAccessExclusion]:
    """Those of a subnet or of its VPC. An account tells for which they are by ARNs, which a VPC does not tell."""
    vpc = vpc_of(subnet)
    if subnet.dialect is not Dialect.LIVE:
        yield from (*subnet.public_access_exclusions, *vpc.public_access_exclusions)
        return
    for each in subnet.estate.beside(subnet, ec2.VpcBlockPublicAccessExclusion):
        named = each.subnet or each.vpc
        if named is not None and named.address in {subnet.address, vpc.address}:
            yield each
    _all_told(subnet, ec2.VpcBlockPublicAccessExclusion)


def _all_told(near: Resource, kind: type[Resource]) -> None:
    """Raises Undetermined for an account that does not tell what there is of a type."""
    for unread in near.estate.hidden(near, (kind.canonical_type,)):
        raise Undetermined(str(unread))
