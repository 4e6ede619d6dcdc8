"""Ways to models: what asks one by way of functions, state machines and queues, over any number of hops."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from pytest_aisec.analysis.identity import calls_models_by_aws, is_administrator, may_call_models, statements_held
from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.aws import iam, lambda_, sqs, stepfunctions
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.naming import names_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import Undetermined

Relay = lambda_.Function | stepfunctions.StateMachine | sqs.Queue

ENDPOINTS = ("aws_sagemaker_endpoint", "AWS::SageMaker::Endpoint")

_STEP_OF_MODELS = re.compile(
    r"arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?"
    r"(?:bedrock|bedrockruntime|bedrockagentruntime|bedrockagentcore|sagemakerruntime):"
    r"(?:invoke|converse|retrieveAndGenerate)",
    re.IGNORECASE,
)
"""Steps of a state machine that ask a model.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
"""

_HANDING_ON: tuple[tuple[str, type[Relay], str], ...] = (
    ("lambda:InvokeFunction", lambda_.Function, ":function:"),
    ("states:StartExecution", stepfunctions.StateMachine, ":stateMachine:"),
    ("states:StartSyncExecution", stepfunctions.StateMachine, ":stateMachine:"),
    ("sqs:SendMessage", sqs.Queue, ":"),
)
"""Actions by which something hands work on, to what, and after what its name stands in an ARN."""


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


class _Next(NamedTuple):
    """Where one goes on from a resource: certainly, and in doubt."""

    certain: tuple[Resource, ...]
    doubtful: tuple[tuple[Resource, tuple[str, ...]], ...]


def way_to_a_model(start: Relay, inventory: Inventory) -> Member | None:
    """What asks a model, itself or by way of others, with the shortest way as the reason; in doubt where a step is.

    The reason goes on from its address: `may call models`, `leads to aws_lambda_function.ask, which may call models`.
    What only may name something does not count, as most names do not: it would lead from anything to anything.
    """
    return inventory.once(_key(start), lambda: _searched(start, inventory))


def _key(start: Resource) -> tuple[str, Hashable]:
    return "way to a model", start.key


def led_to(through: Iterable[Relay], inventory: Inventory, leading: str = "it leads to") -> str | None:
    """The reason why something leads to a model by way of one of several; to be asked within tries."""
    for each in through:
        if each.unseen is not None:
            if not each.unseen.is_set:
                raise Undetermined(str(each.unseen))
            named = _by_name(inventory).get((each.declaration.source, re.split("[:/]", each.address)[-1]), ())
            each = next((found for found in named if isinstance(found, type(each))), each)  # noqa: PLW2901 -- it is
        member = None if each.unseen is not None else way_to_a_model(each, inventory)
        if member is not None and certainly(member):
            return f"{leading} {each.address}, which {member.reason}"
    return None


def _searched(start: Relay, inventory: Inventory) -> Member | None:
    return _shortest(start, inventory, doubting=False) or _shortest(start, inventory, doubting=True)


def _shortest(start: Relay, inventory: Inventory, *, doubting: bool) -> Member | None:
    waiting: deque[tuple[tuple[Resource, ...], tuple[str, ...]]] = deque([((start,), ())])
    seen: dict[Resource, None] = {start: None}
    while waiting:
        way, doubt = waiting.popleft()
        asking = _asking(way[-1], inventory)
        if asking is not None and (doubting or not asking.doubt):
            return Member(start, _told(way, asking.reason), (*doubt, *asking.doubt))
        following = _following(way[-1], inventory)
        steps = [(each, ()) for each in following.certain]
        for each, why in [*steps, *(following.doubtful if doubting else ())]:
            if each not in seen:
                seen[each] = None
                waiting.append(((*way, each), (*doubt, *why)))
    for each in list(seen)[1:] if doubting else ():
        inventory.once(_key(each), lambda: None)  # what leads to no model leads to nothing that leads to one
    return None


def _told(way: tuple[Resource, ...], reason: str) -> str:
    return "".join(f"leads to {each.address}, which " for each in way[1:]) + reason


def _asking(resource: Resource, inventory: Inventory) -> Member | None:
    """The resource, if it asks a model itself."""

    def why() -> str | None:
        if isinstance(resource, lambda_.Function) and calls_models(resource, inventory):
            return "may call models"
        if isinstance(resource, stepfunctions.StateMachine) and _has_a_step_of_models(resource):
            return "calls a model"
        return None

    return inventory.once(("asks a model", resource.key), lambda: member_if(resource, why))


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
    for told in _leaves(_environment(function)):
        if isinstance(told.value, str) and told.value in named:
            return True
        for reference in _references(told):
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


def _environment(function: lambda_.Function) -> Located:
    return step_into(lambda_.Function.environment.path(function.dialect).locate(function), ["*"])


def _has_a_step_of_models(machine: stepfunctions.StateMachine) -> bool:
    """Raises Undetermined where nothing is known of what it does, other than that its role may call no model."""
    found = _definition(machine)
    if any(_STEP_OF_MODELS.match(known_parts(leaf)) for leaf in _leaves(found)):
        return True
    if isinstance(found.value, Unknown) and not known_parts(found):
        role = machine.role
        if role is None or role.unseen is not None or may_call_models(statements_held(role)):
            raise Undetermined(str(found.value))
    return False


def _definition(machine: stepfunctions.StateMachine) -> Located:
    setting = stepfunctions.StateMachine.definition
    return setting.settled(machine, setting.locate(machine))


def _following(resource: Resource, inventory: Inventory) -> _Next:
    """What a resource hands work on to, found once."""

    def find() -> _Next:
        named = Named()
        named.add(resource, partial(_handed_to, resource, inventory), "")
        doubtful = tuple((each, doubt) for each, (_, doubt) in named.doubtful.items())
        return _Next(tuple(named.certain), doubtful)

    return inventory.once(("hands on to", resource.key), find)


def _handed_to(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    match resource:
        case sqs.Queue():
            mappings = inventory.of(lambda_.EventSourceMapping)
            yield from (each.function for each in mappings if each.function is not None and each.queue == resource)
        case stepfunctions.StateMachine():
            for leaf in [*_leaves(_definition(resource)), *_leaves(_substituted(resource))]:
                yield from _meant(resource, leaf, inventory)
        case lambda_.Function():
            for leaf in _leaves(_environment(resource)):
                yield from _meant(resource, leaf, inventory)
            yield from _allowed(resource, inventory)


def _substituted(machine: stepfunctions.StateMachine) -> Located:
    setting = stepfunctions.StateMachine.substitutions
    return setting.settled(machine, setting.locate(machine))


def _allowed(function: lambda_.Function, inventory: Inventory) -> Iterator[Resource]:
    """What the role of a function names where it may hand work on; what it names with everything else is none."""
    role = function.role
    if role is None or role.unseen is not None:
        return
    for statement in statements_held(role, read_only=True):
        if statement.effect != "Allow":
            continue
        places = items_of(iam.Statement.resources.path(statement.dialect).locate(statement))
        for action, kind, before in _HANDING_ON if places else ():
            if statement.covers(action):
                for place in places:
                    yield from _meant(role, place, inventory, kind)
                    yield from _fitting(role, place, inventory, kind, before)


def _fitting(
    role: iam.Role, place: Located, inventory: Inventory, kind: type[Relay], before: str
) -> Iterator[Resource]:
    """The resources of a kind whose name fits the pattern at the end of an ARN."""
    name = place.value.rpartition(before)[2] if isinstance(place.value, str) and before in place.value else ""
    name = place.value.partition(before)[2].partition(":")[0] if name and before != ":" else name  # type: ignore[union-attr]
    if not name.strip("*?"):
        return
    for each in inventory.of_source(role.declaration.source):
        if isinstance(each, kind) and any(isinstance(own, str) and fnmatchcase(own, name) for own in names_of(each)):
            yield each


def _meant(near: Resource, leaf: Located, inventory: Inventory, kind: type[Relay] | None = None) -> Iterator[Resource]:
    """What a text or a reference certainly names, of the kinds that hand work on."""
    kinds: tuple[type[Relay], ...] = (kind,) if kind else (lambda_.Function, stepfunctions.StateMachine, sqs.Queue)
    for reference in _references(leaf):
        for each in kinds:
            target = near.estate.find(near, each, Located(reference))
            if isinstance(target, each) and target.unseen is None and target != near:
                yield target
    if isinstance(leaf.value, str):
        for text in {leaf.value, lambda_.invoked_function(leaf.value), sqs.queue_url(leaf.value)}:
            for found in _by_name(inventory).get((near.declaration.source, text or ""), ()):
                if isinstance(found, kinds) and found != near:
                    yield found


def _by_name(inventory: Inventory) -> dict[tuple[str, str], list[Resource]]:
    def tabulated() -> dict[tuple[str, str], list[Resource]]:
        table: dict[tuple[str, str], list[Resource]] = {}
        for each in inventory:
            if isinstance(each, Relay):
                for name in {name for name in names_of(each) if isinstance(name, str)}:
                    table.setdefault((each.declaration.source, name), []).append(each)
        return table

    return inventory.once("what hands work on, by its names", tabulated)


def _leaves(found: Located) -> Iterator[Located]:
    match found.value:
        case list() as items:
            for item in items:
                yield from _leaves(item)
        case dict() as entries:
            for item in entries.values():
                yield from _leaves(item)
        case _:
            yield found


def _references(leaf: Located) -> list[Reference]:
    match leaf.value:
        case Reference() as reference:
            return [reference]
        case PartlyKnown() as text:
            return list(text.references)
    return []
