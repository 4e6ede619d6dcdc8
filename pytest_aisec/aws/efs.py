"""Amazon EFS."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Names, Resource


class FileSystem(
    Resource,
    terraform="aws_efs_file_system",
    cloudformation="AWS::EFS::FileSystem",
    live=Listing("efs", "DescribeFileSystems", "FileSystems", id="FileSystemArn"),
    names=Names(cloudformation=("FileSystemId",), live=("FileSystemId", "FileSystemArn")),
):
    """A file system for many machines at once.

    https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html
    """

    encrypted = boolean(default=False)
    """Only where it is asked for.

    https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html
    """
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    statements = blocks(
        PolicyStatement,
        terraform=document(companion("aws_efs_file_system_policy", by="file_system_id") / "policy"),
        cloudformation=document("FileSystemPolicy"),
        live=document(
            call("efs", "DescribeFileSystemPolicy", {"FileSystemId": "FileSystemId"}, absent=("PolicyNotFound",))
            / "Policy"
        ),
    )
    """Those of its policy; without one everybody in its network may mount it.

    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    mount_targets = referrers(lambda: MountTarget, by="file_system")


class MountTarget(
    Resource,
    terraform="aws_efs_mount_target",
    cloudformation="AWS::EFS::MountTarget",
    live=Listing(
        "efs",
        "DescribeMountTargets",
        "MountTargets",
        id="MountTargetId",
        per="AWS::EFS::FileSystem",
        per_parameters={"FileSystemId": "FileSystemId"},
    ),
    names=Names(cloudformation=("Id",), live=("MountTargetId",)),
):
    """Where a network reaches a file system."""

    file_system = link(lambda: FileSystem, terraform="file_system_id", cloudformation="FileSystemId")
    subnet = link(lambda: ec2.Subnet, terraform="subnet_id", cloudformation="SubnetId")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="security_groups",
        cloudformation="SecurityGroups",
        live=call("efs", "DescribeMountTargetSecurityGroups", {"MountTargetId": "MountTargetId"}) / "SecurityGroups",
    )
