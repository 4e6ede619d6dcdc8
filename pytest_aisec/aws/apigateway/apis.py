"""Amazon API Gateway: REST APIs."""

from __future__ import annotations

from pytest_aisec.aws import apigateway, cognito_idp, elbv2, lambda_, sqs, stepfunctions
from pytest_aisec.aws.openapi_documents import BODY, has_open_operations, operations
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document, only
from pytest_aisec.model.links import blocks, links, referrers
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import Located

_NO_API = "it names no API"
_OPERATION = "paths.*.*.x-amazon-apigateway-integration"
"""Where an OpenAPI document says what a method does.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""
_URIS = (
    every(
        companion("aws_api_gateway_integration", by="rest_api_id") / "uri",
        BODY[Dialect.TERRAFORM] / f"{_OPERATION}.uri",
    ),
    every(
        companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.Uri",
        BODY[Dialect.CLOUDFORMATION] / f"{_OPERATION}.uri",
    ),
    every(companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.uri"),
)


_TEMPLATES = (
    every(
        companion("aws_api_gateway_integration", by="rest_api_id") / "request_templates.*",
        BODY[Dialect.TERRAFORM] / f"{_OPERATION}.requestTemplates.*",
    ),
    every(
        companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.RequestTemplates.*",
        BODY[Dialect.CLOUDFORMATION] / f"{_OPERATION}.requestTemplates.*",
    ),
    every(
        companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.requestTemplates.*"
    ),
)
_STARTS = r"(?s).*stateMachineArn"
_SENDS = r"arn:[^:]*:apigateway:[^:]*:sqs:"


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
    service_targets = texts(
        terraform=every(
            companion("aws_api_gateway_integration", by="rest_api_id", where={"type": "AWS"}) / "uri",
            BODY[Dialect.TERRAFORM] / f"{_OPERATION}.uri",
        ),
        cloudformation=every(
            companion("AWS::ApiGateway::Method", by="RestApiId", where={"Integration.Type": "AWS"}) / "Integration.Uri",
            BODY[Dialect.CLOUDFORMATION] / f"{_OPERATION}.uri",
        ),
        live=_URIS[2],
    )
    """Those of its targets that services of AWS may be, which other kinds of integrations do not lead to.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
    """
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
    private_load_balancers = links(
        lambda: elbv2.LoadBalancer,
        terraform=every(companion("aws_api_gateway_integration", by="rest_api_id") / "integration_target"),
        cloudformation=every(companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.IntegrationTarget"),
        live=every(
            companion("apigateway:PathMethods", by="restApiId")
            / "resourceMethods.*.methodIntegration.integrationTarget"
        ),
        reads=elbv2.load_balancer_arn,
    )
    """Those inside a VPC that it forwards to by a link of the newer kind, which is for many of them.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
    """
    vpc_links = links(
        lambda: VpcLink,
        terraform=every(
            companion("aws_api_gateway_integration", by="rest_api_id") / "connection_id",
            BODY[Dialect.TERRAFORM] / f"{_OPERATION}.connectionId",
        ),
        cloudformation=every(
            companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration.ConnectionId",
            BODY[Dialect.CLOUDFORMATION] / f"{_OPERATION}.connectionId",
        ),
        live=every(
            companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration.connectionId"
        ),
    )
    state_machines = links(
        lambda: stepfunctions.StateMachine,
        terraform=only(_TEMPLATES[0], _STARTS),
        cloudformation=only(_TEMPLATES[1], _STARTS),
        live=only(_TEMPLATES[2], _STARTS),
        reads=stepfunctions.named_machine,
    )
    """Those that it starts itself, which the templates of its requests name.

    https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-api-gateway.html
    """
    queues = links(
        lambda: sqs.Queue,
        terraform=only(_URIS[0], _SENDS),
        cloudformation=only(_URIS[1], _SENDS),
        live=only(_URIS[2], _SENDS),
        reads=sqs.queue_url,
    )
    """Those that it sends messages to itself."""
    user_pools = links(
        lambda: cognito_idp.UserPool,
        terraform=every(companion("aws_api_gateway_authorizer", by="rest_api_id") / "provider_arns"),
        cloudformation=every(companion("AWS::ApiGateway::Authorizer", by="RestApiId") / "ProviderARNs"),
        live=every(call("apigateway", "GetAuthorizers", {"restApiId": "id"}) / "items.*.providerARNs.*"),
    )
    endpoint_disabled = boolean(
        default=False,
        terraform="disable_execute_api_endpoint",
        cloudformation="DisableExecuteApiEndpoint",
        live="disableExecuteApiEndpoint",
    )
    """It answers at a domain of the account only, not at the address that API Gateway gives it."""
    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_api_gateway_rest_api_policy", by="rest_api_id") / "policy"),
        cloudformation=document("Policy"),
        live=document("policy"),
    )
    """Those of its policy; without one it answers everybody."""
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

    @statement
    def asks_for_keys(self) -> bool:
        """Each of its methods wants a key in a header, other than for the preflight requests of browsers."""
        wants = [each.asks_for_key for each in self.methods if each.http_method != "OPTIONS"]
        wants += [each.asks_for_key for path in self.paths for each in path.methods if each.http_method != "OPTIONS"]
        return bool(wants) and all(wants)

    @statement
    def refuses_most(self) -> bool:
        """Its policy names whom it answers, or denies those who do not meet a condition."""
        if not self.statements:
            return False
        if any(each.effect == "Deny" and each.is_conditional for each in self.statements):
            return True
        return not any(each.admits_anyone for each in self.statements)

    methods = referrers(lambda: apigateway.Method, by="api")
    integrations = referrers(lambda: apigateway.Integration, by="api")
    paths = referrers(lambda: apigateway.PathMethods, by="api")
    stages = referrers(lambda: apigateway.Stage, by="api")

    @property
    def operations(self) -> list[Located]:
        """The methods that an OpenAPI document declares."""
        return operations(self)

    @statement
    def has_open_operations(self) -> bool:
        """A method of its OpenAPI document asks nobody who calls."""
        return has_open_operations(self)

    @statement
    def admits_anyone(self) -> bool:
        """A method of it, other than for the preflight requests of browsers, asks nobody who calls."""
        for each in self.methods:
            if each.authorization == "NONE" and each.http_method != "OPTIONS":
                stated = type(each).authorization
                stated.note(self, stated.locate(each), "NONE")
                return True
        if any(
            method.authorization == "NONE" and method.http_method != "OPTIONS"
            for path in self.paths
            for method in path.methods
        ):
            return True
        return self.has_open_operations
