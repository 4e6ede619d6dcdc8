"""Which models are used, and where: agents, prompts, flows, knowledge bases, profiles and jobs that name one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from pytest_aisec.ai.identity_policies import IdentityPolicy
from pytest_aisec.ai.model_variables import ToldModels
from pytest_aisec.ai.named_models import NamesModels, WrongOf, unless_among, wrong_among
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.model_names import ModelName, any_model_named, model_named, package_named
from pytest_aisec.aws import bedrock, bedrock_agent, bedrock_agentcore, iam, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import Setting, boolean, texts
from pytest_aisec.model.derived import known_parts, present
from pytest_aisec.model.items import settled_items
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable


class _Agent(bedrock_agent.Agent):
    named_models = texts(
        terraform="foundation_model",
        cloudformation=every("FoundationModel", "PromptOverrideConfiguration.PromptConfigurations.*.FoundationModel"),
        live=every("foundationModel", "promptOverrideConfiguration.promptConfigurations.*.foundationModel"),
    )


class _Prompt(bedrock_agent.Prompt):
    named_models = texts(terraform="variant.*.model_id", cloudformation="Variants.*.ModelId", live="variants.*.modelId")


_NODES = tuple(
    f"{node}.Configuration.{place}"
    for node in bedrock_agent.NODES
    for place in ("Prompt.SourceConfiguration.Inline.ModelId", "KnowledgeBase.ModelId")
)


class _Flow(bedrock_agent.Flow):
    named_models = texts(
        terraform=every(
            "definition.node.*.configuration.prompt.source_configuration.inline.model_id",
            "definition.node.*.configuration.knowledge_base.model_id",
        ),
        cloudformation=every(*_NODES),
        live=every(*_NODES),
    )


_EMBEDDING = tuple(
    f"KnowledgeBaseConfiguration.{kind}KnowledgeBaseConfiguration.EmbeddingModelArn" for kind in ("Vector", "Managed")
)


class _KnowledgeBase(bedrock_agent.KnowledgeBase):
    named_models = texts(
        terraform="knowledge_base_configuration.vector_knowledge_base_configuration.embedding_model_arn",
        cloudformation=every(*_EMBEDDING),
        live=every(*_EMBEDDING),
    )


_READS = "ParsingConfiguration.BedrockFoundationModelConfiguration.ModelArn"
_ENRICHES = "ContextEnrichmentConfiguration.BedrockFoundationModelConfiguration.ModelArn"


class _DataSource(bedrock_agent.DataSource):
    named_models = texts(
        terraform="vector_ingestion_configuration.parsing_configuration.bedrock_foundation_model_configuration.model_arn",
        cloudformation=every(f"VectorIngestionConfiguration.{_READS}", f"VectorIngestionConfiguration.{_ENRICHES}"),
        live=every(f"VectorIngestionConfiguration.{_READS}", f"VectorIngestionConfiguration.{_ENRICHES}"),
    )


class _InferenceProfile(bedrock.InferenceProfile):
    named_models = texts(
        terraform="model_source.copy_from", cloudformation="ModelSource.CopyFrom", live="models.*.modelArn"
    )


class _CustomModel(bedrock.CustomModel):
    named_models = texts(terraform="base_model_identifier", live="baseModelArn")


class _CustomizationJob(bedrock.CustomizationJob):
    named_models = texts(live="baseModelArn")


class _EvaluationJob(bedrock.EvaluationJob):
    named_models = texts(
        live=every(
            "inferenceConfig.models.*.bedrockModel.modelIdentifier",
            "evaluationConfig.automated.evaluatorModelConfig.bedrockEvaluatorModels.*.modelIdentifier",
        )
    )


class _InvocationJob(bedrock.InvocationJob):
    named_models = texts(live="modelId")


class _Throughput(bedrock.ProvisionedThroughput):
    named_models = texts(terraform="model_arn", live="foundationModelArn")


_ASKED = tuple(f"Model.{provider}ModelConfig.ModelId" for provider in ("Bedrock", "OpenAi", "Gemini", "LiteLlm"))


class _Harness(bedrock_agentcore.Harness):
    named_models = texts(cloudformation=every(*_ASKED), live=every(*_ASKED))
    asks_bedrock = boolean(cloudformation=present("Model.BedrockModelConfig"), live=present("Model.BedrockModelConfig"))


class _HarnessVersion(bedrock_agentcore.HarnessVersion):
    named_models = texts(live=every(*_ASKED))
    asks_bedrock = boolean(live=present("Model.BedrockModelConfig"))


_NAMED = tuple(
    f"{place}.{name}"
    for place in ("PrimaryContainer", "Containers.*")
    for name in ("ModelPackageName", "ModelDataSource.S3DataSource.HubAccessConfig.HubContentArn")
)


class _Packaged(sagemaker.Model):
    """By packages of AWS Marketplace and models of JumpStart; versions of the registry are approved there."""

    named_models = texts(
        terraform=every("primary_container.model_package_name", "container.*.model_package_name"),
        cloudformation=every(*_NAMED),
        live=every(*_NAMED),
    )


_Using = (
    _Agent
    | _Prompt
    | _Flow
    | _KnowledgeBase
    | _DataSource
    | _InferenceProfile
    | _CustomModel
    | _CustomizationJob
    | _EvaluationJob
    | _InvocationJob
    | _Throughput
    | _Harness
    | _HarnessVersion
    | _Packaged
)
_KINDS: tuple[type[_Using], ...] = (
    _Agent,
    _Prompt,
    _Flow,
    _KnowledgeBase,
    _DataSource,
    _InferenceProfile,
    _CustomModel,
    _CustomizationJob,
    _EvaluationJob,
    _InvocationJob,
    _Throughput,
    _Harness,
    _HarnessVersion,
    _Packaged,
)


NamedBy = Callable[[str], ModelName | None]
"""What a text names, as `model_named` tells it."""
_NAMED_BY: dict[type[Resource], NamedBy] = {
    _Packaged: package_named,
    _Harness: any_model_named,
    _HarnessVersion: any_model_named,
}


class ModelUse(NamesModels):
    """Something that names the models which it uses. What the account made itself, a profile say, is one by itself.

    What runs code is told by its variables: see `ToldModels`, which says the same of them.
    """

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        *(kind.__mro__[1] for kind in _KINDS),
        *ToldModels.filled_by,
    )
    looks_from: ClassVar[tuple[type[Resource], ...]] = _KINDS

    def __init__(self, using: _Using) -> None:
        self.using = using

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        stated = [
            Subject(cls(each.seen_as(kind)), each)
            for each in inventory
            for kind in _KINDS
            if isinstance(each, kind.__mro__[1])
        ]
        return stated + ToldModels.subjects(inventory)

    def outside(self, approved: tuple[str, ...]) -> list[str]:
        if isinstance(self.using, _Packaged):
            raise NotApplicable("it answers where its endpoint is")
        if isinstance(self.using, _Harness | _HarnessVersion) and not self.using.asks_bedrock:
            raise NotApplicable("it asks another provider, which does not tell where its models answer")
        return super().outside(approved)

    def _those(self, wrong_of: WrongOf) -> list[str]:
        named_by = _NAMED_BY.get(type(self.using), model_named)
        return _those(self.using, type(self.using).named_models, wrong_of, named_by)

    def __repr__(self) -> str:
        return self.using.address


def _those(view: View, setting: Setting, wrong_of: WrongOf, named_by: NamedBy = model_named) -> list[str]:
    """What is wrong with the models that a setting names; of what names them, the first such word is read last."""

    def point_at(items: list[Located]) -> None:
        for item in reversed(items):
            setting.note(view, item, known_parts(item))

    return wrong_among(_named(view, setting, named_by), wrong_of, point_at, "it names no model to approve by its name")


def _named(view: View, setting: Setting, named_by: NamedBy) -> Iterator[tuple[Located, ModelName | str]]:
    for _, item in settled_items(setting, view, setting.locate(view)):
        value = item.value
        if isinstance(value, Reference) and not _is_looked_up(value):
            continue
        if isinstance(value, str | PartlyKnown):
            name = named_by(known_parts(item))
            if name is not None:
                yield item, name
        elif isinstance(value, Unknown):
            yield item, str(value)


def _is_looked_up(value: Reference) -> bool:
    """It is told by a data source, and not a resource that is judged by itself."""
    return "data" in value.target.split(".")


_CALLS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
_PROFILE = "bedrock:inferenceprofilearn"
_EVERY_MODEL = Regex(r"\*|arn:[^:]*:bedrock:[^:]*:[^:]*:(foundation-model|inference-profile)?[*/]+")


class GrantedModels(IdentityPolicy):
    """What policies of the account's own allow of models of Bedrock, by which models those are."""

    def unapproved(self, approved: tuple[str, ...]) -> list[str]:
        """The models, or patterns of them, that may be called and that none of some patterns fits.

        A `Deny` of all others but named ones keeps to these. NotApplicable where no model may be called.
        """
        calling = [each for each in self.statements if each.effect == "Allow" and any(map(each.covers, _CALLS))]
        if not calling:
            raise NotApplicable("it allows no calls of models of Bedrock")
        for each in self.statements:
            if each.effect == "Deny" and not each.is_conditional and all(map(each.covers, _CALLS)):
                kept = _wrong_in(each, iam.Statement.other_resources, approved)
                if each.other_resources and not kept:
                    return []
        found = [name for each in calling for name in _may_call(each, approved)]
        return list(dict.fromkeys(found))


def _may_call(each: iam.Statement, approved: tuple[str, ...]) -> list[str]:
    through = [value for test in each.conditions if test.key == _PROFILE and test.is_fixed for value in test.values]
    if through:
        names = filter(None, (model_named(value) for value in through if isinstance(value, str)))
        return [name.text for name in names if not name.is_among(approved)]
    if each.other_resources:
        return ["*"] * ("*" not in approved)
    return _wrong_in(each, iam.Statement.resources, approved)


def _wrong_in(each: iam.Statement, setting: Setting, approved: tuple[str, ...]) -> list[str]:
    found = [item for _, item in settled_items(setting, each, setting.locate(each))]
    everything = [item for item in found if isinstance(item.value, str) and _EVERY_MODEL.fullmatch(item.value)]
    if everything and "*" not in approved:
        setting.note(each, everything[0], everything[0].value)
        return [str(item.value) for item in everything]
    try:
        return _those(each, setting, unless_among(approved))
    except NotApplicable:
        return []  # endpoints, or what the account made itself, which is judged as such
