"""Pipelines and builds that make or change models and agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.identity import attached, aws_name, is_administrator, statements_held
from pytest_aisec.analysis.membership import member_if
from pytest_aisec.analysis.policies_of_aws import CHANGING
from pytest_aisec.aws import codebuild, codepipeline, iam, stepfunctions
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined

CHANGES = (
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateModel",
    "sagemaker:CreatePipeline",
    "sagemaker:UpdatePipeline",
    "sagemaker:StartPipelineExecution",
    "sagemaker:CreateEndpoint",
    "sagemaker:UpdateEndpoint",
    "bedrock:CreateModelCustomizationJob",
    "bedrock:UpdateAgent",
    "bedrock:StartIngestionJob",
    "bedrock-agentcore:CreateAgentRuntime",
    "bedrock-agentcore:UpdateAgentRuntime",
)
"""Calls by which models are trained and put to use, and agents changed."""


class _OfModels:
    """What works through a role that may change models or agents."""

    filled_by: ClassVar[tuple[type[Resource], ...]]

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them, by what their roles allow."""
        assert issubclass(cls, Resource)
        found: list[Subject] = []
        for each in inventory.of(cls.filled_by[0]):
            member = member_if(each, partial(_why, each))
            if member is not None:
                found.append(Subject(each.seen_as(cls), each, member))
        return found


def _why(each: Resource) -> str | None:
    """One role that certainly may is enough, whatever is not known of the others."""
    assert isinstance(each, codebuild.Project | codepipeline.Pipeline | stepfunctions.StateMachine)
    doubt: Undetermined | None = None
    for whose, role in _roles(each):
        try:
            allowed = _allowed(role())
        except Undetermined as unknown:
            doubt = doubt or unknown
            continue
        if allowed:
            return f"{whose} may call {allowed}"
    if doubt is not None:
        raise doubt
    return None


def _roles(
    each: codebuild.Project | codepipeline.Pipeline | stepfunctions.StateMachine,
) -> Iterator[tuple[str, Callable[[], iam.Role | None]]]:
    """Whose roles it works through; a pipeline mostly through those of what its actions start."""
    yield "its role", lambda: each.role
    if isinstance(each, codepipeline.Pipeline):
        for action in each.actions:
            for whose, role in _OF_AN_ACTION:
                yield whose, partial(role, action)


def _of_its_build(action: codepipeline.Action) -> iam.Role | None:
    project = action.project
    return None if project is None else project.role


_OF_AN_ACTION: tuple[tuple[str, Callable[[codepipeline.Action], iam.Role | None]], ...] = (
    ("the role of an action", lambda action: action.role),
    ("the role of a build", _of_its_build),
    ("the role of a stack", lambda action: action.stack_role),
)


def _allowed(role: iam.Role | None) -> str | None:
    if role is None:
        return None
    if is_administrator(role):
        return "everything"
    for policy in attached(role):
        if aws_name(policy) in CHANGING:
            return f"what {aws_name(policy)} allows"
    statements = list(statements_held(role))
    return next((call for call in CHANGES if _allows(statements, call)), None)


def _allows(statements: Iterable[iam.Statement], call: str) -> bool:
    return any(each.effect == "Allow" and each.covers(call) for each in statements)


class ModelPipeline(_OfModels, codepipeline.Pipeline):
    """A pipeline that may change models or agents."""

    filled_by = (codepipeline.Pipeline, codebuild.Project, iam.Role, iam.ManagedPolicy)


class ModelBuild(_OfModels, codebuild.Project):
    """A build project that may change models or agents."""

    filled_by = (codebuild.Project, iam.Role, iam.ManagedPolicy)


class ModelWorkflow(_OfModels, stepfunctions.StateMachine):
    """A state machine that may change models or agents."""

    filled_by = (stepfunctions.StateMachine, iam.Role, iam.ManagedPolicy)
