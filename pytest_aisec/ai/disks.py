"""The disks of machines: those that are there, and those that are made with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NoReturn

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.parts import parts
from pytest_aisec.aws import autoscaling, ec2, kms
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable, Undetermined

Launcher = ec2.Instance | ec2.LaunchTemplate | ec2.SpotFleet | autoscaling.LaunchConfiguration
LAUNCHERS = (ec2.Instance, ec2.LaunchTemplate, ec2.SpotFleet, autoscaling.LaunchConfiguration)
"""What says of which kind the disks are that are made with a machine."""


def disks_of(machine: Resource) -> Iterator[ec2.Volume | ec2.Device]:
    """Every disk of a machine, or of those that are launched from a template or a fleet.

    NotApplicable where these are resources of their own. Files need not state the disk that an image brings: what
    then becomes of it is not known.
    """
    launcher = _launcher(machine)
    if isinstance(launcher, ec2.Instance):
        yield from launcher.volumes
    stated = False
    for device in _made_with(launcher):
        stated = True
        yield device
    if not stated and launcher.dialect is not Dialect.LIVE:
        raise Undetermined(f"{launcher.address} states no disk: its image and its account decide")


class HostSnapshot(ec2.Snapshot):
    """A snapshot of a disk of a machine that runs models, as an account keeps it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ec2.Snapshot, ec2.Volume, ec2.Instance)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Those of disks that are attached to such a machine, with the place of that in the estate."""
        found = parts(inventory, Role.MODEL_HOST, inventory.of(ec2.Snapshot), _machines)
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]


def _machines(snapshot: Resource) -> Sequence[Resource]:
    assert isinstance(snapshot, ec2.Snapshot)
    return snapshot.volume.instances if snapshot.volume is not None and snapshot.volume.unseen is None else ()


def encrypted_anyway(machine: Resource) -> bool:
    """The account, as it is declared beside it, encrypts new disks whatever is said of them."""
    return _launcher(machine).is_encrypted_by_default


def keys_of_disks(machine: Resource) -> Iterator[kms.Key | None]:
    """By which key each disk is encrypted; None for AWS's own, where nothing else is said, and for plain disks.

    Where the default key of the account is declared beside it, that is the key of disks that name none.
    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """
    launcher = _launcher(machine)
    for disk in disks_of(launcher):
        key = disk.kms_key
        if key is None and launcher.dialect is not Dialect.LIVE and (disk.encrypted or encrypted_anyway(launcher)):
            key = next((each.kms_key for each in launcher.default_keys), None)
        if key is None:
            _ = disk.encrypted  # read last: beside it the key is to be named
        yield key


def _launcher(machine: Resource) -> Launcher:
    if not isinstance(machine, LAUNCHERS):
        raise NotApplicable("its instances, or its service, are judged for their disks")
    if machine.dialect is Dialect.LIVE and not isinstance(machine, ec2.Instance):
        _judged_themselves()
    if isinstance(machine, ec2.LaunchTemplate) and machine.instances and not machine.fleets:
        _judged_themselves()
    return machine


def _judged_themselves() -> NoReturn:
    raise NotApplicable("its instances are judged for their disks")


def _made_with(launcher: Launcher) -> Iterable[ec2.Device]:
    """What an instance does not say of its disks, its launch template says."""
    if isinstance(launcher, ec2.SpotFleet):
        return (device for each in launcher.specifications for device in each.devices)
    own = launcher.devices
    if own or not isinstance(launcher, ec2.Instance) or launcher.dialect is Dialect.LIVE:
        return own
    return launcher.launch_template.devices if launcher.launch_template is not None else ()
