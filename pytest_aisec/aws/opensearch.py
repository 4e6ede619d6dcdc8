"""Amazon OpenSearch Service."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource, statement


class Domain(
    Resource,
    terraform="aws_opensearch_domain",
    cloudformation="AWS::OpenSearchService::Domain",
    live=Listing(
        "opensearch",
        "ListDomainNames",
        "DomainNames",
        id="ARN",
        describe=Call(
            "opensearch",
            "DescribeDomains",
            {"DomainNames": "[DomainName]"},
            batch=Batch("DomainNames", 5, "DomainStatusList", "DomainName"),
        ),
        described="DomainStatusList[0]",
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
    knows_users = boolean(
        default=False, terraform="advanced_security_options.enabled", cloudformation="AdvancedSecurityOptions.Enabled"
    )
    lets_anybody_in = boolean(
        default=False,
        terraform="advanced_security_options.anonymous_auth_enabled",
        cloudformation="AdvancedSecurityOptions.AnonymousAuthEnabled",
    )
    """Whether those pass who do not say who they are, as for thirty days after users were made known to a domain.

    https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AdvancedSecurityOptions.html
    """

    @statement
    def fine_grained(self) -> bool:
        """Users have rights of their own to indexes, documents and fields, and nobody is let in without being one.

        https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
        """
        return self.knows_users and not self.lets_anybody_in

    enforces_https = boolean(
        default=False,
        terraform="domain_endpoint_options.enforce_https",
        cloudformation="DomainEndpointOptions.EnforceHTTPS",
    )
    nodes_encrypted = boolean(
        default=False, terraform="node_to_node_encryption.enabled", cloudformation="NodeToNodeEncryptionOptions.Enabled"
    )
    """Whether its nodes talk to each other encrypted."""
