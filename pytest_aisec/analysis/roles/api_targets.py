"""Where the integrations of APIs send requests: to services of models at once, or elsewhere."""

from __future__ import annotations

from pytest_aisec.aws import apigateway, apigatewayv2
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown

MODEL_SERVICES = Regex(
    r"arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?"
    r"(runtime\.sagemaker|sagemaker-runtime|bedrock|bedrock-runtime|bedrock-agent-runtime|bedrock-agentcore):"
)
"""Integrations that call a model without a function between; parts of the ARN may not be known.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
"""

_SERVICE_TOLD = Regex(r"(?!arn:|[?])|arn:[^:]*:(?!apigateway:)[^:?]+:|arn:[^:]*:apigateway:[^:]*:[^:?]+:")
"""A target of which enough is known to see what it is: no ARN, that of something else, or the service of one."""


def calls_a_model_itself(api: apigateway.RestApi) -> bool:
    """An integration of an API names a service of models. Parts of its ARN that are not known do not matter."""
    return any(MODEL_SERVICES.match(known_parts(target)) for target in targets(api))


def targets(api: apigateway.RestApi | apigatewayv2.Api) -> list[Located]:
    """What the integrations of an API lead to; where that is one of several, each is tried."""
    setting = type(api).targets
    found = items_of(setting.settled(api, setting.locate(api)))
    return [setting.settled(api, target, index) for index, target in enumerate(found)]


def unknown_target(api: apigateway.RestApi) -> Unknown | None:
    """A target of an API that may be a service of models, since too little of it is known."""
    setting = apigateway.RestApi.service_targets
    found = items_of(setting.settled(api, setting.locate(api)))
    for target in (setting.settled(api, each, index) for index, each in enumerate(found)):
        match target.value:
            case Reference():
                continue
            case PartlyKnown() if _SERVICE_TOLD.match(known_parts(target)):
                continue
            case Unknown() as unknown:
                return unknown
    return None
