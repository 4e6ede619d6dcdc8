"""Secrets of the AI estate: what tasks with models are given, knowledge bases sign in with, AI roles may read."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from pytest_aisec.analysis.identity import statements_held
from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.actors import actors, role_as_read
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import bedrock_agent, ecs, iam, secretsmanager
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, PartlyKnown, Unknown
from pytest_aisec.verdicts import Undetermined, choose

_READ = "secretsmanager:GetSecretValue"
_SUFFIX = "-a1b2c3"
"""What stands for the six random characters that AWS puts at the end of the ARN of a secret.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
"""


class _Secrets:
    """The secrets of a run, by the patterns that roles name; most roles name the same few."""

    def __init__(self, every: list[secretsmanager.Secret]) -> None:
        self.every = every
        self._fitting: dict[tuple[str, str], list[secretsmanager.Secret]] = {}

    def fitting(self, source: str, pattern: str) -> list[secretsmanager.Secret]:
        """Those of one source whose name fits a pattern."""
        key = (source, pattern)
        if key not in self._fitting:
            self._fitting[key] = [
                each for each in self.every if each.declaration.source == source and _fits(each, pattern)
            ]
        return self._fitting[key]


@finds(Role.AI_SECRET, among=(secretsmanager.Secret,))
def ai_secrets(inventory: Inventory) -> Iterator[Member]:
    """The secrets that what runs models is given, signs in with, or may read."""
    named, secrets = Named(), _Secrets(inventory.of(secretsmanager.Secret))
    for member in (*members(inventory, Role.MODEL_HOST), *members(inventory, Role.MODEL_GATEWAY)):
        if isinstance(member.resource, ecs.TaskDefinition | ecs.Service):
            reason = f"{member.resource.address} is given it"
            named.add(member.resource, partial(_given, member.resource), reason, member.doubt)
    for base in inventory.of(bedrock_agent.KnowledgeBase):
        named.add(base, partial(lambda base: base.secrets, base), f"{base.address} signs in with it")
    for actor, doubt in actors(inventory):
        named.add(actor, partial(_readable, actor, secrets), f"the role of {actor.address} may read it", doubt)
    for secret in secrets.every:
        found = named.member(secret, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _given(tasks: ecs.TaskDefinition | ecs.Service) -> Iterator[secretsmanager.Secret]:
    """The secrets in the variables of tasks; of a service whose definition was not read, none that we know."""
    definition = tasks.task_definition if isinstance(tasks, ecs.Service) else tasks
    if definition is not None and definition.unseen is None:
        yield from definition.seen_as(ecs.EquippedTask).secrets


def _readable(actor: Resource, secrets: _Secrets) -> Iterator[secretsmanager.Secret]:
    """The secrets that an actor's role names where it may read some. A role that was not read names none we know."""
    role = role_as_read(actor)
    if role is None:
        return
    for each in statements_held(role, read_only=True):
        if each.effect == "Allow" and each.covers(_READ):
            for place in items_of(iam.Statement.resources.path(each.dialect).locate(each)):
                yield from _named_at(place, role, secrets)


def _named_at(place: Located, role: iam.Role, secrets: _Secrets) -> Iterator[secretsmanager.Secret]:
    found = role.estate.find(role, secretsmanager.Secret, place)
    if isinstance(found, secretsmanager.Secret):
        yield found
        return
    if isinstance(place.value, Unknown) and not (isinstance(place.value, PartlyKnown) or place.value.is_set):
        raise Undetermined(str(place.value))
    pattern = _pattern(place)
    for secret in secrets.fitting(role.declaration.source, pattern) if pattern else ():
        if _is_guess(place) and not choose(("fits", secret.key, pattern), (False, True), str(place.value)):
            continue
        yield secret


def _pattern(place: Located) -> str:
    """The name of the secret in an ARN, with what is not known as a wildcard; empty for what names every secret."""
    match place.value:
        case PartlyKnown() as partly:
            text = "".join(part if isinstance(part, str) else "*" for part in partly.parts)
        case str() as text:
            pass
        case _:
            return ""
    name = text.rpartition(":secret:")[2]
    return name if ":secret:" in text and name.strip("*?-") else ""


def _is_guess(place: Located) -> bool:
    """Whether a part of the name itself is not known."""
    if not isinstance(place.value, PartlyKnown):
        return False
    known = "".join(part if isinstance(part, str) else "\0" for part in place.value.parts)
    return "\0" in known.rpartition(":secret:")[2]


def _fits(secret: secretsmanager.Secret, pattern: str) -> bool:
    """By its ARN, in an account; in files by its name, which AWS puts some characters behind."""
    if ":secret:" in secret.address:
        return fnmatchcase(secret.address.rpartition(":secret:")[2], pattern)
    name = secretsmanager.Secret.name.locate(secret).value
    return isinstance(name, str) and (fnmatchcase(name + _SUFFIX, pattern) or fnmatchcase(name, pattern))
