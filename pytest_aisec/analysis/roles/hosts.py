"""Model hosts: the machines and tasks that run models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.analysis.roles.tasks import runs_a_model
from pytest_aisec.aws import autoscaling, batch, ec2, ecs, eks, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import Undetermined

ACCELERATED = Regex(r"^(p\d|g\d|gr\d|inf\d|trn\d|dl\d)[a-z0-9-]*\.")
"""Instance families with an accelerator that models run on.

https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
"""


Imaged = ec2.ImagedInstance | ec2.ImagedLaunchTemplate | autoscaling.LaunchConfiguration | ec2.LaunchSpecification

_CANDIDATES = (
    sagemaker.NotebookInstance,
    ec2.Instance,
    ec2.LaunchTemplate,
    ec2.SpotFleet,
    autoscaling.LaunchConfiguration,
    eks.Nodegroup,
    batch.ComputeEnvironment,
    ecs.Service,
    ecs.TaskDefinition,
    batch.JobDefinition,
)


@finds(Role.MODEL_HOST, among=_CANDIDATES)
def model_hosts(inventory: Inventory) -> Iterator[Member]:
    """Machines and fleets of them with an accelerator, notebook instances, and tasks that run models."""

    def why(resource: Resource) -> str | None:
        match resource:
            case sagemaker.NotebookInstance():
                return "SageMaker notebook instance"
            case ec2.Instance() | ec2.LaunchTemplate():
                return _deep_learning(resource) or _asked_for(resource) or _accelerator(_instance_types(resource))
            case autoscaling.LaunchConfiguration():
                return _named([resource]) or _accelerator([resource.instance_type or ""])
            case ec2.SpotFleet():
                specified = resource.specifications
                return _named(certain_items(specified)) or _accelerator(each.instance_type or "" for each in specified)
            case batch.ComputeEnvironment():
                return _accelerator(_fleet_types(resource))
            case eks.Nodegroup():
                return _accelerator(_fleet_types(resource)) or _image_for_accelerators(resource)
            case ecs.TaskDefinition() | batch.JobDefinition():
                return runs_a_model(resource)
            case ecs.Service():
                return _task(resource)
        return None

    return select((resource for resource in inventory if isinstance(resource, _CANDIDATES)), why)


_DEEP_LEARNING = Regex(
    r"Deep[ *?]Learning|/aws/service/(?:deeplearning/ami|neuron/dlami)/"
    r"|/aws/service/(?:ecs/optimized-ami|eks/optimized-ami|bottlerocket)/.*\b(?:gpu|nvidia|neuron|inf)\b"
    r"|(?:-ami-ecs|amazon-eks|^bottlerocket)-.*\b(?:gpu|nvidia|neuron|inf)\b",
    re.IGNORECASE,
)
"""The names of the images that AWS makes for models, or for accelerators in clusters, and the parameters that hold
their ids.

https://docs.aws.amazon.com/dlami/latest/devguide/what-is-dlami.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html,
https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html,
https://bottlerocket.dev/en/os/latest/#/concepts/variants/
"""


def _deep_learning(machine: ec2.Instance | ec2.LaunchTemplate) -> str | None:
    """The image of a machine, by its name. One of which nothing is known does not count: most are for no model."""
    if isinstance(machine, ec2.LaunchTemplate):
        return _named([machine.seen_as(ec2.ImagedLaunchTemplate)])
    reason = _named([machine.seen_as(ec2.ImagedInstance)])
    template = machine.launch_template if reason is None else None
    return reason if template is None or template.unseen is not None else _deep_learning(template)


def _asked_for(machine: ec2.Instance | ec2.LaunchTemplate) -> str | None:
    """The accelerator that instances are to have where AWS chooses their type."""
    if isinstance(machine, ec2.Instance):
        return None
    asked = list(certain_items(machine.seen_as(ec2.ImagedLaunchTemplate).accelerators))
    for fleet in machine.fleets if machine.dialect is not Dialect.LIVE else []:
        if isinstance(fleet, autoscaling.AutoScalingGroup | ec2.EC2Fleet | ec2.SpotFleet):
            asked += certain_items(fleet.accelerators)
    kinds = [each for each in asked if each != "0"]
    return f"instances with an accelerator are asked for ({kinds[0]})" if kinds else None


def _named(machines: Iterable[Imaged]) -> str | None:
    for machine in machines:
        for found in _image_texts(machine):
            if _DEEP_LEARNING.search(found):
                return f"image {found}"
    return None


def _image_texts(machine: Imaged) -> Iterator[str]:
    settings = [type(machine).image]
    if isinstance(machine, ec2.ImagedInstance | ec2.ImagedLaunchTemplate):
        settings.append(type(machine).image_name)
    for setting in settings:
        found = setting.settled(machine, setting.locate(machine)).value
        match found:
            case str():
                yield found
            case PartlyKnown(parts=parts):
                yield from (text for part in parts if isinstance(part, Unknown) for text in part.sought)
            case Unknown(sought=texts):
                yield from texts


def _task(service: ecs.Service) -> str | None:
    """A definition that was not read does not count: its tasks may be anything."""
    definition = service.task_definition
    if definition is None or definition.unseen is not None:
        return None
    reason = runs_a_model(definition)
    return None if reason is None else f"{definition.address}: {reason}"


def _accelerator(kinds: Iterable[str]) -> str | None:
    for kind in kinds:
        if ACCELERATED.match(kind if "." in kind else f"{kind}."):  # Batch takes families too
            return f"instance type {kind}"
    return None


_FOR_ACCELERATORS = Regex(r".*_(GPU|NVIDIA|NEURON)(_.*)?")


def _image_for_accelerators(group: eks.Nodegroup) -> str | None:
    """EKS starts machines with an accelerator from such an image where the group names no type.

    https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html
    """
    if group.instance_types or (group.launch_template is not None and group.launch_template.instance_type):
        return None
    kind = group.ami_type or ""
    return f"image type {kind}" if _FOR_ACCELERATORS.fullmatch(kind) else None


def _fleet_types(fleet: eks.Nodegroup | batch.ComputeEnvironment) -> Iterator[str]:
    yield from fleet.instance_types
    if not fleet.instance_types and fleet.launch_template is not None and fleet.launch_template.instance_type:
        yield fleet.launch_template.instance_type


def _instance_types(machine: ec2.Instance | ec2.LaunchTemplate) -> Iterator[str]:
    """What a machine runs on. A template that leaves it to whatever launches from it may run on anything."""
    kind = machine.instance_type
    if kind is None and isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        kind = machine.launch_template.instance_type
    if kind is not None:
        yield kind
    if isinstance(machine, ec2.Instance) or machine.dialect is Dialect.LIVE:
        return
    of_fleets = [each for fleet in machine.fleets for each in fleet.instance_types]
    yield from of_fleets
    if kind is None and not of_fleets and not machine.instances:
        raise Undetermined(f"{machine.address} names no instance type: whatever launches from it decides")
