"""Agents for Amazon Bedrock."""

from __future__ import annotations

from pytest_aisec.aws import bedrock, iam, kms
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class Agent(
    Resource,
    terraform="aws_bedrockagent_agent",
    cloudformation="AWS::Bedrock::Agent",
    live=Listing(
        "bedrock-agent",
        "ListAgents",
        "agentSummaries",
        id="agentArn",
        describe=Call("bedrock-agent", "GetAgent", {"agentId": "agentId"}),
        described="agent",
    ),
    names=Names(
        terraform=("agent_id", "agent_arn"), cloudformation=("AgentId", "AgentArn"), live=("agentId", "agentArn")
    ),
):
    """An agent: a model that may call tools."""

    agent_name = text()
    guardrail = link(
        lambda: bedrock.Guardrail,
        terraform="guardrail_configuration.guardrail_identifier",
        cloudformation="GuardrailConfiguration.GuardrailIdentifier",
    )
    role = link(lambda: iam.Role, terraform="agent_resource_role_arn", cloudformation="AgentResourceRoleArn")
    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")
