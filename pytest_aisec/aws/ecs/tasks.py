"""Amazon ECS: task definitions."""

from __future__ import annotations

from pytest_aisec.aws import ecr, efs, iam, logs, secretsmanager
from pytest_aisec.aws.ecs import task_sets
from pytest_aisec.aws.ecs.services import Service
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource
from pytest_aisec.model.structure import decoded


class ResourceRequirement(Block):
    """A device that a container asks for."""

    kind = text(
        among=("GPU", "InferenceAccelerator", "NeuronDevice"), terraform="type", cloudformation="Type", live="type"
    )


class PortMapping(Block):
    """A port at which a container answers."""

    container_port = integer(default=None, terraform="containerPort", cloudformation="ContainerPort")
    protocol = text(among=("tcp", "udp"), default="tcp")


class Variable(Block):
    """A variable in the environment of a container."""

    name = text(default=None)
    value = text(default=None)


class Container(Block):
    """A container of a task. In Terraform it is written in JSON, in the words of the API.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """

    name = text(default=None)
    image = text(default=None)
    repository = link(
        lambda: ecr.Repository,
        terraform="image",
        cloudformation="Image",
        live="image",
        reads=ecr.repository_name,
    )
    requirements = blocks(ResourceRequirement, terraform="resourceRequirements", cloudformation="ResourceRequirements")
    ports = blocks(PortMapping, terraform="portMappings", cloudformation="PortMappings", live="portMappings")
    devices = texts(
        terraform="linuxParameters.devices.*.hostPath",
        cloudformation="LinuxParameters.Devices.*.HostPath",
    )
    """The devices of its instance that it gets (`/dev/neuron0`)."""
    variables = blocks(Variable, terraform="environment", cloudformation="Environment", live="environment")
    log_group = link(
        lambda: logs.LogGroup,
        terraform="logConfiguration.options.awslogs-group",
        cloudformation="LogConfiguration.Options.awslogs-group",
        live="logConfiguration.options.awslogs-group",
    )
    """Where what it writes ends up, if CloudWatch Logs takes it."""
    privileged = boolean(default=False)
    root_is_read_only = boolean(
        default=False,
        terraform="readonlyRootFilesystem",
        cloudformation="ReadonlyRootFilesystem",
        live="readonlyRootFilesystem",
    )


class Volume(Block):
    """A file system that tasks mount; one of another kind than EFS has none.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html
    """

    file_system = link(
        lambda: efs.FileSystem,
        terraform="efs_volume_configuration.file_system_id",
        cloudformation="EFSVolumeConfiguration.FilesystemId",
        live="efsVolumeConfiguration.fileSystemId",
    )
    encrypted_in_transit = boolean(
        default=False,
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="efs_volume_configuration.transit_encryption",
        cloudformation="EFSVolumeConfiguration.TransitEncryption",
        live="efsVolumeConfiguration.transitEncryption",
    )


class TaskDefinition(
    Resource,
    terraform="aws_ecs_task_definition",
    cloudformation="AWS::ECS::TaskDefinition",
    live=Listing(
        "ecs",
        "DescribeTaskDefinition",
        "[@]",
        id="taskDefinition.taskDefinitionArn",
        parameters={"include": ["TAGS"]},
        per="AWS::ECS::Service",
        per_parameters={"taskDefinition": task_sets.TASK_DEFINITION},
    ),
    names=Names(
        terraform=("family", "arn_without_revision"),
        cloudformation=("TaskDefinitionArn", "Family"),
        live=("taskDefinition.taskDefinitionArn",),
    ),
):
    """What tasks are started from; of an account the revisions that services run, not all that ever were.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
    """

    network_mode = text(among=("awsvpc", "bridge", "host", "none"), default="bridge", live="taskDefinition.networkMode")
    containers = blocks(
        Container,
        terraform=decoded("container_definitions"),
        cloudformation="ContainerDefinitions",
        live="taskDefinition.containerDefinitions",
    )
    accelerators = texts(
        terraform=never("the provider has no argument for them any more"),
        cloudformation="InferenceAccelerators.*.DeviceType",
        live="taskDefinition.inferenceAccelerators.*.deviceType",
    )
    task_role = link(
        lambda: iam.Role, terraform="task_role_arn", cloudformation="TaskRoleArn", live="taskDefinition.taskRoleArn"
    )
    """The role through which its containers act."""
    execution_role = link(
        lambda: iam.Role,
        terraform="execution_role_arn",
        cloudformation="ExecutionRoleArn",
        live="taskDefinition.executionRoleArn",
    )
    """The role through which ECS fetches images and secrets for it."""
    services = referrers(lambda: Service, by="task_definition")


class EquippedTask(TaskDefinition):
    """A task definition with what its tasks are given: apart, so that only who asks for that has these types read."""

    volumes = blocks(Volume, terraform="volume", cloudformation="Volumes", live="taskDefinition.volumes")
    secrets = links(
        lambda: secretsmanager.Secret,
        terraform=decoded("container_definitions") / "*.secrets.*.valueFrom",
        cloudformation=every("ContainerDefinitions.*.Secrets.*.ValueFrom"),
        live=every("taskDefinition.containerDefinitions.*.secrets.*.valueFrom"),
        reads=secretsmanager.secret_arn,
    )
    """The secrets that ECS puts into the environment of its containers; parameters of Systems Manager are none."""
