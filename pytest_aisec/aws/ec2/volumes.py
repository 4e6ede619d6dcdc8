"""Disks of machines."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.aws.ec2.managed import MANAGED_TOO
from pytest_aisec.model.attribute import boolean, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.resource import Block, Names, Resource

_NO_KEY = never("no key can be named there")
_BY_DEFAULT = unstated("the account's default for encryption, which is not declared here, decides")


class Device(Block):
    """A disk that is made with its machine, which a launch configuration names no key for.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """

    encrypted = boolean(default=_BY_DEFAULT)
    kms_key = link(lambda: kms.Key, terraform=_NO_KEY, cloudformation=_NO_KEY, live=_NO_KEY)


class FleetDevice(Device):
    """A disk of the instances of a Spot fleet, which templates name no key for."""

    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation=_NO_KEY)


class OwnDevice(Device):
    """A disk of one instance."""

    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")


class TemplateDevice(OwnDevice):
    """A disk of what is launched from a template, of which Terraform says in words whether it is encrypted."""

    encrypted = boolean(default=_BY_DEFAULT, switch=switch(true=True, false=False))


class Volume(
    Resource,
    terraform="aws_ebs_volume",
    cloudformation="AWS::EC2::Volume",
    live=Listing("ec2", "DescribeVolumes", "Volumes", id="VolumeId", parameters=MANAGED_TOO),
    names=Names(cloudformation=("VolumeId",), live=("VolumeId",)),
):
    """A disk."""

    encrypted = boolean(default=False)
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    instances = referrers(lambda: ec2.Instance, by="volumes")
    """The instances that it is attached to."""


class Snapshot(
    Resource,
    live=Listing("ec2", "DescribeSnapshots", "Snapshots", id="SnapshotId", parameters={"OwnerIds": ["self"]}),
    names=Names(live=("SnapshotId",)),
):
    """What a disk was at some time, kept by the account. What files make of a disk is encrypted as that is.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
    """

    encrypted = boolean(live="Encrypted")
    volume = link(lambda: Volume, live="VolumeId")
