"""How far from a model host the answers of its metadata service travel."""

from __future__ import annotations

from typing import ClassVar, NoReturn

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.analysis.containers import starts_containers
from pytest_aisec.analysis.masked import decoded, has_containers_started, kinds_left_out
from pytest_aisec.aws import autoscaling, batch, ec2, ecs, eks, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.tags import tags_of
from pytest_aisec.values import Located, Masked, PartlyKnown, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_Launcher = ec2.Instance | ec2.LaunchTemplate | autoscaling.LaunchConfiguration
_SCRIPTS = ("user_data", "user_data_base64", "UserData", "LaunchTemplateData.UserData")
_OF_CONTAINERS = Regex(r"(aws:)?eks:|kubernetes\.io/|k8s\.io/|karpenter\.sh/|AmazonECSManaged|AWSBatchServiceTag")
"""Keys of the tags by which clusters know their machines.

https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
"""


class MetadataHost(ModelHost):
    """A machine that runs models, by who can ask its metadata service."""

    looks_from: ClassVar[tuple[type[Resource], ...]] = (ec2.StartedInstance,)

    @property
    def keeps_metadata_near(self) -> bool:
        """Answers reach the machine alone, or one hop more where it runs containers, which are a hop away.

        What says nothing follows the account's default for the region, and then its image, which says 1 or 2: enough
        for containers; of other machines it is not known.
        https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
        """
        machine = self.resource
        match machine:
            case sagemaker.NotebookInstance():
                raise NotApplicable("SageMaker decides how far the answers of its metadata service travel")
            case ecs.Service() | ecs.TaskDefinition() | batch.JobDefinition():
                raise NotApplicable("its container instances are judged for their metadata service; Fargate has none")
            case eks.Nodegroup() | batch.ComputeEnvironment():
                _judged_elsewhere(machine)
            case ec2.SpotFleet():
                raise Undetermined(f"{machine.address} cannot state a hop limit: its image and its account decide")
        if _endpoint(machine) == "disabled":
            return True
        hops = _hops(machine)
        if hops is None:
            if _is_cluster_machine(machine):
                return True
            raise Undetermined(f"{machine.address} states no hop limit: its image decides, which says 1 or 2")
        return hops <= 1 or (hops == _ONE_MORE and _runs_containers(machine))


_ONE_MORE = 2


def _judged_elsewhere(fleet: eks.Nodegroup | batch.ComputeEnvironment) -> NoReturn:
    if fleet.launch_template is None and fleet.dialect is not Dialect.LIVE:
        raise NotApplicable("it runs containers, and has a template of AWS's own")
    raise NotApplicable("its launch template, or its instances, are judged for their metadata service")


def _endpoint(machine: _Launcher) -> str | None:
    endpoint = machine.metadata_endpoint
    if endpoint is None and isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        return machine.launch_template.metadata_endpoint
    return endpoint


def _hops(machine: _Launcher) -> int | None:
    """What it, its template, or the account says; None where nobody does."""
    by_default = next((each.hops for each in machine.metadata_defaults if each.hops > 0), None)
    hops = machine.metadata_hops  # read last: it is where a person would look first
    if hops is None and isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        hops = machine.launch_template.metadata_hops
    return by_default if hops is None else hops


def _is_cluster_machine(machine: _Launcher) -> bool:
    """A cluster starts it, or knows it by a tag."""
    if isinstance(machine, ec2.LaunchTemplate) and (machine.node_groups or machine.compute_environments):
        return True
    return any(_OF_CONTAINERS.match(key) for key in tags_of(machine))


def _runs_containers(machine: _Launcher) -> bool:
    """It is of a cluster, or its script starts containers. Raises Undetermined where the script is not known."""
    if _is_cluster_machine(machine):
        return True
    scripts = _scripts_of(machine)
    for script in scripts:
        parts = script.value.parts if isinstance(script.value, PartlyKnown) else [script.value]
        told = has_containers_started(kinds_left_out(part for part in parts if isinstance(part, Unknown)))
        if told or starts_containers(_known_text(script)):
            return True
    for script in scripts:
        if isinstance(script.value, Unknown) and not isinstance(script.value, Masked):
            raise Undetermined(f"whether it starts containers: {script.value}")
    return False


def _known_text(script: Located) -> str:
    """What is known of a script, which may be written in base64, or be known before it is."""
    match script.value:
        case PartlyKnown(structure=Located(value=PartlyKnown()) as plain):
            return known_parts(plain)
    return decoded(known_parts(script))


def _scripts_of(machine: _Launcher) -> list[Located]:
    """What it may start with; of an instance of an account that is one script, wherever it came from."""
    if isinstance(machine, ec2.Instance) and machine.dialect is Dialect.LIVE:
        read = ec2.StartedInstance.user_data
        if all(step_into(machine.body, [each.entry]).value is None for each in read.calls()):
            raise Undetermined(f"{machine.address}: whether its script starts containers is not read")
        return [read.locate(machine)]
    launchers: list[Resource] = [machine]
    if isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        launchers.append(machine.launch_template)
    return [step_into(each.body, path.split(".")) for each in launchers for path in _SCRIPTS]
