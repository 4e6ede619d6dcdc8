"""Inference APIs: what answers requests from outside by asking a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_aisec.analysis.identity import may_call_models, statements_held
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import apigateway, apigatewayv2, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource

MODEL_SERVICES = re.compile(r"arn:[^:]*:apigateway:[^:]*:(runtime\.sagemaker|bedrock-runtime|bedrock-agent-runtime):")
"""Integrations that call a model without a function between.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
"""

Front = apigateway.RestApi | apigatewayv2.Api | lambda_.FunctionUrl
_FRONTS = (apigateway.RestApi, apigatewayv2.Api, lambda_.FunctionUrl)


@finds(Role.INFERENCE_API, among=_FRONTS)
def inference_apis(inventory: Inventory) -> list[Member]:
    """The APIs and function URLs that lead to a model, by a function or at once."""
    return list(select((resource for resource in inventory if isinstance(resource, _FRONTS)), _why))


def _why(resource: Resource) -> str | None:
    functions: Sequence[lambda_.Function | None] = []
    match resource:
        case lambda_.FunctionUrl():
            functions = [resource.function]
        case apigateway.RestApi() | apigatewayv2.Api():
            functions = resource.functions
    for function in functions:
        if function is not None and calls_models(function):
            return f"it leads to {function.address}, whose role may call models"
    if isinstance(resource, apigateway.RestApi) and any(map(MODEL_SERVICES.match, certain_items(resource.targets))):
        return "an integration of it calls a model"
    return None


def calls_models(function: lambda_.Function) -> bool:
    """The role of a function may call models. One whose role was not read does not count as one that may."""
    role = function.role
    if role is None or (role.unseen is not None and role.unseen.is_set):
        return False
    return may_call_models(statements_held(role))
