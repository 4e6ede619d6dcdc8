"""Amazon API Gateway: REST APIs."""

from __future__ import annotations

import re

from pytest_aisec.aws import elbv2, lambda_, wafv2
from pytest_aisec.aws.openapi_documents import is_open, is_stated
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, items_of, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import known_parts, never, only, present
from pytest_aisec.model.links import blocks, link, links, owner, referrers
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block, Names, Resource, View, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.structure import decoded
from pytest_aisec.values import Located
from pytest_aisec.verdicts import Undetermined

_NO_API = "it names no API"
_OPERATION = "paths.*.*.x-amazon-apigateway-integration"
"""Where an OpenAPI document says what a method does.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""
_URIS = (
    every(companion("aws_api_gateway_integration", by="rest_api_id") / "uri", decoded("body") / f"{_OPERATION}.uri"),
    every(
        companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.Uri", decoded("Body") / f"{_OPERATION}.uri"
    ),
    every(companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.uri"),
)


class VpcLink(
    Resource,
    terraform="aws_api_gateway_vpc_link",
    cloudformation="AWS::ApiGateway::VpcLink",
    live=Listing("apigateway", "GetVpcLinks", "items", id="id"),
    names=Names(cloudformation=("VpcLinkId",), live=("id",)),
):
    """The way of a REST API into a VPC."""

    load_balancers = links(
        lambda: elbv2.LoadBalancer, terraform="target_arns", cloudformation="TargetArns", live="targetArns"
    )


_STAGE = re.compile(r"/stages/([^/]+)$")
_STATED_IN = {Dialect.TERRAFORM: "resource_arn", Dialect.CLOUDFORMATION: "ResourceArn"}
_ASSOCIATIONS = {
    Dialect.TERRAFORM: companion("aws_wafv2_web_acl_association", by="resource_arn"),
    Dialect.CLOUDFORMATION: companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn"),
}
_BODY = {Dialect.TERRAFORM: decoded("body"), Dialect.CLOUDFORMATION: decoded("Body")}


class RestApi(
    Resource,
    terraform="aws_api_gateway_rest_api",
    cloudformation="AWS::ApiGateway::RestApi",
    live=Listing("apigateway", "GetRestApis", "items", id="id"),
    names=Names(cloudformation=("RestApiId",), live=("id",)),
):
    """A REST API."""

    targets = texts(
        terraform=_URIS[0],
        cloudformation=_URIS[1],
        live=_URIS[2],
    )
    """Where its methods send requests: ARNs of functions and services, addresses."""
    functions = links(
        lambda: lambda_.Function,
        terraform=only(_URIS[0], lambda_.TARGET),
        cloudformation=only(_URIS[1], lambda_.TARGET),
        live=only(_URIS[2], lambda_.TARGET),
        reads=lambda_.invoked_function,
    )
    load_balancers = links(
        lambda: elbv2.LoadBalancer,
        terraform=only(_URIS[0], "http|[?]"),
        cloudformation=only(_URIS[1], "http|[?]"),
        live=only(_URIS[2], "http|[?]"),
        reads=elbv2.host_of,
    )
    vpc_links = links(
        lambda: VpcLink,
        terraform=every(
            companion("aws_api_gateway_integration", by="rest_api_id") / "connection_id",
            decoded("body") / f"{_OPERATION}.connectionId",
        ),
        cloudformation=every(
            companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.ConnectionId",
            decoded("Body") / f"{_OPERATION}.connectionId",
        ),
        live=every(
            companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.connectionId"
        ),
    )
    endpoint_types = texts(
        terraform="endpoint_configuration.types",
        cloudformation="EndpointConfiguration.Types",
        live="endpointConfiguration.types",
    )

    @statement
    def is_private(self) -> bool:
        """It answers only inside VPCs.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
        """
        return "PRIVATE" in self.endpoint_types

    methods = referrers(lambda: Method, by="api")
    paths = referrers(lambda: PathMethods, by="api")
    stages = referrers(lambda: Stage, by="api")

    @property
    def operations(self) -> list[Located]:
        """The methods that an OpenAPI document declares."""
        body = _BODY.get(self.dialect)
        return [] if body is None else items_of((body / "paths.*.*").locate(self))

    @statement
    def has_open_operations(self) -> bool:
        """A method of its OpenAPI document asks nobody who calls.

        What API Gateway answers by itself, as it does the preflight requests of browsers, is left out.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
        """
        body = _BODY.get(self.dialect)
        asked_of_all = body is not None and is_stated((body / "security").locate(self))
        return any(is_open(each, self.address) for each in self.operations if not asked_of_all)

    @statement
    def admits_anyone(self) -> bool:
        """A method of it, other than for the preflight requests of browsers, asks nobody who calls."""
        if any(each.authorization == "NONE" and each.http_method != "OPTIONS" for each in self.methods):
            return True
        if any(
            each.authorization == "NONE" and each.http_method != "OPTIONS"
            for path in self.paths
            for each in path.methods
        ):
            return True
        return self.has_open_operations


class MethodOfPath(Block):
    """A method of a path, as an account tells of it."""

    http_method = text(live="httpMethod")
    authorization = text(default="NONE", live="authorizationType")


class PathMethods(
    Resource,
    live=Listing(
        "apigateway",
        "GetResources",
        "items",
        id="join('/', [restApiId, id])",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
        parameters={"embed": ["methods"]},
    ),
):
    """A path of a REST API with its methods, as an account tells of them."""

    api = owner(lambda: RestApi, missing=_NO_API, live="restApiId")
    methods = blocks(MethodOfPath, live="resourceMethods.*")


class Method(
    Resource,
    terraform="aws_api_gateway_method",
    cloudformation="AWS::ApiGateway::Method",
):
    """A method of a path, as files declare it.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html
    """

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id", cloudformation="RestApiId")
    http_method = text(terraform="http_method", cloudformation="HttpMethod")
    authorization = text(default="NONE", terraform="authorization", cloudformation="AuthorizationType")


class MethodRate(Block):
    """How much a stage lets through to some of its methods."""

    rate_limit = number(
        default=-1.0,
        terraform=never("a resource of its own states it"),
        cloudformation="ThrottlingRateLimit",
        live="throttlingRateLimit",
    )


class Stage(
    Resource,
    terraform="aws_api_gateway_stage",
    cloudformation="AWS::ApiGateway::Stage",
    live=Listing(
        "apigateway",
        "GetStages",
        "item",
        id="join('/', [restApiId, stageName])",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
    ),
    names=Names(terraform=("stage_name",), cloudformation=("StageName",), live=("stageName",)),
):
    """A stage: the API as it answers under one name.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html
    """

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id", cloudformation="RestApiId", live="restApiId")
    web_acl = link(
        lambda: wafv2.WebAcl,
        terraform=either(companion("aws_wafv2_web_acl_association", by="resource_arn") / "web_acl_arn"),
        cloudformation=companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn") / "WebACLArn",
        live="webAclArn",
    )
    logs_access = boolean(
        terraform=present("access_log_settings.destination_arn"),
        cloudformation=present("AccessLogSetting.DestinationArn"),
        live=present("accessLogSettings.destinationArn"),
    )
    rates = blocks(
        MethodRate,
        terraform=never("a resource of its own states them"),
        cloudformation="MethodSettings",
        live="methodSettings.*",
    )
    name = text(default=None, terraform="stage_name", cloudformation="StageName", live="stageName")

    @statement
    def has_web_acl(self) -> bool:
        """Requests pass a web ACL, which is associated with the stage or with an ARN made of its API and its name."""
        if self.web_acl is not None:
            return True
        associations = _ASSOCIATIONS.get(self.dialect)
        return associations is not None and any(self._is_meant_by(each) for each in associations.views(self.api))

    @property
    def web_acls(self) -> list[wafv2.WebAcl]:
        """The web ACLs that requests pass: one, where files do not contradict each other."""
        if self.web_acl is not None:
            return [self.web_acl]
        associations = _ASSOCIATIONS.get(self.dialect)
        meant = [each for each in associations.views(self.api) if self._is_meant_by(each)] if associations else []
        found = [each.resource.seen_as(wafv2.WebAclAssociation).web_acl for each in meant]
        return [acl for acl in found if acl is not None]

    def _is_meant_by(self, association: View) -> bool:
        stated = _STAGE.search(known_parts(step_into(association.body, [_STATED_IN[self.dialect]])))
        if stated is None or "?" in stated[1]:
            raise Undetermined(f"{association} names a stage that is not known")
        return stated[1] == self.name

    method_settings = referrers(lambda: MethodSettings, by="stage")
    usage_plans = referrers(lambda: UsagePlan, by="stages")

    @statement
    def limits_rates(self) -> bool:
        """It, or a usage plan of its callers, lets through no more than a stated number of requests.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
        """
        if any(each.rate_limit > 0 for each in self.rates):
            return True
        if any(each.rate_limit > 0 and each.api == self.api for each in self.method_settings):
            return True
        return any(plan.rate_limit > 0 and self.api in plan.apis for plan in self.usage_plans)


class MethodSettings(Resource, terraform="aws_api_gateway_method_settings"):
    """What holds for methods of a stage, as Terraform declares it beside that."""

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id")
    stage = link(lambda: Stage, terraform="stage_name")
    rate_limit = number(default=-1.0, terraform="settings.throttling_rate_limit")
    """Requests in a second; -1, the provider's default, leaves it to the limit of the whole account.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_method_settings
    """


class UsagePlan(
    Resource,
    terraform="aws_api_gateway_usage_plan",
    cloudformation="AWS::ApiGateway::UsagePlan",
    live=Listing("apigateway", "GetUsagePlans", "items", id="id"),
    names=Names(live=("id",)),
):
    """How much callers with a key may ask of stages.

    https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html
    """

    apis = links(
        lambda: RestApi, terraform="api_stages.*.api_id", cloudformation="ApiStages.*.ApiId", live="apiStages.*.apiId"
    )
    stages = links(
        lambda: Stage, terraform="api_stages.*.stage", cloudformation="ApiStages.*.Stage", live="apiStages.*.stage"
    )
    rate_limit = number(
        default=0.0,
        terraform="throttle_settings.rate_limit",
        cloudformation="Throttle.RateLimit",
        live="throttle.rateLimit",
    )
    """Requests of one caller in a second; 0 where none is stated."""
