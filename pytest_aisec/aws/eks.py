"""Amazon EKS."""

from __future__ import annotations

from pytest_aisec.aws.ec2.addresses import is_anywhere
from pytest_aisec.model.attribute import boolean, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names, Resource, statement


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

    @statement
    def api_is_open_to_the_internet(self) -> bool:
        """The API answers everybody."""
        if not self.api_is_public:
            return False
        return not self.api_sources or any(is_anywhere(cidr) for cidr in self.api_sources)
