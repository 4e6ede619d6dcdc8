"""Guardrails, and what enforces them."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, text, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document, never
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.resource import Block, Names, Resource, statement

_ONCE_MADE = never("whether it was made is seen in the account")
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
    input_modalities = texts()
    """What of the input it looks at, `TEXT`, `IMAGE` or both; at texts where nothing is stated."""

    @statement
    def looks_at_texts_that_come_in(self) -> bool:
        """It is on for the texts of the input."""
        return self.input_enabled and (not self.input_modalities or "TEXT" in self.input_modalities)

    @statement
    def blocks_input_at_high_strength(self) -> bool:
        """It is on for texts, blocks, and does so at the highest strength."""
        stops = self.input_action == "BLOCK" and self.input_strength == "HIGH"
        return stops and self.looks_at_texts_that_come_in


class Entity(Block):
    """What a guardrail does about one kind of personal data or secret.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GuardrailPiiEntityConfig.html
    """

    type = text()
    action = text(among=("BLOCK", "ANONYMIZE", "NONE"))
    input_action = text(among=("BLOCK", "ANONYMIZE", "NONE"), default=None)
    output_action = text(among=("BLOCK", "ANONYMIZE", "NONE"), default=None)
    input_enabled = boolean(default=True)
    output_enabled = boolean(default=True)

    @statement
    def is_stopped_both_ways(self) -> bool:
        """It is blocked or masked in what is asked and in what is answered."""
        into = self.input_enabled and (self.input_action or self.action) != "NONE"
        out = self.output_enabled and (self.output_action or self.action) != "NONE"
        return into and out


class GuardrailSettings(Resource):
    """What a guardrail stops: as it is being worked on, or in a version of it that was published."""

    entities = blocks(
        Entity,
        terraform="sensitive_information_policy_config.pii_entities_config",
        cloudformation="SensitiveInformationPolicyConfig.PiiEntitiesConfig",
        live="sensitiveInformationPolicy.piiEntities",
    )

    def let_through(self, kinds: tuple[str, ...]) -> list[str]:
        """Those of some kinds of personal data and secrets that it does not stop both ways."""
        return [
            kind for kind in kinds if not any(each.type == kind and each.is_stopped_both_ways for each in self.entities)
        ]

    content_filters = blocks(
        ContentFilter,
        terraform="content_policy_config.filters_config",
        cloudformation="ContentPolicyConfig.FiltersConfig",
        live="contentPolicy.filters",
    )

    @property
    def looks_for_prompt_attacks(self) -> bool:
        """It looks for prompt attacks in texts that come in, at any strength."""
        return any(
            each.type == "PROMPT_ATTACK" and each.looks_at_texts_that_come_in and each.input_strength != "NONE"
            for each in self.content_filters
        )

    @property
    def blocks_prompt_attacks(self) -> bool:
        """It looks for prompt attacks in texts that come in, and blocks them at the highest strength."""
        attacks = [each for each in self.content_filters if each.type == "PROMPT_ATTACK"]
        return bool(attacks) and all(each.blocks_input_at_high_strength for each in attacks)


class Guardrail(
    GuardrailSettings,
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
    """A guardrail; of an account what is being worked on, see `PublishedGuardrail`."""

    name = text()
    works = boolean(
        default=True,
        switch=switch(READY=True, UPDATING=True, VERSIONING=True, CREATING=False, FAILED=False, DELETING=False),
        terraform=_ONCE_MADE,
        cloudformation=_ONCE_MADE,
        live="status",
    )
    """Whether it can be used; what files declare is taken to be made."""
    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="KmsKeyArn")


class GuardrailVersion(
    Resource,
    terraform="aws_bedrock_guardrail_version",
    cloudformation="AWS::Bedrock::GuardrailVersion",
    names=Names(terraform=("version",), cloudformation=("Version",)),
):
    """A published version of a guardrail, as files declare it."""


class PublishedGuardrail(
    GuardrailSettings,
    live=Listing(
        "bedrock",
        "ListGuardrails",
        "guardrails[?version != 'DRAFT']",
        id="join(':', [arn, version])",
        per="AWS::Bedrock::Guardrail",
        per_parameters={"guardrailIdentifier": "arn"},
        describe=Call("bedrock", "GetGuardrail", {"guardrailIdentifier": "id", "guardrailVersion": "version"}),
    ),
):
    """A published version of a guardrail, as an account tells of it: it stays as it was while the guardrail changes.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-versions.html
    """

    guardrail = link(lambda: Guardrail, live="guardrailArn")
    version = text(live="version")


GUARDED = ("SELECTIVE", "COMPREHENSIVE")


class EnforcedGuardrail(
    Resource,
    cloudformation="AWS::Bedrock::EnforcedGuardrailConfiguration",
    live=Listing("bedrock", "ListEnforcedGuardrailsConfiguration", "guardrailsConfig", id="configId"),
):
    """A guardrail that every request to a model in the account and region passes, whoever makes it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
    """

    guardrail = link(lambda: Guardrail, cloudformation="GuardrailIdentifier", live="guardrailArn")
    version = text(cloudformation="GuardrailVersion")
    included_models = texts(cloudformation="ModelEnforcement.IncludedModels")
    """The models for which it is enforced; `ALL` for all of them. None where it is enforced for all."""
    excluded_models = texts(cloudformation="ModelEnforcement.ExcludedModels")

    @statement
    def is_for_every_model(self) -> bool:
        """No model can be called past it."""
        return not self.excluded_models and (not self.included_models or "ALL" in self.included_models)

    system_prompts = text(
        among=GUARDED,
        default=unstated("how much of system prompts it looks at is not stated"),
        cloudformation="SelectiveContentGuarding.System",
    )
    """All of what the system says, or only what the caller marks."""
    messages = text(
        among=GUARDED,
        default=unstated("how much of messages it looks at is not stated"),
        cloudformation="SelectiveContentGuarding.Messages",
    )


class GuardrailPolicy(
    Resource,
    live=Listing(
        "bedrock",
        "GetResourcePolicy",
        "[@] | [?resourcePolicy]",
        id="join(' ', ['policy of', resourceArn])",
        per="AWS::Bedrock::Guardrail",
        per_parameters={"resourceArn": "guardrailArn"},
        absent=("ResourceNotFoundException",),
    ),
):
    """The policy of a guardrail: which other accounts may use it. Files declare it as a resource of any kind.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html
    """

    guardrail = link(lambda: Guardrail, live="resourceArn")
    statements = blocks(PolicyStatement, live=document("resourcePolicy"))
