"""Amazon ECS: clusters and services."""

from __future__ import annotations

import re

from pytest_aisec.aws import ec2, ecs, elbv2, kms, servicediscovery
from pytest_aisec.aws.ecs import task_sets
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import link, links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource

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


_NETWORK, _OF_SET = "NetworkConfiguration.AwsvpcConfiguration", "NetworkConfiguration.AwsVpcConfiguration"
_TARGETS_OF_SETS = task_sets.all_of_sets("load_balancer.*.target_group_arn", "LoadBalancers.*.TargetGroupArn")


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
        lambda: ecs.TaskDefinition,
        **task_sets.own_or_of_sets("task_definition", "TaskDefinition"),
        reads=task_family,
    )
    subnets = links(
        lambda: ec2.Subnet,
        **task_sets.own_or_of_sets("network_configuration.subnets", f"{_NETWORK}.Subnets", f"{_OF_SET}.Subnets"),
    )
    """None where its tasks use the network of the instances they run on."""
    security_groups = links(
        lambda: ec2.SecurityGroup,
        **task_sets.own_or_of_sets(
            "network_configuration.security_groups", f"{_NETWORK}.SecurityGroups", f"{_OF_SET}.SecurityGroups"
        ),
    )
    assigns_public_ip = boolean(
        default=False,
        switch=switch(ENABLED=True, DISABLED=False),
        **task_sets.own_or_of_sets(
            "network_configuration.assign_public_ip", f"{_NETWORK}.AssignPublicIp", f"{_OF_SET}.AssignPublicIp"
        ),
    )
    """Its tasks get a public address only where it says so.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
    """
    target_groups = links(
        lambda: elbv2.TargetGroup,
        terraform=every(
            "load_balancer.*.target_group_arn",
            "load_balancer.*.advanced_configuration.alternate_target_group_arn",
            _TARGETS_OF_SETS["terraform"],
        ),
        cloudformation=every(
            "LoadBalancers.*.TargetGroupArn",
            "LoadBalancers.*.AdvancedConfiguration.AlternateTargetGroupArn",
            _TARGETS_OF_SETS["cloudformation"],
        ),
        live=every(
            "loadBalancers.*.targetGroupArn",
            "loadBalancers.*.advancedConfiguration.alternateTargetGroupArn",
            _TARGETS_OF_SETS["live"],
        ),
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
