"""What asks a model itself: functions by role or variables, state machines by their steps; and what runs one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_aisec.analysis.identity import calls_models_by_aws, is_administrator, may_call_models, statements_held
from pytest_aisec.analysis.membership import Member, member_if
from pytest_aisec.analysis.roles.api_targets import calls_a_model_itself
from pytest_aisec.analysis.roles.callers import callers
from pytest_aisec.analysis.roles.registry import Role, members
from pytest_aisec.analysis.roles.written import definition, environment, leaves, references
from pytest_aisec.aws import apigateway, iam, lambda_, stepfunctions
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Undetermined

ENDPOINTS = ("aws_sagemaker_endpoint", "AWS::SageMaker::Endpoint")

_STEP_OF_MODELS = Regex(
    r"arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?"
    r"(?:bedrock|bedrockruntime|bedrockagentruntime|bedrockagentcore|sagemakerruntime):"
    r"(?:invoke|converse|retrieveAndGenerate)",
    re.IGNORECASE,
)
"""Steps of a state machine that ask a model.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
"""

_ASKING = (
    "bedrock:InvokeAgent",
    "bedrock:InvokeInlineAgent",
    "bedrock:InvokeFlow",
    "bedrock:RetrieveAndGenerate",
    "bedrock-agentcore:InvokeAgentRuntime",
)
"""Actions that are answered through a model, other than calls of models themselves.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
"""


def asks_a_model(resource: Resource, inventory: Inventory) -> Member | None:
    """The resource, if it asks a model itself."""

    def why() -> str | None:
        if isinstance(resource, lambda_.Function) and calls_models(resource, inventory):
            return "may call models"
        if isinstance(resource, stepfunctions.StateMachine) and _has_a_step_of_models(resource):
            return "calls a model"
        if isinstance(resource, apigateway.RestApi) and calls_a_model_itself(resource):
            return "calls a model"
        return None

    def found() -> Member | None:
        host = _running_models(inventory).get(resource)
        if host is not None and not host.doubt:
            return Member(resource, "serves a model")
        if resource in callers(inventory):
            return Member(resource, "may call models")
        return member_if(resource, why, "may call models") or (host and Member(resource, "serves a model", host.doubt))

    return inventory.once(("asks a model", resource.key), found)


def _running_models(inventory: Inventory) -> dict[Resource, Member]:
    return inventory.once(
        "model hosts", lambda: {member.resource: member for member in members(inventory, Role.MODEL_HOST)}
    )


def calls_models(function: lambda_.Function, inventory: Inventory) -> bool:
    """A function is told of an endpoint that is declared, or its role may call models.

    A role that was not read does not count as one that may.
    """
    if told_of_an_endpoint(function, inventory):
        return True
    role = function.role
    if role is None or (role.unseen is not None and role.unseen.is_set):
        return False
    if is_administrator(role) or calls_models_by_aws(role):
        return True
    held = list(statements_held(role))
    return may_call_models(held) or may_ask_agents(held)


def may_ask_agents(statements: Iterable[iam.Statement]) -> bool:
    """Some statement allows to ask what answers through a model: an agent, a flow, a knowledge base."""
    return any(each.effect == "Allow" and each.covers(action) for each in statements for action in _ASKING)


def told_of_an_endpoint(function: lambda_.Function, inventory: Inventory) -> bool:
    """The environment of a function names an endpoint of SageMaker's that its source declares."""
    source = function.declaration.source
    named = inventory.once(("endpoints", source), lambda: frozenset(_endpoints(source, inventory)))
    for told in leaves(environment(function)):
        if isinstance(told.value, str) and told.value in named:
            return True
        for reference in references(told):
            if any(each.declaration.type in ENDPOINTS for each in inventory.at(reference.target)):
                return True
    return False


def _endpoints(source: str, inventory: Inventory) -> Iterator[str]:
    """The names of the endpoints that a source declares."""
    for each in inventory.of_source(source):
        if each.declaration.type in ENDPOINTS:
            for key in ("name", "EndpointName"):
                name = step_into(each.body, [key]).value
                if isinstance(name, str):
                    yield name


def _has_a_step_of_models(machine: stepfunctions.StateMachine) -> bool:
    """Raises Undetermined where nothing is known of what it does, other than that its role may call no model."""
    found = definition(machine)
    if any(_STEP_OF_MODELS.match(known_parts(leaf)) for leaf in leaves(found)):
        return True
    if isinstance(found.value, Unknown) and not known_parts(found):
        role = machine.role
        if role is None or role.unseen is not None or may_call_models(statements_held(role)):
            raise Undetermined(str(found.value))
    return False
