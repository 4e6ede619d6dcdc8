"""What is owned, approved and confined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from pytest_aisec.ai.definitions import point_at, variables_in, variables_of
from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis.provider_keys import foreign_names
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import (
    autoscaling,
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    ecs,
    lambda_,
    qbusiness,
    resourcegroupstaggingapi,
    sagemaker,
)
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.tags import tags_of
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

AI_TYPES: tuple[type[Resource], ...] = (
    bedrock.CustomModel,
    bedrock.Guardrail,
    bedrock.ImportedModel,
    bedrock.InferenceProfile,
    bedrock_agent.Agent,
    bedrock_agent.Flow,
    bedrock_agent.KnowledgeBase,
    bedrock_agent.Prompt,
    bedrock_agentcore.Browser,
    bedrock_agentcore.CodeInterpreter,
    bedrock_agentcore.Gateway,
    bedrock_agentcore.Harness,
    bedrock_agentcore.Memory,
    bedrock_agentcore.Runtime,
    qbusiness.Application,
    sagemaker.Cluster,
    sagemaker.Domain,
    sagemaker.Endpoint,
    sagemaker.EndpointConfig,
    sagemaker.FeatureGroup,
    sagemaker.MlflowTrackingServer,
    sagemaker.Model,
    sagemaker.ModelPackageGroup,
    sagemaker.NotebookInstance,
    sagemaker.Pipeline,
)
"""What AI services run or hold for long, and what takes tags.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
"""


class _Listed(Resource):
    """A resource of an account, with the tags of everything in its region."""

    tagged = fellows(lambda: resourcegroupstaggingapi.TaggedResource)


class OwnedResource:
    """A resource of an AI service, by its tags, wherever its source keeps them."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (*AI_TYPES, resourcegroupstaggingapi.TaggedResource)

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [Subject(cls(each), each) for each in inventory if isinstance(each, AI_TYPES)]

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """Those of some tags that it lacks, or that say nothing.

        Upper and lower case, `-`, `_` and blanks do not matter.
        """
        there = {_plain(key) for key in self._keys()}
        return [key for key in wanted if _plain(key) not in there]

    def _keys(self) -> list[str]:
        if self.resource.dialect is Dialect.LIVE:
            tagged = self.resource.seen_as(_Listed).tagged
            return [key for each in tagged if _is_of(each.arn, self.resource) for key in each.keys_that_say_something]
        return _shown(self.resource)

    def __repr__(self) -> str:
        return self.resource.address


def _is_of(arn: str, resource: Resource) -> bool:
    """Whether an ARN is that of a resource, which is known by it, or by the identifier at its end."""
    return arn == resource.address or arn.endswith(f"/{resource.address}")


def _shown(resource: Resource) -> list[str]:
    """The keys of its tags that say something, as evidence."""
    keys = [key for key, stated in tags_of(resource).items() if stated.plain not in {None, ""}]
    record(Reading(resource.address, "tags", keys, resource.location, stated=bool(keys)))
    return keys


def _plain(key: str) -> str:
    return re.sub(r"[-_ ]", "", key).lower()


class ApprovedHost(ModelHost):
    """A machine that runs models on its own, by the tag that says who approved it; a gateway to them runs none."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = ModelHost.runs
    roles = (Role.MODEL_HOST,)

    def lacks(self, tag: str) -> bool:
        """It has no such tag. A notebook instance is judged with the resources of AI services."""
        if isinstance(self.resource, sagemaker.NotebookInstance):
            raise NotApplicable("it is judged with the resources of AI services")
        if isinstance(self.resource, autoscaling.LaunchConfiguration):
            raise NotApplicable("a launch configuration cannot have tags")
        return _plain(tag) not in map(_plain, _shown(self.resource))

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All model hosts."""
        found = super().subjects(inventory)
        return [Subject(cls(each.view.resource, each.view.reason), each.resource, each.member) for each in found]  # type: ignore[attr-defined]


class CallingFunction(Seen, lambda_.Function):
    """A function, by the providers of models that it has keys of."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (lambda_.Function,)

    def foreign_keys(self, approved: Iterable[str]) -> list[str]:
        """The variables that hold a key of a provider which is not approved; their values are not looked at."""
        found = variables_in(self)
        if isinstance(found.value, Unknown):
            raise Undetermined(str(found.value))
        stated = found.value if isinstance(found.value, dict) else {}
        variables = {name: value for name, value in stated.items() if is_given(value)}
        foreign = foreign_names(variables, approved)
        point_at(self, variables.items(), foreign)
        return foreign


class CallingTask(Seen, ecs.TaskDefinition):
    """A task definition, by the providers of models that its containers have keys of."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ecs.TaskDefinition,)

    def foreign_keys(self, approved: Iterable[str]) -> list[str]:
        """The variables, written out or filled in by ECS, that hold a key of a provider which is not approved."""
        variables: list[tuple[str, Located]] = []
        unknown: list[str] = []
        for kind in ("environment", "secrets"):
            for name, value in variables_of(self, kind):
                if is_given(value):
                    variables.append((name, value))
                if name == kind and isinstance(value.value, Unknown):
                    unknown.append(str(value.value))
        found = foreign_names([name for name, _ in variables], approved)
        if unknown and not found:
            raise Undetermined("; ".join(dict.fromkeys(unknown)))
        point_at(self, variables, found)
        return found


def is_given(variable: Located) -> bool:
    """Whether a variable is set at all: one of a module that nobody gives a value is null, and there is none then."""
    return variable.value is not None and variable.value != ""
