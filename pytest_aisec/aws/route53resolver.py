"""Amazon Route 53 Resolver."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class QueryLogAssociation(
    Resource,
    terraform="aws_route53_resolver_query_log_config_association",
    cloudformation="AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    live=Listing(
        "route53resolver",
        "ListResolverQueryLogConfigAssociations",
        "ResolverQueryLogConfigAssociations",
        id="Id",
    ),
    names=Names(cloudformation=("Id",), live=("Id",)),
):
    """What makes the names that are asked for in a VPC be written down.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverQueryLogConfigAssociation.html
    """

    vpc = link(lambda: ec2.Vpc, terraform="resource_id", cloudformation="ResourceId")
    works = boolean(
        default=True,
        switch=switch(ACTIVE=True, CREATING=True, ACTION_NEEDED=False, DELETING=False, FAILED=False),
        terraform=never("whether it works is seen once it runs"),
        cloudformation=never("whether it works is seen once it runs"),
        live="Status",
    )
