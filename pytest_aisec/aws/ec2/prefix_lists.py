"""Managed prefix lists: address ranges that rules and routes name together."""

from __future__ import annotations

from pytest_aisec.model.attribute import texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.resource import Names, Resource


class PrefixList(
    Resource,
    terraform="aws_ec2_managed_prefix_list",
    cloudformation="AWS::EC2::PrefixList",
    live=Listing("ec2", "DescribeManagedPrefixLists", "PrefixLists", id="PrefixListId"),
    names=Names(cloudformation=("PrefixListId",), live=("PrefixListId",)),
):
    """A list of address ranges, the account's own or one that AWS keeps."""

    cidrs = texts(
        terraform=every("entry.*.cidr", companion("aws_ec2_managed_prefix_list_entry", by="prefix_list_id") / "cidr"),
        cloudformation="Entries.*.Cidr",
        live=call("ec2", "GetManagedPrefixListEntries", {"PrefixListId": "PrefixListId"}) / "Entries.*.Cidr",
    )
