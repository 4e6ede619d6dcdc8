"""Amazon Bedrock AgentCore."""

from pytest_aisec.aws.bedrock_agentcore.engines import Policy, PolicyEngine
from pytest_aisec.aws.bedrock_agentcore.evaluations import OnlineEvaluation
from pytest_aisec.aws.bedrock_agentcore.gateways import GatewayRateLimit, GatewayTarget
from pytest_aisec.aws.bedrock_agentcore.memories import Memory, TokenVault
from pytest_aisec.aws.bedrock_agentcore.runtimes import Browser, CodeInterpreter, Entrance, Gateway, Harness, Runtime

__all__ = [
    "Browser",
    "CodeInterpreter",
    "Entrance",
    "Gateway",
    "GatewayRateLimit",
    "GatewayTarget",
    "Harness",
    "Memory",
    "OnlineEvaluation",
    "Policy",
    "PolicyEngine",
    "Runtime",
    "TokenVault",
]
