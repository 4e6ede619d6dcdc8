"""Amazon API Gateway: REST APIs."""

from __future__ import annotations

from pytest_aisec.aws import elbv2, lambda_, wafv2
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import only, present
from pytest_aisec.model.links import blocks, link, links, owner, referrers
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.model.structure import decoded

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

    stages = referrers(lambda: Stage, by="api")


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
    names=Names(terraform=("stage_name",)),
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
