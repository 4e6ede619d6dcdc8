"""The account itself, and each of its regions that was looked into."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.resource import Names, Resource


class Account(
    Resource,
    live=Listing("sts", "GetCallerIdentity", "[@]", id="Account", scope="account"),
    names=Names(live=("Account",)),
):
    """An account that is read live; files do not declare one."""

    number = text(terraform=never("files are not an account"), cloudformation=never("as above"), live="Account")


class Region(
    Resource,
    live=Listing(
        "ec2",
        "DescribeAvailabilityZones",
        "[AvailabilityZones[0]]",
        id="RegionName",
    ),
    names=Names(live=("RegionName",)),
):
    """A region of an account that is read live: what is there once per region, or missing, is judged here."""

    name = text(terraform=never("files are not a region"), cloudformation=never("as above"), live="RegionName")
