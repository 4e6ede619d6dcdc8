"""Amazon Bedrock: guardrails."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks
from pytest_aisec.model.resource import Block, Names, Resource, statement

STRENGTHS = ("NONE", "LOW", "MEDIUM", "HIGH")
ACTIONS = ("BLOCK", "NONE")


class ContentFilter(Block):
    """How strongly a guardrail filters one kind of content.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GuardrailContentFilterConfig.html
    """

    type = text()
    input_strength = text(among=STRENGTHS)
    output_strength = text(among=STRENGTHS)
    input_action = text(among=ACTIONS, default="BLOCK")
    input_enabled = boolean(default=True)

    @statement
    def blocks_input_at_high_strength(self) -> bool:
        """It is on, blocks, and does so at the highest strength."""
        return self.input_enabled and self.input_action == "BLOCK" and self.input_strength == "HIGH"


class Guardrail(
    Resource,
    terraform="aws_bedrock_guardrail",
    cloudformation="AWS::Bedrock::Guardrail",
    live=Listing(
        "bedrock",
        "ListGuardrails",
        "guardrails",
        id="arn",
        describe=Call("bedrock", "GetGuardrail", {"guardrailIdentifier": "id"}),
    ),
    names=Names(
        terraform=("guardrail_id", "guardrail_arn"),
        cloudformation=("GuardrailId", "GuardrailArn"),
        live=("guardrailId", "guardrailArn", "id", "arn"),
    ),
):
    """A guardrail."""

    name = text()
    content_filters = blocks(
        ContentFilter,
        terraform="content_policy_config.filters_config",
        cloudformation="ContentPolicyConfig.FiltersConfig",
        live="contentPolicy.filters",
    )
