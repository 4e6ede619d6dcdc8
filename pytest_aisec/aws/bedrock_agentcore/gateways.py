"""What gateways lead to, and what they let through."""

from __future__ import annotations

from pytest_aisec.aws import lambda_
from pytest_aisec.aws.bedrock_agentcore.runtimes import Gateway
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import every, unmapped
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"
_GATEWAYS = "AWS::BedrockAgentCore::Gateway"
_OF_GATEWAY = {"gatewayIdentifier": "gatewayId"}
_ENDPOINTS = (
    "TargetConfiguration.Mcp.McpServer.Endpoint",
    "TargetConfiguration.Http.Passthrough.Endpoint",
    "TargetConfiguration.Inference.Provider.Endpoint",
)
_CREDENTIALS = "CredentialProviderConfigurations.*.CredentialProviderType"


class GatewayTarget(
    Resource,
    terraform="aws_bedrockagentcore_gateway_target",
    cloudformation="AWS::BedrockAgentCore::GatewayTarget",
    live=Listing(
        _CONTROL,
        "ListGatewayTargets",
        "items",
        id="join('/', [gatewayIdentifier, targetId])",
        per=_GATEWAYS,
        per_parameters=_OF_GATEWAY,
        describe=Call(_CONTROL, "GetGatewayTarget", {"gatewayIdentifier": "gatewayIdentifier", "targetId": "targetId"}),
    ),
    names=Names(terraform=("target_id",), cloudformation=("TargetId",), live=("targetId",)),
):
    """Tools to which a gateway leads, and how it signs in there.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html
    """

    gateway = link(
        lambda: Gateway, terraform="gateway_identifier", cloudformation="GatewayIdentifier", live="gatewayIdentifier"
    )
    credentials = texts(
        terraform=unmapped("the provider has a block for each kind of credentials, which may be empty"),
        cloudformation=_CREDENTIALS,
        live=_CREDENTIALS,
    )
    """How it signs in there: `GATEWAY_IAM_ROLE`, `OAUTH`, `API_KEY`, `CALLER_IAM_CREDENTIALS`, `JWT_PASSTHROUGH`."""
    endpoints = texts(
        terraform="target_configuration.mcp.mcp_server.endpoint",
        cloudformation=every(*_ENDPOINTS),
        live=every(*_ENDPOINTS),
    )
    """The address of the server or provider that it leads to; none where it leads to a function, an API or a schema."""
    function = link(
        lambda: lambda_.Function,
        terraform="target_configuration.mcp.lambda.lambda_arn",
        cloudformation="TargetConfiguration.Mcp.Lambda.LambdaArn",
    )
    stays_private = boolean(
        terraform=present(unmapped("the provider has no argument for private endpoints")),
        cloudformation=present("PrivateEndpoint"),
        live=present("PrivateEndpoint"),
    )
    """Whether it is reached through a VPC."""
    forwarded_headers = texts(
        terraform="metadata_configuration.allowed_request_headers",
        cloudformation="MetadataConfiguration.AllowedRequestHeaders",
    )
    """The headers of requests that are passed on."""


class GatewayRateLimit(
    Resource,
    cloudformation="AWS::BedrockAgentCore::GatewayRateLimit",
    live=Listing(
        _CONTROL,
        "ListGatewayRateLimits",
        "rateLimits",
        id="join('/', [gatewayIdentifier, rateLimitId])",
        per=_GATEWAYS,
        per_parameters=_OF_GATEWAY,
    ),
    names=Names(cloudformation=("RateLimitId",), live=("rateLimitId",)),
):
    """How often callers may use what stands behind a gateway.

    https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ListGatewayRateLimits.html
    """

    gateway = link(lambda: Gateway, cloudformation="GatewayIdentifier")
    counted_by = texts(cloudformation="DimensionKeys")
    """What tells callers apart."""
    status = text(
        among=("CREATING", "ACTIVE", "UPDATING", "DELETING"),
        default="ACTIVE",
        cloudformation=never("what a template declares is in force once it is deployed"),
        live="status",
    )
