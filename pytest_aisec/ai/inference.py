"""What answers requests by asking a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, cast

from pytest_aisec.ai import method_limits
from pytest_aisec.ai.frontdoors import LoadBalancer
from pytest_aisec.ai.planned_acls import gets_a_web_acl
from pytest_aisec.ai.population import Narrowed, Subject
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.analysis.roles.api_targets import calls_a_model_itself, unknown_target
from pytest_aisec.analysis.roles.parts import parts
from pytest_aisec.aws import apigateway, apigatewayv2, appsync, iam, lambda_
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.verdicts import NotApplicable, Undetermined

FRONTS: tuple[type[Resource], ...] = (
    apigateway.RestApi,
    apigateway.PathMethods,
    apigateway.Method,
    apigatewayv2.Api,
    apigatewayv2.Integration,
    lambda_.FunctionUrl,
    lambda_.Function,
    iam.Role,
    iam.ManagedPolicy,
    *LoadBalancer.filled_by,
)
"""Where it is found out which APIs lead to models."""


def _of_apis(inventory: Inventory, kinds: tuple[type[Resource], ...]) -> Iterator[tuple[Resource, Member]]:
    """The parts of inference APIs: methods, routes, stages; with the place of their API in the estate."""
    among = [
        resource
        for resource in inventory
        if isinstance(resource, kinds) and not (isinstance(resource, apigateway.DeployedStage) and not resource.is_made)
    ]
    for member in parts(inventory, Role.INFERENCE_API, among, _api_of):
        yield member.resource, member


def _api_of(part: Resource) -> list[Resource]:
    return [cast("apigateway.Stage", part).api]  # each kind has the link


class Route:
    """A method or route of an inference API; the API itself where an OpenAPI document declares its methods."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*FRONTS, apigatewayv2.Route)

    def __init__(
        self,
        resource: apigateway.Method
        | apigateway.PathMethods
        | apigatewayv2.Route
        | apigateway.RestApi
        | apigateway.ServedStage
        | apigatewayv2.Api,
    ) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them; the preflight requests of browsers carry no credentials and are left out."""
        kinds = (apigateway.Method, apigateway.PathMethods, apigatewayv2.Route)
        documented = [
            Subject(cls(member.resource), member.resource, member)
            for member in members(inventory, Role.INFERENCE_API)
            if isinstance(member.resource, apigateway.RestApi | apigatewayv2.Api) and _states_routes(member.resource)
        ]
        return documented + [
            Subject(cls(resource), resource, member)
            for resource, member in _of_apis(inventory, kinds)
            if isinstance(resource, kinds) and not _is_preflight(resource)
        ]

    @property
    def requires_authorization(self) -> bool:
        """Nobody is let through unasked."""
        if isinstance(self.resource, apigatewayv2.Api) and self.resource.quickly_made:
            return False
        if isinstance(self.resource, apigateway.RestApi | apigatewayv2.Api):
            return not self.resource.has_open_operations
        if isinstance(self.resource, apigatewayv2.Route | apigateway.ServedStage):
            return self.resource.asks_who_calls
        if isinstance(self.resource, apigateway.PathMethods):
            return all(each.authorization != "NONE" for each in self.resource.methods if each.http_method != "OPTIONS")
        return self.resource.authorization != "NONE"

    @property
    def validates_bodies(self) -> bool:
        """Bodies are held against a model before they are sent on. NotApplicable to what cannot do so, or has none.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
        """
        match self.resource:
            case apigateway.Method() as method:
                methods: list[apigateway.Method | apigateway.MethodOfPath] = [method]
            case apigateway.PathMethods() as path:
                methods = list(path.methods)
            case _:
                raise NotApplicable("HTTP APIs do not validate; those of OpenAPI documents are not judged")
        sending = [each for each in methods if each.http_method not in _WITHOUT_BODY]
        if not sending:
            raise NotApplicable("its requests have no body")
        return all(each.has_models and each.validator is not None and each.validator.checks_bodies for each in sending)

    def __repr__(self) -> str:
        return self.resource.address


class ServedRoute(Route):
    """A method or route of an inference API; in an account a stage too, by the methods that were deployed to it."""

    filled_by = (*Route.filled_by, apigateway.ServedStage)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        stages = _of_apis(inventory, (apigateway.Stage,))
        return super().subjects(inventory) + [
            Subject(cls(stage.seen_as(apigateway.ServedStage)), stage, member)
            for stage, member in stages
            if stage.dialect is Dialect.LIVE
        ]


_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})


def _states_routes(api: apigateway.RestApi | apigatewayv2.Api) -> bool:
    """It has a document, or was made with a route for everything."""
    return bool(api.operations) or (
        isinstance(api, apigatewayv2.Api) and any(step_into(api.body, [name]).value for name in ("target", "Target"))
    )


def _is_preflight(resource: Resource) -> bool:
    if not isinstance(resource, apigateway.Method | apigatewayv2.Route):
        return False
    stated = (step_into(resource.body, [name]).value for name in ("http_method", "HttpMethod", "route_key", "RouteKey"))
    return any(isinstance(each, str) and each.partition(" ")[0] == "OPTIONS" for each in stated)


class Stage:
    """A stage of an inference API."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*FRONTS, apigateway.Stage, apigatewayv2.Stage)

    def __init__(self, resource: apigateway.Stage | apigatewayv2.Stage) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        kinds = (apigateway.Stage, apigatewayv2.Stage)
        found = _of_apis(inventory, kinds)
        return [Subject(cls(each), each, member) for each, member in found if isinstance(each, kinds)]

    @property
    def traces_data(self) -> bool:
        """It writes whole requests and answers into a log."""
        return self.resource.traces_data

    @property
    def logs_access(self) -> bool:
        """It keeps a record of every request."""
        return self.resource.logs_access

    def __repr__(self) -> str:
        return self.resource.address


class RestStage(Stage):
    """A stage of a REST API that leads to a model."""

    resource: apigateway.Stage
    filled_by = (*Stage.filled_by, apigateway.Integration, apigateway.ApiPath, apigateway.UsagePlan)

    def __init__(self, resource: apigateway.Stage, inventory: Inventory) -> None:
        super().__init__(resource)
        self.inventory = inventory

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = _of_apis(inventory, (apigateway.Stage,))
        return [
            Subject(cls(each, inventory), each, member) for each, member in found if isinstance(each, apigateway.Stage)
        ]

    @property
    def has_web_acl(self) -> bool:
        """Requests pass a web ACL. NotApplicable to an API that answers only inside VPCs."""
        if self.resource.api.is_private:
            raise NotApplicable("its API answers only inside VPCs")
        return self.resource.has_web_acl or gets_a_web_acl(self.resource)

    @property
    def limits_rates(self) -> bool:
        """It lets through no more than a stated number of requests."""
        return method_limits.is_limited(self.resource, "rate_limit", self.inventory)

    @property
    def limits_bursts(self) -> bool:
        """It lets through no more than a stated number of requests at once."""
        return method_limits.is_limited(self.resource, "burst_limit", self.inventory)

    @property
    def has_quotas(self) -> bool:
        """Its callers have a quota."""
        return method_limits.has_a_quota(self.resource, self.inventory)


class HttpStage(Stage):
    """A stage of an HTTP or WebSocket API that leads to a model."""

    resource: apigatewayv2.Stage

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [each for each in super().subjects(inventory) if isinstance(each.resource, apigatewayv2.Stage)]

    @property
    def limits_rates(self) -> bool:
        """It lets through no more than a stated number of requests."""
        return self.resource.limits("rate_limit")

    @property
    def limits_bursts(self) -> bool:
        """It lets through no more than a stated number of requests at once."""
        return self.resource.limits("burst_limit")


class Relay(apigateway.RestApi):
    """A REST API that hands requests to a model itself, without a function between."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = FRONTS

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them; one of which the integrations are not all known may be one."""
        found = select(inventory.of(apigateway.RestApi), _relays)
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]


def _relays(api: Resource) -> str | None:
    assert isinstance(api, apigateway.RestApi)
    if calls_a_model_itself(api):
        return "an integration of it calls a model"
    unknown = unknown_target(api)
    if unknown is not None:
        raise Undetermined(str(unknown))
    return None


class GraphQLApi(appsync.GraphQLApi):
    """A GraphQL API that leads to a model."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*FRONTS, appsync.GraphQLApi, appsync.DataSource)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [
            Subject(member.resource.seen_as(cls), member.resource, member)
            for member in members(inventory, Role.INFERENCE_API)
            if isinstance(member.resource, appsync.GraphQLApi)
        ]

    @statement
    def asks_each_caller(self) -> bool:
        """It knows who calls: it takes no key that callers share."""
        return "API_KEY" not in self.authentications


class FunctionUrl(Narrowed, lambda_.FunctionUrl):
    """The address of a function that calls models."""

    role = Role.INFERENCE_API
    filled_by = FRONTS

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = [member for member in members(inventory, cls.role) if isinstance(member.resource, lambda_.FunctionUrl)]
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]

    @statement
    def asks_who_calls(self) -> bool:
        """It answers only signed requests."""
        return self.authorization == "AWS_IAM"
