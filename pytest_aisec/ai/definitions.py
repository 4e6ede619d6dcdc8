"""What is written into definitions: environment variables and scripts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.secrets import secrets_in
from pytest_aisec.aws import bedrock_agentcore, ec2, ecs, lambda_, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, PartlyKnown, Unknown
from pytest_aisec.verdicts import Undetermined

_PLACES: dict[type[Resource], tuple[tuple[str, ...], tuple[str, ...]]] = {
    lambda_.Function: (("environment.variables",), ("Environment.Variables",)),
    sagemaker.Model: (
        ("primary_container.environment", "container.*.environment"),
        ("PrimaryContainer.Environment", "Containers.*.Environment"),
    ),
    sagemaker.TrainingJob: (("environment",), ("Environment",)),
    bedrock_agentcore.Runtime: (("environment_variables",), ("EnvironmentVariables",)),
    ec2.Instance: (("user_data", "user_data_base64"), ("UserData",)),
    ec2.LaunchTemplate: (("user_data",), ("LaunchTemplateData.UserData",)),
}
"""Where the texts stand, in Terraform and elsewhere. Listings of an account do not tell the user data of instances."""


class Definition:
    """A definition of something that runs models or calls them, with what is written into it in plain text."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*_PLACES, ecs.TaskDefinition)

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
        for name, located in self._texts():
            match located.value:
                case str() as text:
                    texts.append((name, _decoded(text)))
                case PartlyKnown(parts=parts):
                    texts.append((name, "".join(part for part in parts if isinstance(part, str))))
                case Unknown(is_set=False) as missing:
                    unknown.append(str(missing))
        found = secrets_in(texts) if texts else []
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        return found

    def _texts(self) -> Iterator[tuple[str, Located]]:
        if isinstance(self.resource, ecs.TaskDefinition):
            yield from variables_of(self.resource)
        for kind, (terraform, others) in _PLACES.items():
            if isinstance(self.resource, kind):
                for place in terraform if self.resource.dialect is Dialect.TERRAFORM else others:
                    yield from _named(place, step_into(self.resource.body, place.split(".")))

    def __repr__(self) -> str:
        return self.resource.address


def variables_of(definition: ecs.TaskDefinition, kind: str = "environment") -> Iterator[tuple[str, Located]]:
    """The variables of every container of a task, by name; `kind` is `secrets` for those that ECS fills in."""
    value = "value" if kind == "environment" else "valueFrom"
    for container in items_of(ecs.TaskDefinition.containers.locate(definition)):
        for variable in items_of(step_into(container, [kind])):
            name = step_into(variable, ["name"]).value
            yield name if isinstance(name, str) else kind, step_into(variable, [value])


def _named(place: str, found: Located) -> Iterator[tuple[str, Located]]:
    match found.value:
        case dict() as entries:
            yield from entries.items()
        case list() as items:
            for item in items:
                yield from _named(place, item)
        case None:
            return
        case _:
            yield place, found


def _decoded(text: str) -> str:
    """Scripts are often written in base64; what is no text of that kind stays itself."""
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text
    return plain if plain.isprintable() or "\n" in plain else text
