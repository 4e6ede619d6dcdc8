"""Amazon CloudFront."""

from __future__ import annotations

import re

from pytest_aisec.aws import apigateway, apigatewayv2, ec2, elbv2, lambda_, wafv2
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import PathLike, every
from pytest_aisec.model.resource import Names, Resource, statement

_HOSTS: dict[str, PathLike] = {
    "terraform": "origin.*.domain_name",
    "cloudformation": "DistributionConfig.Origins.*.DomainName",
    "live": "Origins.Items.*.DomainName",
}
_INSIDE: dict[str, PathLike] = {
    "terraform": "vpc_origin_endpoint_config.arn",
    "cloudformation": "VpcOriginEndpointConfig.Arn",
    "live": "OriginEndpointArn",
}
_SINCE_TLS12 = Regex(r"TLSv1\.[23]_\d{4}")


def api_of(host: str) -> str | None:
    """The id of the API that answers at a host; None for other hosts."""
    found = re.match(r"([^.]+)\.execute-api\.", host.removeprefix("https://"))
    return found[1] if found else None


def function_url_of(host: str) -> str | None:
    """The address of the function that answers at a host, or its first part where more is not known."""
    if ".lambda-url." not in host:
        return None
    return f"https://{host}/"


class VpcOrigin(
    Resource,
    terraform="aws_cloudfront_vpc_origin",
    cloudformation="AWS::CloudFront::VpcOrigin",
    live=Listing("cloudfront", "ListVpcOrigins", "VpcOriginList.Items[]", id="Arn", scope="account"),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """The way of distributions to a load balancer or an instance inside a VPC."""

    load_balancer = link(lambda: elbv2.LoadBalancer, **_INSIDE, reads=elbv2.load_balancer_arn)
    instance = link(lambda: ec2.Instance, **_INSIDE, reads=lambda arn: arn.partition(":instance/")[2] or None)


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

    hosts = texts(**_HOSTS)
    """Where it gets what it answers."""
    load_balancers = links(lambda: elbv2.LoadBalancer, **_HOSTS, reads=elbv2.host_of)
    rest_apis = links(lambda: apigateway.RestApi, **_HOSTS, reads=api_of)
    http_apis = links(lambda: apigatewayv2.Api, **_HOSTS, reads=api_of)
    http_domains = links(lambda: apigatewayv2.DomainName, **_HOSTS, reads=lambda host: host)
    """Hosts at which an HTTP API may answer; those that are not known to be one lead nowhere."""
    rest_domains = links(lambda: apigateway.DomainName, **_HOSTS, reads=lambda host: host)
    """Hosts at which a REST API may answer."""
    function_urls = links(lambda: lambda_.FunctionUrl, **_HOSTS, reads=function_url_of)
    edge_functions = links(
        lambda: lambda_.Function,
        terraform=every(
            "default_cache_behavior.lambda_function_association.*.lambda_arn",
            "ordered_cache_behavior.*.lambda_function_association.*.lambda_arn",
        ),
        cloudformation=every(
            "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.*.LambdaFunctionARN",
            "DistributionConfig.CacheBehaviors.*.LambdaFunctionAssociations.*.LambdaFunctionARN",
        ),
        live=every(
            "DefaultCacheBehavior.LambdaFunctionAssociations.Items.*.LambdaFunctionARN",
            "CacheBehaviors.Items.*.LambdaFunctionAssociations.Items.*.LambdaFunctionARN",
        ),
        reads=lambda arn: lambda_.invoked_function(arn) or arn,
    )
    """Those that are run on the edge for each request, which may answer it themselves.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-the-edge.html
    """
    vpc_origins = links(
        lambda: VpcOrigin,
        terraform=every("origin.*.vpc_origin_config.vpc_origin_id"),
        cloudformation="DistributionConfig.Origins.*.VpcOriginConfig.VpcOriginId",
        live="Origins.Items.*.VpcOriginConfig.VpcOriginId",
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
    shows_default_certificate = boolean(
        default=False,
        terraform="viewer_certificate.cloudfront_default_certificate",
        cloudformation="DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate",
        live="ViewerCertificate.CloudFrontDefaultCertificate",
    )
    """Whether it shows the certificate of cloudfront.net: the lowest TLS is then 1.0, whatever is set.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html
    """
    viewer_protocols = texts(
        terraform=every(
            "default_cache_behavior.viewer_protocol_policy", "ordered_cache_behavior.*.viewer_protocol_policy"
        ),
        cloudformation=every(
            "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy",
            "DistributionConfig.CacheBehaviors.*.ViewerProtocolPolicy",
        ),
        live=every("DefaultCacheBehavior.ViewerProtocolPolicy", "CacheBehaviors.Items.*.ViewerProtocolPolicy"),
    )

    @statement
    def requires_tls12(self) -> bool:
        """It refuses whoever speaks less than TLS 1.2."""
        return not self.shows_default_certificate and bool(_SINCE_TLS12.fullmatch(self.minimum_tls))

    @statement
    def answers_plain_http(self) -> bool:
        """For some path it answers requests that did not come over TLS."""
        return any(policy == "allow-all" for policy in self.viewer_protocols)
