"""What agents may do and where they may look: their action groups and knowledge bases, version by version."""

from __future__ import annotations

from pytest_aisec.aws import lambda_
from pytest_aisec.aws.bedrock_agent.agents import Agent
from pytest_aisec.aws.bedrock_agent.knowledge import KnowledgeBase
from pytest_aisec.model.attribute import boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import unmapped
from pytest_aisec.model.resource import Block, Names, Resource, statement

_SWITCH = switch(ENABLED=True, DISABLED=False)
_VERSIONS = "bedrock-agent:AgentVersion"
_OF_VERSION = {"agentId": "agentId", "agentVersion": "agentVersion"}


class AgentFunction(Block):
    """A function that an agent may call.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_Function.html
    """

    name = text()
    needs_confirmation = boolean(
        default=unstated("whether the user is asked is not stated"),
        switch=_SWITCH,
        terraform=unmapped("the provider has no argument for confirmations"),
        live="requireConfirmation",
    )
    """Whether the user is asked before it is called.

    https://docs.aws.amazon.com/bedrock/latest/userguide/agents-userconfirmation.html
    """


class ActionGroup(
    Resource,
    terraform="aws_bedrockagent_agent_action_group",
    live=Listing(
        "bedrock-agent",
        "ListAgentActionGroups",
        "actionGroupSummaries",
        id="join('/', [agentId, agentVersion, actionGroupId])",
        per=_VERSIONS,
        per_parameters=_OF_VERSION,
        describe=Call("bedrock-agent", "GetAgentActionGroup", {**_OF_VERSION, "actionGroupId": "actionGroupId"}),
        described="agentActionGroup",
    ),
    names=Names(terraform=("action_group_id",), live=("actionGroupId",)),
):
    """Actions that an agent may take. CloudFormation declares them inside of agents.

    https://docs.aws.amazon.com/bedrock/latest/userguide/agents-action-create.html
    """

    agent = link(lambda: Agent, terraform="agent_id", live="agentId")
    version = text(terraform="agent_version", live="agentVersion")
    name = text(terraform="action_group_name", live="actionGroupName")
    enabled = boolean(
        default=unstated("whether the actions can be taken from the start is not stated"),
        switch=_SWITCH,
        terraform="action_group_state",
        live="actionGroupState",
    )
    function = link(
        lambda: lambda_.Function, terraform="action_group_executor.lambda", live="actionGroupExecutor.lambda"
    )
    """What carries the actions out; None where the caller does, or AWS."""
    returns_control = boolean(
        terraform=present("action_group_executor.custom_control"), live=present("actionGroupExecutor.customControl")
    )
    """Whether the caller carries the actions out."""
    signature = text(default=None, terraform="parent_action_group_signature", live="parentActionSignature")
    """What of AWS or of the model's maker it is: `AMAZON.CodeInterpreter`, `AMAZON.UserInput`, `ANTHROPIC.Bash`."""
    functions = blocks(
        AgentFunction,
        terraform="function_schema.member_functions.functions",
        live="functionSchema.functions",
    )

    @statement
    def runs_code(self) -> bool:
        """The agent may write code and run it."""
        return self.enabled and self.signature == "AMAZON.CodeInterpreter"


class AgentKnowledgeBase(
    Resource,
    terraform="aws_bedrockagent_agent_knowledge_base_association",
    live=Listing(
        "bedrock-agent",
        "ListAgentKnowledgeBases",
        "agentKnowledgeBaseSummaries",
        id="join('/', [agentId, agentVersion, knowledgeBaseId])",
        per=_VERSIONS,
        per_parameters=_OF_VERSION,
    ),
):
    """That an agent may look into a knowledge base. CloudFormation declares it inside of agents.

    https://docs.aws.amazon.com/bedrock/latest/userguide/agents-kb-add.html
    """

    agent = link(lambda: Agent, terraform="agent_id", live="agentId")
    knowledge_base = link(lambda: KnowledgeBase, terraform="knowledge_base_id", live="knowledgeBaseId")
    enabled = boolean(switch=_SWITCH, terraform="knowledge_base_state", live="knowledgeBaseState")
