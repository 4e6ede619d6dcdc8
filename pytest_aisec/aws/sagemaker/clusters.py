"""Clusters of HyperPod, on which models are trained for weeks."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.model.attribute import boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.resource import Block, Names, Resource


class Storage(Block):
    """A disk of each machine of a group; of file systems nothing is stated.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterEbsVolumeConfig.html
    """

    kms_key = link(lambda: kms.Key, cloudformation="EbsVolumeConfig.VolumeKmsKeyId")
    is_root = boolean(default=False, cloudformation="EbsVolumeConfig.RootVolume")


class RestrictedGroup(Block):
    """Machines of one kind in a cluster; nobody can sign in to those that are restricted."""

    name = text(cloudformation="InstanceGroupName")
    role = link(lambda: iam.Role, cloudformation="ExecutionRole")
    storage = blocks(Storage, cloudformation="InstanceStorageConfigs")
    subnets = links(lambda: ec2.Subnet, cloudformation="OverrideVpcConfig.Subnets")
    """Those that it has instead of the cluster's."""


class InstanceGroup(RestrictedGroup):
    """Machines of one kind in a cluster, whose image the owner of the cluster has to renew."""

    image_status = text(
        default=None,
        cloudformation=never("how old an image is, an account tells"),
        live="ImageVersionStatus",
    )
    """`UpToDate`, `UpdateAvailable`, `SecurityUpdateRequired` or `EndOfLife`; None in templates."""


class Cluster(
    Resource,
    cloudformation="AWS::SageMaker::Cluster",
    live=Listing(
        "sagemaker",
        "ListClusters",
        "ClusterSummaries",
        id="ClusterArn",
        describe=Call("sagemaker", "DescribeCluster", {"ClusterName": "ClusterName"}),
    ),
    names=Names(cloudformation=("ClusterArn",), live=("ClusterArn", "ClusterName")),
):
    """A cluster of HyperPod. Terraform declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html
    """

    groups = blocks(InstanceGroup, cloudformation="InstanceGroups")
    restricted_groups = blocks(RestrictedGroup, cloudformation="RestrictedInstanceGroups")
    subnets = links(lambda: ec2.Subnet, cloudformation="VpcConfig.Subnets")
    security_groups = links(lambda: ec2.SecurityGroup, cloudformation="VpcConfig.SecurityGroupIds")
    replaces_nodes = boolean(
        default=unstated("whether faulty machines are replaced is not stated"),
        switch=switch(**{"Automatic": True, "None": False}),
        cloudformation="NodeRecovery",
    )
    """Whether a machine that fails is rebooted or replaced."""
