"""The machines of jobs: which of them have disks that take no key."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import Attribute
from pytest_aisec.model.links import Link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import View, statement

_WITH_DISKS = Regex(r"ml\.(g4dn|g5|g6e?|g7e?|p3dn|p4de?|p5e?n?|p6-b[23]00|p6e-gb200|r5d|trn1n?|trn2)\..+")


def encrypts_its_disks(instance_type: str | None) -> bool:
    """Whether a type (`ml.g5.xlarge`) brings disks of its own, which its hardware encrypts: jobs can name no key then.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html,
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
    """
    return instance_type is not None and _WITH_DISKS.fullmatch(instance_type) is not None


class OnMachines(View):
    """What runs on machines with disks: a job, or how some jobs are run."""

    instance_type: Attribute[str | None]
    volume_key: Link[kms.Key]

    @statement
    def disks_take_no_key(self) -> bool:
        """It names no key for its disks, and could not: its machines encrypt theirs themselves."""
        return self.volume_key is None and encrypts_its_disks(self.instance_type)
