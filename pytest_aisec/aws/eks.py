"""Amazon EKS."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam
from pytest_aisec.aws.ec2.addresses import range_of
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import Names, Resource, answer
from pytest_aisec.verdicts import Undetermined, choose


class Cluster(
    Resource,
    terraform="aws_eks_cluster",
    cloudformation="AWS::EKS::Cluster",
    live=Listing(
        "eks",
        "ListClusters",
        "clusters[].{name: @}",
        id="name",
        describe=Call("eks", "DescribeCluster", {"name": "name"}),
        described="cluster",
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name", "arn")),
):
    """A Kubernetes cluster."""

    api_is_public = boolean(
        default=True,
        terraform="vpc_config.endpoint_public_access",
        cloudformation="ResourcesVpcConfig.EndpointPublicAccess",
    )
    """Whether its API answers on the internet; it does unless that is switched off.

    https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
    """
    api_sources = texts(
        terraform="vpc_config.public_access_cidrs",
        cloudformation="ResourcesVpcConfig.PublicAccessCidrs",
    )
    """Whom the public API answers; everybody when nothing is stated."""

    @answer
    def api_answers_more_than(self, bits: int) -> bool:
        """The API answers everybody, or a range of addresses with a shorter prefix; one twice as long for IPv6."""
        if not self.api_is_public:
            return False
        return not self.api_sources or any(_is_wider(cidr, bits) for cidr in self.api_sources)


def _is_wider(cidr: str, bits: int) -> bool:
    try:
        network = range_of(cidr)
    except Undetermined as reason:
        return choose(("is wider", cidr, bits), (False, True), str(reason))
    return network.prefixlen < (bits if network.version == 4 else 2 * bits)  # noqa: PLR2004 -- IP versions


class Nodegroup(
    Resource,
    terraform="aws_eks_node_group",
    cloudformation="AWS::EKS::Nodegroup",
    live=Listing(
        "eks",
        "ListNodegroups",
        "nodegroups[].{nodegroupName: @}",
        id="nodegroupArn",
        per="AWS::EKS::Cluster",
        per_parameters={"clusterName": "name"},
        describe=Call("eks", "DescribeNodegroup", {"clusterName": "clusterName", "nodegroupName": "nodegroupName"}),
        described="nodegroup",
    ),
    names=Names(terraform=("node_group_name",), cloudformation=("NodegroupName",), live=("nodegroupArn",)),
):
    """The machines of a cluster, which an account has among its instances, too.

    https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
    """

    instance_types = texts()
    """What it launches instead of the template's type, where it says so."""
    ami_type = text(default=None, terraform="ami_type", cloudformation="AmiType", live="amiType")
    """Which image of AWS its machines start from; the name tells whether that is for accelerators.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
    """

    launch_template = link(
        lambda: ec2.LaunchTemplate,
        terraform=either("launch_template.id", "launch_template.name"),
        cloudformation=either("LaunchTemplate.Id", "LaunchTemplate.Name"),
        live="launchTemplate.id",
    )
    subnets = links(lambda: ec2.Subnet, terraform="subnet_ids", cloudformation="Subnets")
    role = link(lambda: iam.Role, terraform="node_role_arn", cloudformation="NodeRole")
