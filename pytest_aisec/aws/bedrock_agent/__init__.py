"""Agents for Amazon Bedrock, what they retrieve from, and flows."""

from pytest_aisec.aws.bedrock_agent.agents import Agent, AgentAlias, AgentVersion
from pytest_aisec.aws.bedrock_agent.flow_versions import FlowAlias, FlowVersion
from pytest_aisec.aws.bedrock_agent.flows import NODES, Flow, FlowNode, Prompt, PromptVersion
from pytest_aisec.aws.bedrock_agent.knowledge import DataSource, KnowledgeBase
from pytest_aisec.aws.bedrock_agent.tools import ActionGroup, AgentFunction, AgentKnowledgeBase

__all__ = [
    "NODES",
    "ActionGroup",
    "Agent",
    "AgentAlias",
    "AgentFunction",
    "AgentKnowledgeBase",
    "AgentVersion",
    "DataSource",
    "Flow",
    "FlowAlias",
    "FlowNode",
    "FlowVersion",
    "KnowledgeBase",
    "Prompt",
    "PromptVersion",
]
