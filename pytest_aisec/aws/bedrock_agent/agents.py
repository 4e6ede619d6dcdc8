"""Agents, their versions, and the names under which they are called."""

from __future__ import annotations

from pytest_aisec.aws import bedrock, iam, kms, lambda_
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import fellows, link, links, referrers
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import Reference
from pytest_aisec.verdicts import Undetermined

_APART = never("action groups are resources of their own")
_MADE = never("the alias for tests, which has an id of its own, is there without being declared")


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
    guardrail_version = text(
        default=None,
        terraform="guardrail_configuration.guardrail_version",
        cloudformation="GuardrailConfiguration.GuardrailVersion",
    )
    declared_version = link(
        lambda: bedrock.GuardrailVersion,
        terraform="guardrail_configuration.guardrail_version",
        cloudformation="GuardrailConfiguration.GuardrailVersion",
        live=never("an account tells the number"),
    )

    @statement
    def uses_a_published_version(self) -> bool:
        """The version of its guardrail is one that is declared beside it, or is not the draft.

        The version that a guardrail itself tells is always the draft:
        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrock-guardrail.html
        """
        if self._names_the_draft():
            return False
        declared = self.declared_version
        if declared is not None and declared.unseen is None:
            return True
        return self.guardrail_version not in {None, "DRAFT"}

    def _names_the_draft(self) -> bool:
        """It takes the version from its guardrail (`guardrail.version`)."""
        found = Agent.guardrail_version.locate(self)
        stated = found.value
        if not isinstance(stated, Reference) or stated.attribute not in {"version", "Version"}:
            return False
        guardrail = self.guardrail
        if guardrail is None or stated.target != guardrail.address:
            return False
        Agent.guardrail_version.note(self, found, "DRAFT")
        return True

    role = link(lambda: iam.Role, terraform="agent_resource_role_arn", cloudformation="AgentResourceRoleArn")
    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")
    functions = links(
        lambda: lambda_.Function,
        terraform=_APART,
        cloudformation="ActionGroups.*.ActionGroupExecutor.Lambda",
        live=_APART,
    )
    """What carries out the actions that are declared inside of it; elsewhere `ActionGroup` has it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-bedrock-agent-agentactiongroup.html
    """
    enforced = fellows(lambda: bedrock.EnforcedGuardrail)
    versions = referrers(lambda: AgentVersion, by="agent")
    aliases = referrers(lambda: AgentAlias, by="agent")

    @property
    def unguarded_versions(self) -> list[str]:
        """The versions without a guardrail that its aliases serve in an account; `DRAFT` for what is being worked on.

        Files tell only of the draft, from which the versions are made. Raises Undetermined where the account enforces a
        guardrail for every model in the region: AWS says that all invocations of models pass it, and not whether those
        are among them that agents make. https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
        """
        found = [] if self.guardrail is not None else ["DRAFT"]
        found += [each.version for each in self.served_versions if not each.guarded]
        for each in self.enforced if found else ():
            if each.is_for_every_model:
                raise Undetermined(f"{each.address} is enforced: whether it looks at what agents ask is not documented")
        return found

    @property
    def has_a_guardrail(self) -> bool:
        """What is being worked on has one, or a version that its aliases serve."""
        return self.guardrail is not None or any(each.guarded for each in self.served_versions)

    @property
    def versions_with_a_draft(self) -> list[str]:
        """The versions whose guardrail is the working draft of one, as `unguarded_versions` tells of them."""
        own = self.guardrail is not None and not self.uses_a_published_version
        return ["DRAFT"] * own + [each.version for each in self.served_versions if each.uses_a_draft]

    @property
    def served_versions(self) -> list[AgentVersion]:
        """Those that its aliases serve in an account."""
        if self.dialect is not Dialect.LIVE:
            return []
        served = {version for alias in self.aliases for version in alias.versions}
        return [each for each in self.versions if each.version in served]


class AgentVersion(
    Resource,
    live=Listing(
        "bedrock-agent",
        "ListAgentVersions",
        "agentVersionSummaries",
        id="join('/', [agentId, agentVersion])",
        per="AWS::Bedrock::Agent",
        per_parameters={"agentId": "agentId"},
    ),
):
    """A version of an agent, as an account tells of it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-agent.html
    """

    agent = link(lambda: Agent, live="agentId")
    version = text(live="agentVersion")
    guardrail = link(lambda: bedrock.Guardrail, live="guardrailConfiguration.guardrailIdentifier")
    guarded = boolean(live=present("guardrailConfiguration.guardrailIdentifier"))
    guardrail_version = text(default=None, live="guardrailConfiguration.guardrailVersion")

    @statement
    def uses_a_draft(self) -> bool:
        """Its guardrail is the working draft of one."""
        return self.guarded and self.guardrail_version in {None, "DRAFT"}


class AgentAlias(
    Resource,
    terraform="aws_bedrockagent_agent_alias",
    cloudformation="AWS::Bedrock::AgentAlias",
    live=Listing(
        "bedrock-agent",
        "ListAgentAliases",
        "agentAliasSummaries",
        id="join('/', [agentId, agentAliasId])",
        per="AWS::Bedrock::Agent",
        per_parameters={"agentId": "agentId"},
    ),
):
    """A name under which versions of an agent are called."""

    agent = link(lambda: Agent, terraform="agent_id", cloudformation="AgentId", live="agentId")
    versions = texts(
        terraform="routing_configuration.*.agent_version",
        cloudformation="RoutingConfiguration.*.AgentVersion",
        live="routingConfiguration.*.agentVersion",
    )
    alias_id = text(default=None, terraform=_MADE, cloudformation=_MADE, live="agentAliasId")

    @statement
    def serves_the_draft(self) -> bool:
        """It leads to what is being worked on, and is not the alias for tests that every agent has.

        https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-agent.html
        """
        return self.alias_id != "TSTALIASID" and "DRAFT" in self.versions
