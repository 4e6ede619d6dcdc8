"""Jobs beside training: whether what they work on is encrypted."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.aws import kms, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class _Job:
    """A job of one of some types."""

    filled_by: ClassVar[tuple[type[Resource], ...]]

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(cls(each), each) for each in inventory if isinstance(each, cls.filled_by)]

    def __repr__(self) -> str:
        return self.resource.address


class StoringJob(_Job):
    """A job that copies data to disks of its own."""

    filled_by = (sagemaker.ProcessingJob, sagemaker.TuningJob, sagemaker.TransformJob, sagemaker.AutoMLJob)

    @property
    def volumes_encrypted_with_customer_managed_key(self) -> bool:
        """Every disk that takes a key is encrypted with one of the account; NotApplicable where none does."""
        match self.resource:
            case sagemaker.TuningJob(definitions=definitions):
                taking = [each for each in definitions if not each.disks_take_no_key]
                if len(taking) < len(definitions) and not taking:
                    raise NotApplicable(_HARDWARE)
                return all(_own(each.volume_key) for each in taking)
            case sagemaker.ProcessingJob() | sagemaker.TransformJob() as job:
                if job.disks_take_no_key:
                    raise NotApplicable(_HARDWARE)
                return _own(job.volume_key)
            case sagemaker.AutoMLJob() as job:
                return _own(job.volume_key)
        raise TypeError(self.resource.type)


class WritingJob(_Job):
    """A job that writes what it found to a bucket."""

    filled_by = (*StoringJob.filled_by, sagemaker.LabelingJob, sagemaker.CompilationJob)

    @property
    def output_encrypted_with_customer_managed_key(self) -> bool:
        """All that it writes is encrypted with a key of the account."""
        match self.resource:
            case sagemaker.TuningJob(definitions=definitions):
                return all(_own(each.output_key) for each in definitions)
            case sagemaker.ProcessingJob() | sagemaker.TransformJob() | sagemaker.AutoMLJob() as job:
                return _own(job.output_key)
            case sagemaker.LabelingJob() | sagemaker.CompilationJob() as job:
                return _own(job.output_key)
        raise TypeError(self.resource.type)


class DistributedJob(_Job):
    """A job that may run on several machines."""

    filled_by = (sagemaker.ProcessingJob, sagemaker.TuningJob, sagemaker.AutoMLJob)

    @property
    def traffic_encrypted(self) -> bool:
        """Its machines talk to each other encrypted; NotApplicable to a single machine."""
        match self.resource:
            case sagemaker.TuningJob(definitions=definitions):
                several = [each for each in definitions if each.machines > 1]
                if not several:
                    raise NotApplicable(_ALONE)
                return all(each.traffic_encrypted for each in several)
            case sagemaker.ProcessingJob() as job:
                if job.machines == 1:
                    raise NotApplicable(_ALONE)
                return job.traffic_encrypted
            case sagemaker.AutoMLJob() as job:
                return job.traffic_encrypted
        raise TypeError(self.resource.type)


class PlacedJob(_Job):
    """A job that runs on machines of the service, or in a VPC."""

    filled_by = (sagemaker.TrainingJob, sagemaker.ProcessingJob, sagemaker.TuningJob, sagemaker.AutoMLJob)

    @property
    def in_a_vpc(self) -> bool:
        """All of its machines stand in subnets of the account."""
        match self.resource:
            case sagemaker.TuningJob(definitions=definitions):
                return all(bool(each.subnets) for each in definitions)
            case sagemaker.TrainingJob() | sagemaker.ProcessingJob() | sagemaker.AutoMLJob() as job:
                return bool(job.subnets)
        raise TypeError(self.resource.type)


class IsolableJob(_Job):
    """A job whose containers can be kept off every network."""

    filled_by = (sagemaker.TrainingJob, sagemaker.ProcessingJob, sagemaker.TuningJob)

    @property
    def network_isolated(self) -> bool:
        """None of its containers has a way to the network."""
        match self.resource:
            case sagemaker.TuningJob(definitions=definitions):
                return all(each.network_isolated for each in definitions)
            case sagemaker.TrainingJob() | sagemaker.ProcessingJob() as job:
                return job.network_isolated
        raise TypeError(self.resource.type)


_ALONE = "it runs on a single machine"
_HARDWARE = "its machines encrypt their disks themselves, and take no key"


def _own(key: kms.Key | None) -> bool:
    return key is not None and key.customer_managed
