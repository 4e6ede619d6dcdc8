"""Amazon API Gateway: the methods of REST APIs."""

from __future__ import annotations

from pytest_aisec.aws import lambda_
from pytest_aisec.aws.apigateway.apis import RestApi
from pytest_aisec.aws.apigateway.paths import ApiPath, place_of
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, only, present
from pytest_aisec.model.links import blocks, link, owner
from pytest_aisec.model.resource import Block, Names, Resource

_NO_API = "it names no API"
_BESIDE = never("a resource of its own states it")


class RequestValidator(
    Resource,
    terraform="aws_api_gateway_request_validator",
    cloudformation="AWS::ApiGateway::RequestValidator",
    live=Listing(
        "apigateway",
        "GetRequestValidators",
        "items",
        id="id",
        per="AWS::ApiGateway::RestApi",
        per_parameters={"restApiId": "id"},
    ),
    names=Names(cloudformation=("RequestValidatorId",), live=("id",)),
):
    """What of requests is held against the models of an API before they are sent on.

    https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html
    """

    checks_bodies = boolean(
        default=False,
        terraform="validate_request_body",
        cloudformation="ValidateRequestBody",
        live="validateRequestBody",
    )


class MethodOfPath(Block):
    """A method of a path, as an account tells of it."""

    http_method = text(live="httpMethod")
    authorization = text(default="NONE", live="authorizationType")
    asks_for_key = boolean(default=False, live="apiKeyRequired")
    validator = link(lambda: RequestValidator, live="requestValidatorId")
    has_models = boolean(live=present("requestModels"))
    kind = text(default=None, live="methodIntegration.type")
    uri = text(default=None, live="methodIntegration.uri")
    function = link(
        lambda: lambda_.Function, live=only("methodIntegration.uri", lambda_.TARGET), reads=lambda_.invoked_function
    )


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
    path = text(live="path")
    methods = blocks(MethodOfPath, live="resourceMethods.*")


class _OfAPath(Resource):
    """What files declare for one method of one path."""

    api = owner(lambda: RestApi, missing=_NO_API, terraform="rest_api_id", cloudformation="RestApiId")
    path = link(lambda: ApiPath, terraform="resource_id", cloudformation="ResourceId")
    http_method = text(terraform="http_method", cloudformation="HttpMethod")

    @property
    def place(self) -> ApiPath | str | None:
        """The path that it is of: a declared one, the root (empty), or None where it names none."""
        return place_of(type(self).path.locate(self), self.path)


class Method(
    _OfAPath,
    terraform="aws_api_gateway_method",
    cloudformation="AWS::ApiGateway::Method",
):
    """A method of a path, as files declare it.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html
    """

    authorization = text(default="NONE", terraform="authorization", cloudformation="AuthorizationType")
    asks_for_key = boolean(default=False, terraform="api_key_required", cloudformation="ApiKeyRequired")
    validator = link(lambda: RequestValidator, terraform="request_validator_id", cloudformation="RequestValidatorId")
    has_models = boolean(terraform=present("request_models"), cloudformation=present("RequestModels"))
    kind = text(default=None, terraform=_BESIDE, cloudformation="Integration.Type")
    uri = text(default=None, terraform=_BESIDE, cloudformation="Integration.Uri")
    function = link(
        lambda: lambda_.Function,
        terraform=_BESIDE,
        cloudformation=only("Integration.Uri", lambda_.TARGET),
        reads=lambda_.invoked_function,
    )


class Integration(_OfAPath, terraform="aws_api_gateway_integration"):
    """What a method of a path does with requests, as Terraform declares it beside that.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
    """

    kind = text(default=None, terraform="type")
    uri = text(default=None, terraform="uri")
    function = link(lambda: lambda_.Function, terraform=only("uri", lambda_.TARGET), reads=lambda_.invoked_function)
