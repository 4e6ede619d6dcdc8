"""Amazon OpenSearch Service."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource


class Domain(
    Resource,
    terraform="aws_opensearch_domain",
    cloudformation="AWS::OpenSearchService::Domain",
    live=Listing(
        "opensearch",
        "ListDomainNames",
        "DomainNames",
        id="ARN",
        describe=Call("opensearch", "DescribeDomain", {"DomainName": "DomainName"}),
        described="DomainStatus",
    ),
    names=Names(terraform=("domain_name",), cloudformation=("DomainName",), live=("ARN", "DomainName")),
):
    """A managed cluster.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html
    """

    subnets = links(
        lambda: ec2.Subnet,
        terraform="vpc_options.subnet_ids",
        cloudformation="VPCOptions.SubnetIds",
    )
    encrypted = boolean(
        default=False, terraform="encrypt_at_rest.enabled", cloudformation="EncryptionAtRestOptions.Enabled"
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="encrypt_at_rest.kms_key_id",
        cloudformation="EncryptionAtRestOptions.KmsKeyId",
    )
