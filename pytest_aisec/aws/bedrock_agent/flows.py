"""Prompts that are kept, and flows of them."""

from __future__ import annotations

from pytest_aisec.aws import bedrock, kms
from pytest_aisec.model.attribute import Setting, boolean, items_of, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import known_parts, outside, present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.model.structure import decoded
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import choose

_VERSION = Regex(r".+:\d+")
_DRAFT = Regex(r".+:prompt/[^:?]+")
"""ARNs of prompts with a version and without one, a question mark for what is not known."""


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


class PromptVersion(Resource, cloudformation="AWS::Bedrock::PromptVersion"):
    """A version of a prompt, which stays what it is. Accounts tell of it by the ARN that others name.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-management-deploy.html
    """


def _both(tail: str) -> tuple[str, str]:
    """Where the two kinds of nodes that ask a model have a setting."""
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
        cloudformation=every(*_both("GuardrailConfiguration.GuardrailIdentifier")),
        live=every(*_both("GuardrailConfiguration.GuardrailIdentifier")),
    )

    guardrail_versions = texts(
        terraform=every(
            "configuration.prompt.guardrail_configuration.guardrail_version",
            "configuration.knowledge_base.guardrail_configuration.guardrail_version",
        ),
        cloudformation=every(*_both("GuardrailConfiguration.GuardrailVersion")),
        live=every(*_both("GuardrailConfiguration.GuardrailVersion")),
    )
    prompt = text(
        default=None,
        terraform="configuration.prompt.source_configuration.resource.prompt_arn",
        cloudformation="Configuration.Prompt.SourceConfiguration.Resource.PromptArn",
        live="Configuration.Prompt.SourceConfiguration.Resource.PromptArn",
    )
    """The kept prompt that it asks with; None for one that is written in the flow."""

    @statement
    def uses_a_draft_guardrail(self) -> bool:
        """It uses the working draft of a guardrail; a version that is a resource of its own is none."""
        versions = items_of(FlowNode.guardrail_versions.locate(self))
        drafts = [each for place, each in enumerate(versions) if _is_draft(each, self, place)]
        _show(self, FlowNode.guardrail_versions, drafts)
        return bool(drafts)

    @statement
    def has_a_kept_prompt(self) -> bool:
        """It asks with a prompt that is kept outside of the flow."""
        found = FlowNode.prompt.locate(self).value
        return found is not None if not isinstance(found, Unknown) or found.is_set else self.prompt is not None

    @statement
    def uses_a_draft_prompt(self) -> bool:
        """It asks with the working draft of a prompt, which is meant where the ARN ends without a version.

        https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_PromptFlowNodeResourceConfiguration.html
        """
        found = FlowNode.prompt.locate(self)
        is_draft = self.has_a_kept_prompt and _names_a_draft(found, self)
        _show(self, FlowNode.prompt, [found] if is_draft else [])
        return is_draft

    answers = boolean(
        terraform=present("configuration.knowledge_base.model_id"),
        cloudformation=present("Configuration.KnowledgeBase.ModelId"),
        live=present("Configuration.KnowledgeBase.ModelId"),
    )
    """Whether a model makes an answer of what is found in a knowledge base; without one, what is found is the answer.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_KnowledgeBaseFlowNodeConfiguration.html
    """

    @statement
    def lacks_a_guardrail(self) -> bool:
        """It asks a model, and no guardrail stands between."""
        asks = self.kind == "Prompt" or (self.kind == "KnowledgeBase" and self.answers)
        return asks and not self.guardrails


NODES = ("Definition.Nodes.*", "Definition.Nodes.*.Configuration.Loop.Definition.Nodes.*")
"""Where the steps of a flow stand: in it, and in its loops.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_LoopFlowNodeConfiguration.html
"""
_DOCUMENT = decoded(either("DefinitionString", outside("DefinitionS3Location.Key")))
_WRITTEN = tuple(_DOCUMENT / node.removeprefix("Definition.") for node in NODES)
"""The same in a template that has the definition as a text, or in a file.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrock-flow.html
"""


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
    nodes = blocks(FlowNode, terraform="definition.node", cloudformation=every(*NODES, *_WRITTEN), live=every(*NODES))


def _is_draft(found: Located, node: FlowNode, place: int) -> bool:
    value = found.value
    if isinstance(value, Reference):
        return False
    if isinstance(value, Unknown):
        return choose((node.same(value, place), "is the draft"), (False, True), str(value))
    return value == "DRAFT"


def _names_a_draft(found: Located, node: FlowNode) -> bool:
    value = found.value
    if isinstance(value, str):
        return _VERSION.fullmatch(value) is None
    if isinstance(value, Reference):
        resource = node.resource
        if isinstance(resource.estate.find(resource, Prompt, found), Prompt):
            return True
        if isinstance(resource.estate.find(resource, PromptVersion, found), PromptVersion):
            return False
    if isinstance(value, PartlyKnown):
        text_ = known_parts(found)
        if _VERSION.fullmatch(text_) or _DRAFT.fullmatch(text_):
            return _DRAFT.fullmatch(text_) is not None
    assert isinstance(value, Unknown)
    return choose((node.same(value, "prompt"), "names a draft"), (False, True), str(value))


def _show(node: FlowNode, setting: Setting, drafts: list[Located]) -> None:
    for each in drafts:
        setting.note(node, each, known_parts(each) or str(each.value))
