"""Domains of an account at which REST APIs answer."""

from __future__ import annotations

from pytest_aisec.aws.apigateway.apis import RestApi
from pytest_aisec.model.attribute import text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Names, Resource, statement

SINCE_TLS12 = Regex(r"TLS_1_2|SecurityPolicy_TLS1[23]_")
"""The security policies that refuse TLS 1.1 and what is older.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
"""

_MAPPED = call(
    "apigateway",
    "GetBasePathMappings",
    {"domainName": "[@][?!domainNameId].domainName | [0]"},
    absent=("NotFoundException",),
)
_MAPPED_PRIVATELY = call(
    "apigateway", "GetBasePathMappings", {"domainName": "domainName", "domainNameId": "domainNameId"}
)
"""Private domains of one name are told apart by an id, and not found without it.

https://docs.aws.amazon.com/apigateway/latest/api/API_GetBasePathMappings.html
"""


class DomainName(
    Resource,
    terraform="aws_api_gateway_domain_name",
    cloudformation="AWS::ApiGateway::DomainName",
    live=Listing("apigateway", "GetDomainNames", "items", id="domainName"),
    names=Names(
        terraform=("domain_name",),
        cloudformation=("DomainName",),
        live=("domainName",),
    ),
):
    """A domain.

    https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html
    """

    security_policy = text(
        default=unstated("where none is stated, the kind of endpoint decides"),
        terraform="security_policy",
        cloudformation="SecurityPolicy",
        live="securityPolicy",
    )
    apis = links(
        lambda: RestApi,
        terraform=every(companion("aws_api_gateway_base_path_mapping", by="domain_name") / "api_id"),
        cloudformation=every(companion("AWS::ApiGateway::BasePathMapping", by="DomainName") / "RestApiId"),
        live=every(either(_MAPPED / "items.*.restApiId", _MAPPED_PRIVATELY / "items.*.restApiId")),
    )

    @statement
    def requires_tls12(self) -> bool:
        """It refuses whoever speaks less than TLS 1.2."""
        return bool(SINCE_TLS12.match(self.security_policy))
