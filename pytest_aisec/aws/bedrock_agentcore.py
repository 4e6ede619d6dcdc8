"""Amazon Bedrock AgentCore: where agents run, and the gateways to their tools."""

from __future__ import annotations

from pytest_aisec.aws import ec2, ecr, iam, kms
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"


class Runtime(
    Resource,
    terraform="aws_bedrockagentcore_agent_runtime",
    cloudformation="AWS::BedrockAgentCore::Runtime",
    live=Listing(
        _CONTROL,
        "ListAgentRuntimes",
        "agentRuntimes",
        id="agentRuntimeArn",
        describe=Call(
            _CONTROL,
            "GetAgentRuntime",
            {"agentRuntimeId": "agentRuntimeId", "agentRuntimeVersion": "agentRuntimeVersion"},
        ),
    ),
    names=Names(
        terraform=("agent_runtime_id", "agent_runtime_arn"),
        cloudformation=("AgentRuntimeId", "AgentRuntimeArn"),
        live=("agentRuntimeId", "agentRuntimeArn"),
    ),
):
    """A runtime in which an agent is hosted.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agentcore-vpc.html
    """

    network_mode = text(
        among=("PUBLIC", "VPC"),
        terraform="network_configuration.network_mode",
        cloudformation="NetworkConfiguration.NetworkMode",
    )
    subnets = links(
        lambda: ec2.Subnet,
        terraform="network_configuration.network_mode_config.subnets",
        cloudformation="NetworkConfiguration.NetworkModeConfig.Subnets",
    )
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    repositories = links(
        lambda: ecr.Repository,
        terraform="agent_runtime_artifact.container_configuration.container_uri",
        cloudformation="AgentRuntimeArtifact.ContainerConfiguration.ContainerUri",
        reads=ecr.repository_name,
    )


class Gateway(
    Resource,
    terraform="aws_bedrockagentcore_gateway",
    cloudformation="AWS::BedrockAgentCore::Gateway",
    live=Listing(
        _CONTROL,
        "ListGateways",
        "items",
        id="gatewayArn",
        describe=Call(_CONTROL, "GetGateway", {"gatewayIdentifier": "gatewayId"}),
    ),
    names=Names(
        terraform=("gateway_id", "gateway_arn"),
        cloudformation=("GatewayIdentifier", "GatewayArn"),
        live=("gatewayId", "gatewayArn"),
    ),
):
    """A gateway through which agents reach tools.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html
    """

    authorizer_type = text(among=("CUSTOM_JWT", "AWS_IAM", "NONE", "AUTHENTICATE_ONLY"))
    audiences = texts(
        terraform="authorizer_configuration.custom_jwt_authorizer.allowed_audience",
        cloudformation="AuthorizerConfiguration.CustomJWTAuthorizer.AllowedAudience",
    )
    clients = texts(
        terraform="authorizer_configuration.custom_jwt_authorizer.allowed_clients",
        cloudformation="AuthorizerConfiguration.CustomJWTAuthorizer.AllowedClients",
    )
    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="KmsKeyArn")
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
