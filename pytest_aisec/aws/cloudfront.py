"""Amazon CloudFront."""

from __future__ import annotations

from pytest_aisec.aws import wafv2
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class Distribution(
    Resource,
    terraform="aws_cloudfront_distribution",
    cloudformation="AWS::CloudFront::Distribution",
    live=Listing("cloudfront", "ListDistributions", "DistributionList.Items[]", id="ARN", scope="account"),
    names=Names(live=("ARN", "Id")),
):
    """A distribution: a front on the edge of the network.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
    """

    origins = texts(
        terraform="origin.*.domain_name",
        cloudformation="DistributionConfig.Origins.*.DomainName",
        live="Origins.Items.*.DomainName",
    )
    web_acl = link(
        lambda: wafv2.WebAcl, terraform="web_acl_id", cloudformation="DistributionConfig.WebACLId", live="WebACLId"
    )
    minimum_tls = text(
        default="TLSv1",
        terraform="viewer_certificate.minimum_protocol_version",
        cloudformation="DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
        live="ViewerCertificate.MinimumProtocolVersion",
    )
