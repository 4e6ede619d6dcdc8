"""What is written into definitions: environment variables and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.ai.written import COMMANDS, PLACES
from pytest_aisec.analysis.masked import decoded, kinds_left_out, secrets_of
from pytest_aisec.analysis.secrets import secrets_in
from pytest_aisec.aws import batch, ec2, ecs, lambda_
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.evidence import MASKED, Reading, record
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Masked, PartlyKnown, Reference, Unknown, with_stand_ins
from pytest_aisec.verdicts import Undetermined

_GENERATED = Regex(
    r"(?:.*\.)?(?:random_password\..*\.result|tls_private_key\..*\.private_key_\w+"
    r"|aws_secretsmanager_secret_version\..*\.secret_(?:string|binary)"
    r"|aws_secretsmanager_random_password\..*\.random_password"
    r"|aws_iam_access_key\..*\.(?:secret|ses_smtp_password_v4)|aws_api_gateway_api_key\..*\.value)"
)
"""Attributes that are secrets, whatever their values: known only after apply, and then in plain text."""


_SURROUNDINGS = Regex(
    r"AWS::\w+|(?:.*\.)?data\.aws_(?:region|caller_identity|partition|availability_zones?)\..+", re.DOTALL
)
"""What tells where something is deployed: not known before that, and never a secret.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

_COMMANDS = ("command", "entryPoint", "healthCheck.command", "args")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html,
https://docs.aws.amazon.com/batch/latest/APIReference/API_EksContainer.html"""
_UNTOLD = "a part of the command is not known"

_RANDOM = "q7Zx2LmP9vR4tK8wB3nY6cD1"
"""What a secret could be: whether it counts as one tells whether a place is one for secrets."""


class Definition:
    """A definition of something that runs models or calls them, with what is written into it in plain text."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*PLACES, ecs.TaskDefinition)
    looks_from: ClassVar[tuple[type[Resource], ...]] = (ec2.StartedInstance,)

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(cls(each), each) for each in inventory if isinstance(each, cls.filled_by)]

    @property
    def secrets(self) -> list[str]:
        """Where secrets stand in it, and of which kind; never any part of them.

        Raises Undetermined when none is found, and a text is not known at all.
        """
        texts: list[tuple[str, str]] = []
        unknown: list[str] = []
        doubtful: list[tuple[str, str, str]] = []
        generated: list[str] = []
        for name, located in self._texts():
            generated += [f"{name}: {secret}" for secret in _generated(located)]
            match located.value:
                case str() as text:
                    texts.append((name, decoded(text)))
                case PartlyKnown(structure=Located(value=PartlyKnown(parts=parts))) | PartlyKnown(parts=parts):
                    texts.append((name, with_stand_ins(parts)))
                    doubtful += _doubts(name, parts)
                    generated += [f"{name}: {kind}" for kind in secrets_of(kinds_left_out(parts))]
                case Masked(holds=kinds):
                    generated += [f"{name}: {kind}" for kind in secrets_of(kinds)]
                case Unknown() as missing if type(missing) is Unknown or not missing.is_set:
                    if not _is_no_secret(name, missing):
                        unknown.append(str(missing))
        found = generated + (secrets_in(texts) if texts else [])
        point_at(self.resource, self._texts(), [each.partition(": ")[0] for each in found])
        if not found:
            unknown += [reason for name, text, reason in doubtful if secrets_in([(name, text)])]
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        return found

    def _texts(self) -> Iterator[tuple[str, Located]]:
        if isinstance(self.resource, ecs.TaskDefinition | batch.JobDefinition):
            yield from variables_of(self.resource)
            yield from _commands_of(self.resource)
        for place, found in self._stated(PLACES):
            yield from _named(place, found)
        for place, found in self._stated(COMMANDS):
            yield place, _joined(found)

    def _stated(
        self, places: dict[type[Resource], tuple[tuple[str, ...], tuple[str, ...]]]
    ) -> Iterator[tuple[str, Located]]:
        for kind, (terraform, others) in places.items():
            if isinstance(self.resource, kind):
                for place in terraform if self.resource.dialect is Dialect.TERRAFORM else others:
                    found = step_into(self.resource.body, place.split("."))
                    yield place, variables_in(self.resource) if kind is lambda_.Function else found

    def __repr__(self) -> str:
        return self.resource.address


def variables_in(function: Resource) -> Located:
    """The variables of a function. Where an account may not decrypt them, it gives an error in their place.

    https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentResponse.html
    """
    way = ["environment", "variables"] if function.dialect is Dialect.TERRAFORM else ["Environment", "Variables"]
    found = step_into(function.body, way)
    refused = step_into(function.body, ["Environment", "Error", "ErrorCode"])
    if found.value is not None or refused.value is None:
        return found
    return Located(
        Unknown(reason=f"Lambda does not tell the variables: {refused.plain}", location=refused.location),
        refused.location,
    )


def point_at(resource: Resource, variables: Iterable[tuple[str, Located]], names: Sequence[str]) -> None:
    """Leave in the evidence where some variables stand, the first one last, which is where one looks."""
    places = dict(variables)
    for name in reversed(names):
        location = places[name].location
        record(Reading(resource.address, name, MASKED, location.uses[0] if location.uses else location))


def variables_of(
    definition: ecs.TaskDefinition | batch.JobDefinition, kind: str = "environment"
) -> Iterator[tuple[str, Located]]:
    """The variables of every container of a task or job, by name; `kind` is `secrets` for those that ECS fills in."""
    value = "value" if kind == "environment" else "valueFrom"
    for container, place in _containers_of(definition):
        for variable in items_of(step_into(container, [place if kind == "environment" else kind])):
            name = step_into(variable, ["name"]).value
            yield name if isinstance(name, str) else kind, step_into(variable, [value])


def _containers_of(definition: ecs.TaskDefinition | batch.JobDefinition) -> Iterator[tuple[Located, str]]:
    """Every container of a task or job, and what it calls its variables: pods have a word of their own."""
    for container in items_of(type(definition).containers.locate(definition)):
        yield container, "environment"
    if isinstance(definition, batch.JobDefinition):
        for container in items_of(batch.JobDefinition.pod_containers.locate(definition)):
            yield container, "env"


def _commands_of(definition: ecs.TaskDefinition | batch.JobDefinition) -> Iterator[tuple[str, Located]]:
    """What every container of a task or job is started and asked with, each command as one text."""
    for container, _ in _containers_of(definition):
        for place in _COMMANDS:
            yield place, _joined(step_into(container, place.split(".")))


def _joined(command: Located) -> Located:
    """The words of a command as one text, so that a word is seen beside the option that it is the value of."""
    if not isinstance(command.value, list):
        return command
    words = tuple(word for item in items_of(command) for word in (*_parts(item), " "))
    known = all(isinstance(word, str) for word in words)
    text = "".join(map(str, words)) if known else PartlyKnown(reason=_UNTOLD, parts=words)
    return Located(text, command.location, command.sensitive)


def _parts(item: Located) -> tuple[str | Unknown, ...]:
    match item.value:
        case PartlyKnown(parts=parts):
            return parts
        case str() | Unknown() as word:
            return (word,)
    return ()


def _named(place: str, found: Located) -> Iterator[tuple[str, Located]]:
    match found.value:
        case dict() as entries:
            for name, entry in entries.items():
                yield from _named(name, entry)
        case list() as items:
            for item in items:
                yield from _named(place, item)
        case None | bool() | int() | float():
            return
        case _:
            yield place, found


def _generated(found: Located) -> Iterator[str]:
    """The attributes of other resources that are secrets, and end up in a value."""
    value = found.value
    if isinstance(value, PartlyKnown) and value.structure and isinstance(value.structure.value, PartlyKnown):
        value = value.structure.value
    for part in value.parts if isinstance(value, PartlyKnown) else (value,):
        names = [part.identity or ""] if isinstance(part, Unknown) else []
        if isinstance(part, Reference):
            names.insert(0, f"{part.target}.{part.attribute}")
        yield from [name for name in names if _GENERATED.fullmatch(name)][:1]


def _is_no_secret(name: str, missing: Unknown) -> bool:
    """Whatever an unknown value turns out to be, it is no secret: by where it comes from, or by its closed list."""
    if _SURROUNDINGS.fullmatch(missing.identity or ""):
        return True
    possible = [each.value for each in missing.possible or ()]
    known = [(name, decoded(value)) for value in possible if isinstance(value, str)]
    return bool(known) and len(known) == len(possible) and not secrets_in(known)


def _doubts(name: str, parts: tuple[str | Unknown, ...]) -> Iterator[tuple[str, str, str]]:
    """The text with something secret in the place of what is not known, and the reason why it is not."""
    unknown = [part for part in parts if isinstance(part, Unknown) and not part.is_set]
    if unknown:
        text = with_stand_ins(_RANDOM if part in unknown else part for part in parts)
        yield name, text, "; ".join(dict.fromkeys(map(str, unknown)))
