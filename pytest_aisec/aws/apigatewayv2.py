"""Amazon API Gateway: HTTP and WebSocket APIs."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import cognito_idp, elbv2, lambda_, servicediscovery, sqs, stepfunctions
from pytest_aisec.aws.openapi_documents import BODY, INTEGRATION, has_open_operations, operations
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, items_of, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, only, present
from pytest_aisec.model.links import blocks, links, owner, referrers
from pytest_aisec.model.paths import PathLike, call, companion, every
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.model.spelling import camel
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_NO_API = "it names no API"
_REGISTRY = "arn:.*:servicediscovery:|[?]"
_LISTENER = "arn:.*:listener/|[?]"
_TARGETS: dict[str, PathLike] = {
    "terraform": every(
        companion("aws_apigatewayv2_integration", by="api_id") / "integration_uri",
        BODY[Dialect.TERRAFORM] / f"paths.*.*.{INTEGRATION}.uri",
    ),
    "cloudformation": every(
        companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "IntegrationUri",
        BODY[Dialect.CLOUDFORMATION] / f"paths.*.*.{INTEGRATION}.uri",
    ),
    "live": every(companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "IntegrationUri"),
}


class Api(
    Resource,
    terraform="aws_apigatewayv2_api",
    cloudformation="AWS::ApiGatewayV2::Api",
    live=Listing("apigatewayv2", "GetApis", "Items", id="ApiId"),
    names=Names(terraform=("api_endpoint",), cloudformation=("ApiId",), live=("ApiId",)),
):
    """An HTTP or WebSocket API."""

    protocol = text(
        among=("HTTP", "WEBSOCKET"), terraform="protocol_type", cloudformation="ProtocolType", default="HTTP"
    )
    endpoint_disabled = boolean(
        default=False, terraform="disable_execute_api_endpoint", cloudformation="DisableExecuteApiEndpoint"
    )
    """It answers at a domain of the account only, not at the address that API Gateway gives it."""
    targets = texts(**_TARGETS)
    """Where its routes send requests."""
    user_pools = links(
        lambda: cognito_idp.UserPool,
        terraform=every(companion("aws_apigatewayv2_authorizer", by="api_id") / "jwt_configuration.issuer"),
        cloudformation=every(companion("AWS::ApiGatewayV2::Authorizer", by="ApiId") / "JwtConfiguration.Issuer"),
        live=every(call("apigatewayv2", "GetAuthorizers", {"ApiId": "ApiId"}) / "Items.*.JwtConfiguration.Issuer"),
        reads=cognito_idp.pool_of,
    )
    functions = links(
        lambda: lambda_.Function,
        terraform=only(
            every(
                companion("aws_apigatewayv2_integration", by="api_id") / "integration_uri",
                "target",
                BODY[Dialect.TERRAFORM] / f"paths.*.*.{INTEGRATION}.uri",
            ),
            lambda_.TARGET,
        ),
        cloudformation=only(
            every(
                companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "IntegrationUri",
                "Target",
                BODY[Dialect.CLOUDFORMATION] / f"paths.*.*.{INTEGRATION}.uri",
            ),
            lambda_.TARGET,
        ),
        live=only(every(companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "IntegrationUri"), lambda_.TARGET),
        reads=lambda_.invoked_function,
    )
    listeners = links(
        lambda: elbv2.Listener,
        terraform=only(_TARGETS["terraform"], _LISTENER),
        cloudformation=only(_TARGETS["cloudformation"], _LISTENER),
        live=only(_TARGETS["live"], _LISTENER),
        reads=elbv2.listener_arn,
    )
    """Those of load balancers inside a VPC that it forwards to."""
    discovery_services = links(
        lambda: servicediscovery.DiscoveryService,
        terraform=only(_TARGETS["terraform"], _REGISTRY),
        cloudformation=only(_TARGETS["cloudformation"], _REGISTRY),
        live=only(_TARGETS["live"], _REGISTRY),
    )
    """The services of Cloud Map inside a VPC whose instances it forwards to.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private-Cloud-Map.html
    """
    state_machines = links(
        lambda: stepfunctions.StateMachine,
        terraform=every(companion("aws_apigatewayv2_integration", by="api_id") / "request_parameters.StateMachineArn"),
        cloudformation=every(
            companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "RequestParameters.StateMachineArn"
        ),
        live=every(companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "RequestParameters.StateMachineArn"),
    )
    """Those that it starts itself.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
    """
    queues = links(
        lambda: sqs.Queue,
        terraform=every(companion("aws_apigatewayv2_integration", by="api_id") / "request_parameters.QueueUrl"),
        cloudformation=every(companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "RequestParameters.QueueUrl"),
        live=every(companion("AWS::ApiGatewayV2::Integration", by="ApiId") / "RequestParameters.QueueUrl"),
    )
    """Those that it sends messages to itself."""

    quickly_made = boolean(
        terraform=present("target"), cloudformation=present("Target"), live=never("an account tells the route")
    )
    """It was made with a route for everything, which asks nobody who calls, and a stage.

    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
    """
    routes = referrers(lambda: Route, by="api")

    @property
    def operations(self) -> list[Located]:
        """The routes that an OpenAPI document declares."""
        return operations(self)

    @statement
    def has_open_operations(self) -> bool:
        """A route of its OpenAPI document asks nobody who calls."""
        return has_open_operations(self)


class Integration(
    Resource,
    terraform="aws_apigatewayv2_integration",
    cloudformation="AWS::ApiGatewayV2::Integration",
    live=Listing(
        "apigatewayv2",
        "GetIntegrations",
        "Items",
        id="IntegrationId",
        per="AWS::ApiGatewayV2::Api",
        per_parameters={"ApiId": "ApiId"},
    ),
):
    """Where requests go."""

    api = owner(lambda: Api, missing=_NO_API, terraform="api_id", cloudformation="ApiId", live="ApiId")


class Route(
    Resource,
    terraform="aws_apigatewayv2_route",
    cloudformation="AWS::ApiGatewayV2::Route",
    live=Listing(
        "apigatewayv2",
        "GetRoutes",
        "Items",
        id="RouteId",
        per="AWS::ApiGatewayV2::Api",
        per_parameters={"ApiId": "ApiId"},
    ),
):
    """A route.

    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html
    """

    api = owner(lambda: Api, missing=_NO_API, terraform="api_id", cloudformation="ApiId", live="ApiId")
    authorization = text(default="NONE", terraform="authorization_type", cloudformation="AuthorizationType")
    name = text(terraform="route_key", cloudformation="RouteKey", live="RouteKey")
    """What it answers: a verb and a path (`POST /chat`), `$default` for all else, or a kind of message."""

    @statement
    def asks_who_calls(self) -> bool:
        """It asks who calls. A WebSocket API asks once, where clients connect: NotApplicable to what follows.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
        """
        if self.authorization != "NONE":
            return True
        follows = self.api.protocol == "WEBSOCKET" and self.name != "$connect"
        if follows and any(each.name == "$connect" for each in self.api.routes):
            raise NotApplicable("clients are asked where they connect")
        return self.authorization != "NONE"  # read again, and last: it is what has to change


class Stage(
    Resource,
    terraform="aws_apigatewayv2_stage",
    cloudformation="AWS::ApiGatewayV2::Stage",
    live=Listing(
        "apigatewayv2",
        "GetStages",
        "Items",
        id="join('/', [ApiId, StageName])",
        per="AWS::ApiGatewayV2::Api",
        per_parameters={"ApiId": "ApiId"},
    ),
):
    """A stage: the API as it answers under one name.

    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html
    """

    stands_for = "api"

    api = owner(lambda: Api, missing=_NO_API, terraform="api_id", cloudformation="ApiId", live="ApiId")
    logs_access = boolean(
        terraform=present("access_log_settings.destination_arn"),
        cloudformation=present("AccessLogSettings.DestinationArn"),
        live=present("AccessLogSettings.DestinationArn"),
    )
    rate_limit = number(
        default=0.0,
        terraform="default_route_settings.throttling_rate_limit",
        cloudformation="DefaultRouteSettings.ThrottlingRateLimit",
    )
    """Requests in a second; 0 leaves it to the limit of the whole account."""
    traces_data = boolean(
        default=False,
        terraform="default_route_settings.data_trace_enabled",
        cloudformation="DefaultRouteSettings.DataTraceEnabled",
    )
    """Whether a WebSocket API writes whole messages into a log."""
    burst_limit = number(
        default=0.0,
        terraform="default_route_settings.throttling_burst_limit",
        cloudformation="DefaultRouteSettings.ThrottlingBurstLimit",
    )

    def limits(self, kind: str) -> bool:
        """Whether every route has a limit, of its own or that of all, by `rate_limit` or `burst_limit`.

        Raises Undetermined where some routes have one: whether those to models are among them is not followed.
        """
        of_all = bool(getattr(self, kind) > 0)
        own = dict(self._own_limits(kind))
        if not own:
            return of_all
        names = [each.name for each in self.api.routes if not each.name.startswith("OPTIONS ")]
        found = {own.get(name, of_all) for name in names} or {of_all, *own.values()}
        if len(found) == 1:
            return True in found
        raise Undetermined(f"{self.address} limits some routes: whether those to models are among them is not followed")

    def _own_limits(self, kind: str) -> Iterator[tuple[str, bool]]:
        """The routes of which it states a limit, and whether that is one."""
        in_files = self.dialect is Dialect.TERRAFORM
        stated = step_into(self.body, ["route_settings" if in_files else "RouteSettings"])
        named = [(step_into(each, ["route_key"]).value, each) for each in items_of(stated)] if in_files else []
        if isinstance(stated.value, dict) and not in_files:
            named = [(name, each) for name, each in stated.value.items()]
        elif isinstance(stated.value, Unknown):
            raise Undetermined(str(stated.value))
        for name, each in named:
            found = step_into(each, [f"throttling_{kind}"] if in_files else [f"Throttling{camel(kind)}"]).value
            for value in (name, found):
                if isinstance(value, Unknown):
                    raise Undetermined(str(value))
            if found is not None:
                yield str(name), float(str(found)) > 0


class DomainConfiguration(Block):
    """How a domain answers.

    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname.html
    """

    security_policy = text(
        among=("TLS_1_0", "TLS_1_2"), default="TLS_1_2", terraform="security_policy", cloudformation="SecurityPolicy"
    )


class DomainName(
    Resource,
    terraform="aws_apigatewayv2_domain_name",
    cloudformation="AWS::ApiGatewayV2::DomainName",
    live=Listing("apigatewayv2", "GetDomainNames", "Items", id="DomainName"),
    names=Names(
        terraform=("domain_name",),
        cloudformation=("DomainName", "RegionalDomainName"),
        live=("DomainName", "DomainNameConfigurations.0.ApiGatewayDomainName"),
    ),
):
    """A domain at which HTTP and WebSocket APIs answer."""

    configurations = blocks(
        DomainConfiguration, terraform="domain_name_configuration", cloudformation="DomainNameConfigurations"
    )
    apis = links(
        lambda: Api,
        terraform=every(companion("aws_apigatewayv2_api_mapping", by="domain_name") / "api_id"),
        cloudformation=every(companion("AWS::ApiGatewayV2::ApiMapping", by="DomainName") / "ApiId"),
        live=every(call("apigatewayv2", "GetApiMappings", {"DomainName": "DomainName"}) / "Items.*.ApiId"),
    )

    @statement
    def requires_tls12(self) -> bool:
        """It refuses whoever speaks less than TLS 1.2."""
        return all(each.security_policy == "TLS_1_2" for each in self.configurations)
