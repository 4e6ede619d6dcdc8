"""Prompts that are kept, and flows of them."""

from __future__ import annotations

from collections.abc import Hashable

from pytest_aisec.aws import bedrock, kms
from pytest_aisec.model.attribute import items_of, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.values import Located, Reference, Unknown
from pytest_aisec.verdicts import choose


class Prompt(
    Resource,
    terraform="aws_bedrockagent_prompt",
    cloudformation="AWS::Bedrock::Prompt",
    live=Listing(
        "bedrock-agent",
        "ListPrompts",
        "promptSummaries",
        id="arn",
        describe=Call("bedrock-agent", "GetPrompt", {"promptIdentifier": "id"}),
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """A prompt that is kept for reuse; its versions have its key.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-prompts.html
    """

    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")


def _versions(node: str) -> tuple[str, str]:
    """Where the configuration of a node names the version of its guardrail."""
    tail = "GuardrailConfiguration.GuardrailVersion"
    return f"{node}.Prompt.{tail}", f"{node}.KnowledgeBase.{tail}"


def _identifiers() -> tuple[str, str]:
    tail = "GuardrailConfiguration.GuardrailIdentifier"
    return f"Configuration.Prompt.{tail}", f"Configuration.KnowledgeBase.{tail}"


class FlowNode(Block):
    """A step of a flow."""

    name = text(default="", live="Name")
    kind = text(default="", terraform="type", cloudformation="Type", live="Type")
    guardrails = links(
        lambda: bedrock.Guardrail,
        terraform=every(
            "configuration.prompt.guardrail_configuration.guardrail_identifier",
            "configuration.knowledge_base.guardrail_configuration.guardrail_identifier",
        ),
        cloudformation=every(*_identifiers()),
        live=every(*_identifiers()),
    )

    @statement
    def lacks_a_guardrail(self) -> bool:
        """It asks a model, and no guardrail stands between."""
        return self.kind in {"Prompt", "KnowledgeBase"} and not self.guardrails


class Flow(
    Resource,
    terraform="aws_bedrockagent_flow",
    cloudformation="AWS::Bedrock::Flow",
    live=Listing(
        "bedrock-agent",
        "ListFlows",
        "flowSummaries",
        id="arn",
        describe=Call("bedrock-agent", "GetFlow", {"flowIdentifier": "id"}),
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """A chain of prompts, models and tools.

    https://docs.aws.amazon.com/bedrock/latest/userguide/flows-guardrails.html
    """

    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")
    guardrail_versions = texts(
        terraform=every(
            "definition.node.*.configuration.prompt.guardrail_configuration.guardrail_version",
            "definition.node.*.configuration.knowledge_base.guardrail_configuration.guardrail_version",
        ),
        cloudformation=every(*_versions("Definition.Nodes.*.Configuration")),
        live=every(*_versions("Definition.Nodes.*.Configuration")),
    )
    """The versions of the guardrails of its nodes."""

    nodes = blocks(FlowNode, terraform="definition.node", cloudformation="Definition.Nodes", live="Definition.Nodes")

    @statement
    def uses_a_draft(self) -> bool:
        """One of its nodes uses the working draft of a guardrail; a version that is a resource of its own is none."""
        return any(
            _is_draft(found, (self.key, place))
            for place, found in enumerate(items_of(Flow.guardrail_versions.locate(self)))
        )


def _is_draft(found: Located, key: Hashable) -> bool:
    value = found.value
    if isinstance(value, Reference):
        return False
    if isinstance(value, Unknown):
        return choose((value.identity or key, "is the draft"), (False, True), str(value))
    return value == "DRAFT"
