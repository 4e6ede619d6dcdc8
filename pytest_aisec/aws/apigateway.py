"""Amazon API Gateway: REST APIs."""

from __future__ import annotations

from pytest_aisec.aws import lambda_, wafv2
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link, links, owner, referrers
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Names, Resource

_NO_API = "it names no API"


class RestApi(
    Resource,
    terraform="aws_api_gateway_rest_api",
    cloudformation="AWS::ApiGateway::RestApi",
    live=Listing("apigateway", "GetRestApis", "items", id="id"),
    names=Names(cloudformation=("RestApiId",), live=("id",)),
):
    """A REST API."""

    targets = texts(
        terraform=every(companion("aws_api_gateway_integration", by="rest_api_id") / "uri"),
        cloudformation=every(companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.Uri"),
        live=every(companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.uri"),
    )
    """Where its methods send requests: ARNs of functions and services, addresses."""
    functions = links(
        lambda: lambda_.Function,
        terraform=every(companion("aws_api_gateway_integration", by="rest_api_id") / "uri"),
        cloudformation=every(companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.Uri"),
        live=every(companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.uri"),
        reads=lambda_.invoked_function,
    )
    stages = referrers(lambda: Stage, by="api")


class PathMethods(
    Resource,
    live=Listing(
        "apigateway",
        "GetResources",
        "items",
        id="id",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
        parameters={"embed": ["methods"]},
    ),
    names=Names(live=("id",)),
):
    """A path of a REST API with its methods, as an account tells of them."""

    api = owner(lambda: RestApi, missing=_NO_API, live="restApiId")
    authorizations = texts(live="resourceMethods.*.authorizationType")


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
        id="stageName",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
    ),
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
