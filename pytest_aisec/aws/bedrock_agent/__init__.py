"""Agents for Amazon Bedrock, what they retrieve from, and flows."""

from pytest_aisec.aws.bedrock_agent.agents import Agent, AgentAlias, AgentVersion
from pytest_aisec.aws.bedrock_agent.flows import Flow, FlowNode, Prompt
from pytest_aisec.aws.bedrock_agent.knowledge import DataSource, KnowledgeBase

__all__ = ["Agent", "AgentAlias", "AgentVersion", "DataSource", "Flow", "FlowNode", "KnowledgeBase", "Prompt"]
