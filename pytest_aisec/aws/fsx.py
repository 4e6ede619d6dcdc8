"""Amazon FSx."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import unmapped
from pytest_aisec.model.resource import Names, Resource


class FileSystem(
    Resource,
    terraform=(
        "aws_fsx_lustre_file_system",
        "aws_fsx_openzfs_file_system",
        "aws_fsx_ontap_file_system",
        "aws_fsx_windows_file_system",
    ),
    cloudformation="AWS::FSx::FileSystem",
    live=Listing("fsx", "DescribeFileSystems", "FileSystems", id="ResourceARN"),
    names=Names(
        terraform=("dns_name",),
        cloudformation=("Id", "ResourceARN", "DNSName"),
        live=("FileSystemId", "ResourceARN", "DNSName"),
    ),
):
    """A file system of another vendor's kind; its data is always encrypted, by AWS's key where it names none.

    https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html
    """

    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    subnets = links(lambda: ec2.Subnet, terraform="subnet_ids", cloudformation="SubnetIds")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="security_group_ids",
        cloudformation="SecurityGroupIds",
        live=unmapped("the API tells its network interfaces, not their security groups"),
    )
    kind = text(
        default=None,
        terraform=never("each kind has a resource type of its own"),
        cloudformation="FileSystemType",
    )
    """`LUSTRE`, `OPENZFS`."""
