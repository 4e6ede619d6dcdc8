"""Amazon ECS."""

from __future__ import annotations

import re

from pytest_aisec.aws import ec2, ecr, efs, elbv2, iam, kms, logs, secretsmanager, servicediscovery
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource
from pytest_aisec.model.structure import decoded

_FAMILY = Regex(r"([A-Za-z0-9_-]+)(?::.*)?", re.DOTALL)


def task_family(name: str) -> str:
    """The family in `family:revision`; an ARN is itself, since an account has many revisions of one family."""
    found = _FAMILY.fullmatch(name)
    return found[1] if found and not name.startswith("arn:") else name


def _batch(what: str, size: int, key: str) -> Batch:
    """A batch call by names or ARNs, whose failures say why.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
    """
    return Batch(what, size, what, key, refused="failures", refused_key="arn", code="reason", words="detail")


class Cluster(
    Resource,
    terraform="aws_ecs_cluster",
    cloudformation="AWS::ECS::Cluster",
    live=Listing(
        "ecs",
        "ListClusters",
        "clusterArns[].{clusterArn: @}",
        id="clusterArn",
        describe=Call(
            "ecs",
            "DescribeClusters",
            {"clusters": "[clusterArn]", "include": "['CONFIGURATIONS']"},
            batch=_batch("clusters", 100, "clusterArn"),
        ),
        described="clusters[0]",
    ),
    names=Names(terraform=("name",), cloudformation=("ClusterName",), live=("clusterName", "clusterArn")),
):
    """Where tasks run.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html
    """

    command_logging = text(
        among=("NONE", "DEFAULT", "OVERRIDE"),
        default="DEFAULT",
        terraform="configuration.execute_command_configuration.logging",
        cloudformation="Configuration.ExecuteCommandConfiguration.Logging",
    )
    """Whether what people type into its containers is kept.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    command_key = link(
        lambda: kms.Key,
        terraform="configuration.execute_command_configuration.kms_key_id",
        cloudformation="Configuration.ExecuteCommandConfiguration.KmsKeyId",
    )


class Service(
    Resource,
    terraform="aws_ecs_service",
    cloudformation="AWS::ECS::Service",
    live=Listing(
        "ecs",
        "ListServices",
        "serviceArns[].{serviceArn: @}",
        id="serviceArn",
        per="AWS::ECS::Cluster",
        per_parameters={"cluster": "clusterArn"},
        describe=Call(
            "ecs",
            "DescribeServices",
            {"cluster": "cluster", "services": "[serviceArn]", "include": "['TAGS']"},
            batch=_batch("services", 10, "serviceArn"),
        ),
        described="services[0]",
    ),
    names=Names(cloudformation=("ServiceArn",), live=("serviceArn",)),
):
    """What keeps a number of tasks running.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
    """

    cluster = link(lambda: Cluster, terraform="cluster", cloudformation="Cluster", live="clusterArn")
    task_definition = link(
        lambda: TaskDefinition,
        terraform="task_definition",
        cloudformation="TaskDefinition",
        live="taskDefinition",
        reads=task_family,
    )
    subnets = links(
        lambda: ec2.Subnet,
        terraform="network_configuration.subnets",
        cloudformation="NetworkConfiguration.AwsvpcConfiguration.Subnets",
    )
    """None where its tasks use the network of the instances they run on."""
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="network_configuration.security_groups",
        cloudformation="NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
    )
    assigns_public_ip = boolean(
        default=False,
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="network_configuration.assign_public_ip",
        cloudformation="NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
    )
    """Its tasks get a public address only where it says so.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
    """
    target_groups = links(
        lambda: elbv2.TargetGroup,
        terraform=every(
            "load_balancer.*.target_group_arn", "load_balancer.*.advanced_configuration.alternate_target_group_arn"
        ),
        cloudformation=every(
            "LoadBalancers.*.TargetGroupArn", "LoadBalancers.*.AdvancedConfiguration.AlternateTargetGroupArn"
        ),
        live=every("loadBalancers.*.targetGroupArn", "loadBalancers.*.advancedConfiguration.alternateTargetGroupArn"),
    )
    """The target groups that its tasks are registered with, those included between which a deployment shifts.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html
    """
    admits_commands = boolean(default=False, terraform="enable_execute_command", cloudformation="EnableExecuteCommand")
    """Whether people may run commands in its containers."""


class DiscoverableService(Service):
    """A service with the names at which others find its tasks: apart, so that only who asks for them has them read."""

    discovery_services = links(
        lambda: servicediscovery.DiscoveryService,
        terraform=every("service_registries.registry_arn"),
        cloudformation=every("ServiceRegistries.*.RegistryArn"),
        live=every("serviceRegistries.*.registryArn", "deployments.*.serviceConnectResources.*.discoveryArn"),
    )
    """The services of Cloud Map that its tasks are registered with; those that Service Connect makes, in an account.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectServiceResource.html
    """
    aliases = texts(
        terraform="service_connect_configuration.service.*.client_alias.dns_name",
        cloudformation="ServiceConnectConfiguration.Services.*.ClientAliases.*.DnsName",
        live="deployments.*.serviceConnectConfiguration.services.*.clientAliases.*.dnsName",
    )
    """The names at which tasks of the same namespace find its own through Service Connect.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html
    """


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
        per_parameters={"taskDefinition": "taskDefinition"},
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
