"""AWS Batch."""

from __future__ import annotations

from pytest_aisec.aws import ec2, ecr, ecs, iam, logs
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import blocks, fellows, link, links
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, Resource
from pytest_aisec.model.structure import decoded, structure

_CONTAINER = decoded("container_properties")
_TASKS = decoded("ecs_properties") / "taskProperties.*.containers.*"
_NODES = decoded("node_properties") / "nodeRangeProperties.*.container"


class ComputeEnvironment(
    Resource,
    terraform="aws_batch_compute_environment",
    cloudformation="AWS::Batch::ComputeEnvironment",
    live=Listing("batch", "DescribeComputeEnvironments", "computeEnvironments", id="computeEnvironmentArn"),
    names=Names(
        terraform=("name",),
        cloudformation=("ComputeEnvironmentName", "ComputeEnvironmentArn"),
        live=("computeEnvironmentArn", "computeEnvironmentName"),
    ),
):
    """The machines on which jobs run, which an account has among its instances, too, while there are jobs.

    https://docs.aws.amazon.com/batch/latest/userguide/compute_environments.html
    """

    instance_types = texts(
        terraform="compute_resources.instance_type",
        cloudformation="ComputeResources.InstanceTypes",
    )
    """Types, families (`g5`), or a word for a choice of AWS's."""

    launch_template = link(
        lambda: ec2.LaunchTemplate,
        terraform=either(
            "compute_resources.launch_template.launch_template_id",
            "compute_resources.launch_template.launch_template_name",
        ),
        cloudformation=either(
            "ComputeResources.LaunchTemplate.LaunchTemplateId", "ComputeResources.LaunchTemplate.LaunchTemplateName"
        ),
        live=either(
            "computeResources.launchTemplate.launchTemplateId", "computeResources.launchTemplate.launchTemplateName"
        ),
    )
    subnets = links(
        lambda: ec2.Subnet,
        terraform="compute_resources.subnets",
        cloudformation="ComputeResources.Subnets",
    )
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="compute_resources.security_group_ids",
        cloudformation="ComputeResources.SecurityGroupIds",
    )
    instance_profile = link(
        lambda: iam.InstanceProfile,
        terraform="compute_resources.instance_role",
        cloudformation="ComputeResources.InstanceRole",
    )


class ResourceRequirement(Block):
    """A device, or an amount of memory or computing power, that a container asks for."""

    kind = text(among=("GPU", "MEMORY", "VCPU"), terraform="type", cloudformation="Type", live="type")


class JobContainer(Block):
    """A container of a job. In Terraform it is written in JSON, in the words of the API.

    https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html
    """

    image = text(default=None)
    repository = link(
        lambda: ecr.Repository, terraform="image", cloudformation="Image", live="image", reads=ecr.repository_name
    )
    requirements = blocks(ResourceRequirement, terraform="resourceRequirements", cloudformation="ResourceRequirements")
    devices = texts(terraform="linuxParameters.devices.*.hostPath", cloudformation="LinuxParameters.Devices.*.HostPath")
    """The devices of its instance that it gets (`/dev/neuron0`)."""
    variables = blocks(ecs.Variable, terraform="environment", cloudformation="Environment", live="environment")
    log_group = link(
        lambda: logs.LogGroup,
        terraform="logConfiguration.options.awslogs-group",
        cloudformation="LogConfiguration.Options.awslogs-group",
        live="logConfiguration.options.awslogs-group",
    )
    """Where what it writes ends up, if CloudWatch Logs takes it."""


class PodContainer(Block):
    """A container of a job that runs on Kubernetes.

    https://docs.aws.amazon.com/batch/latest/APIReference/API_EksContainer.html
    """

    image = text(default=None)
    repository = link(
        lambda: ecr.Repository, terraform="image", cloudformation="Image", live="image", reads=ecr.repository_name
    )
    limits = structure(terraform="resources.limits", cloudformation="Resources.Limits", live="resources.limits")
    """What it may use at most, by the names of Kubernetes (`nvidia.com/gpu`)."""
    variables = blocks(ecs.Variable, terraform="env", cloudformation="Env", live="env")


class JobDefinition(
    Resource,
    terraform="aws_batch_job_definition",
    cloudformation="AWS::Batch::JobDefinition",
    live=Listing(
        "batch", "DescribeJobDefinitions", "jobDefinitions", id="jobDefinitionArn", parameters={"status": "ACTIVE"}
    ),
    names=Names(
        terraform=("name", "arn_prefix"),
        cloudformation=("JobDefinitionName", "JobDefinitionArn"),
        live=("jobDefinitionArn",),
    ),
):
    """What jobs are started from.

    https://docs.aws.amazon.com/batch/latest/userguide/job_definitions.html
    """

    containers = blocks(
        JobContainer,
        terraform=every(_CONTAINER, _TASKS, _NODES),
        cloudformation=every(
            "ContainerProperties",
            "EcsProperties.TaskProperties.*.Containers.*",
            "NodeProperties.NodeRangeProperties.*.Container",
        ),
        live=every(
            "containerProperties",
            "ecsProperties.taskProperties.*.containers.*",
            "nodeProperties.nodeRangeProperties.*.container",
        ),
    )
    pod_containers = blocks(
        PodContainer,
        terraform="eks_properties.pod_properties.containers",
        cloudformation="EksProperties.PodProperties.Containers",
        live="eksProperties.podProperties.containers",
    )
    job_role = link(
        lambda: iam.Role,
        terraform=_CONTAINER / "jobRoleArn",
        cloudformation="ContainerProperties.JobRoleArn",
        live="containerProperties.jobRoleArn",
    )
    """The role through which the container of a job of one container acts."""
    platforms = texts(terraform="platform_capabilities", cloudformation="PlatformCapabilities")
    """`EC2` or `FARGATE`; where nothing is stated, `EC2`."""
    assigns_public_ip = boolean(
        default=False,
        switch=switch(ENABLED=True, DISABLED=False),
        terraform=_CONTAINER / "networkConfiguration.assignPublicIp",
        cloudformation="ContainerProperties.NetworkConfiguration.AssignPublicIp",
        live="containerProperties.networkConfiguration.assignPublicIp",
    )
    """Its jobs get a public address only where it says so, and only on Fargate.

    https://docs.aws.amazon.com/batch/latest/APIReference/API_NetworkConfiguration.html
    """
    environments = fellows(lambda: ComputeEnvironment)
