"""Amazon OpenSearch Serverless: its own endpoints in VPCs."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class VpcEndpoint(
    Resource,
    terraform="aws_opensearchserverless_vpc_endpoint",
    cloudformation="AWS::OpenSearchServerless::VpcEndpoint",
    live=Listing("opensearchserverless", "ListVpcEndpoints", "vpcEndpointSummaries", id="id"),
    names=Names(cloudformation=("Id",), live=("id",)),
):
    """A way from a VPC to collections whose network policies name it.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-vpc.html
    """

    vpc = link(
        lambda: ec2.Vpc, terraform="vpc_id", cloudformation="VpcId", live=never("the list of endpoints does not tell")
    )
