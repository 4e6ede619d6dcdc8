"""Amazon Bedrock AgentCore."""

from pytest_aisec.aws.bedrock_agentcore.engines import Policy, PolicyEngine
from pytest_aisec.aws.bedrock_agentcore.evaluations import OnlineEvaluation
from pytest_aisec.aws.bedrock_agentcore.gateways import GatewayRateLimit, GatewayTarget
from pytest_aisec.aws.bedrock_agentcore.memories import Memory, TokenVault
from pytest_aisec.aws.bedrock_agentcore.runtimes import (
    Entrance,
    Gateway,
    Harness,
    HarnessVersion,
    Runtime,
    RuntimeConfiguration,
    RuntimeVersion,
)
from pytest_aisec.aws.bedrock_agentcore.tools import Browser, CodeInterpreter

__all__ = [
    "Browser",
    "CodeInterpreter",
    "Entrance",
    "Gateway",
    "GatewayRateLimit",
    "GatewayTarget",
    "Harness",
    "HarnessVersion",
    "Memory",
    "OnlineEvaluation",
    "Policy",
    "PolicyEngine",
    "Runtime",
    "RuntimeConfiguration",
    "RuntimeVersion",
    "TokenVault",
]
