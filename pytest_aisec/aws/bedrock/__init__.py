"""Amazon Bedrock: guardrails, models and jobs, and the log of what models are asked."""

from pytest_aisec.aws.bedrock.access import (
    CustomizationJob,
    DataRetention,
    InferenceProfile,
    MarketplaceEndpoint,
    ProvisionedThroughput,
)
from pytest_aisec.aws.bedrock.guardrails import (
    ACTIONS,
    STRENGTHS,
    ContentFilter,
    EnforcedGuardrail,
    Entity,
    Guardrail,
    GuardrailPolicy,
    GuardrailSettings,
    GuardrailVersion,
    PublishedGuardrail,
)
from pytest_aisec.aws.bedrock.models import (
    AutomatedReasoningPolicy,
    CustomModel,
    EvaluationJob,
    FoundationModel,
    ImportedModel,
    InvocationJob,
    ModelInvocationLogging,
)

__all__ = [
    "ACTIONS",
    "STRENGTHS",
    "AutomatedReasoningPolicy",
    "ContentFilter",
    "CustomModel",
    "CustomizationJob",
    "DataRetention",
    "EnforcedGuardrail",
    "Entity",
    "EvaluationJob",
    "FoundationModel",
    "Guardrail",
    "GuardrailPolicy",
    "GuardrailSettings",
    "GuardrailVersion",
    "ImportedModel",
    "InferenceProfile",
    "InvocationJob",
    "MarketplaceEndpoint",
    "ModelInvocationLogging",
    "ProvisionedThroughput",
    "PublishedGuardrail",
]
