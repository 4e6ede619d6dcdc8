"""Disks of machines."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import boolean, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Block, Names, Resource

_BY_DEFAULT = unstated("the account's default for encryption, which is not declared here, decides")


class Device(Block):
    """A disk that is made with its machine.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """

    encrypted = boolean(default=_BY_DEFAULT)


class Volume(
    Resource,
    terraform="aws_ebs_volume",
    cloudformation="AWS::EC2::Volume",
    live=Listing("ec2", "DescribeVolumes", "Volumes", id="VolumeId"),
    names=Names(cloudformation=("VolumeId",), live=("VolumeId",)),
):
    """A disk."""

    encrypted = boolean(default=False)
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
