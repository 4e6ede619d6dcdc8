"""Repositories from which that which makes models takes its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pytest_aisec.ai.pipelines import ModelBuild, ModelPipeline
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.membership import Named
from pytest_aisec.aws import codebuild, codecommit, codepipeline, iam, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import Undetermined

_COMMIT = Regex("[0-9a-f]{40}")

Taken = tuple[codecommit.Repository, str | None]
"""A repository, and the branch that is taken of it: None for its default branch."""


class ModelRepository(codecommit.Repository):
    """A repository of CodeCommit from which pipelines, builds or notebooks take what models are made of."""

    filled_by = (
        codecommit.Repository,
        codepipeline.Pipeline,
        codebuild.Project,
        sagemaker.CodeRepository,
        iam.Role,
        iam.ManagedPolicy,
    )
    takers: tuple[Callable[[], Iterator[Taken]], ...] = ()

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them; one that may be meant is in doubt."""
        if not inventory.of(codecommit.Repository):
            return []
        named = Named()
        takers = list(_takers(inventory))
        for taker, doubt, taken in takers:
            named.add(taker, partial(_only_repositories, taken), f"{taker.address} takes its source from it", doubt)
        found: list[Subject] = []
        for each in inventory.of(codecommit.Repository):
            member = named.member(each, lambda unknown: not unknown.is_set)
            if member is not None:
                view = each.seen_as(cls)
                view.takers = tuple(taken for taker, _, taken in takers if _same_source(taker, each))
                found.append(Subject(view, each, member))
        return found

    @statement
    def asks_for_an_approval(self) -> bool:
        """Somebody who is named has to agree before anything gets into the branches that are taken of it."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise Undetermined("CloudFormation has no type for rules of approval: they are set elsewhere")
        templates = [each.template for each in self.associations]
        asking = [each for each in templates if each is not None and each.asks_for_an_approval]
        if any(each.is_about_every_branch for each in asking):
            return True
        return bool(asking) and all(any(each.is_about(branch) for each in asking) for branch in self.branches_taken)

    @property
    def branches_taken(self) -> list[str | None]:
        """Those that are taken of it; None for a default branch that nobody names."""
        found: dict[str | None, None] = {}
        for taken in self.takers:
            for repository, branch in taken():
                if repository == self:
                    found[branch or self.default_branch] = None
        return list(found) or [self.default_branch]


def _takers(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...], Callable[[], Iterator[Taken]]]]:
    """What takes sources: with the doubt whether it has to do with models, and what it takes."""
    for pipeline in ModelPipeline.subjects(inventory):
        assert isinstance(pipeline.view, codepipeline.Pipeline)
        yield pipeline.resource, _doubt(pipeline), partial(_of_pipeline, pipeline.view)
    for build in ModelBuild.subjects(inventory):
        assert isinstance(build.view, codebuild.Project)
        yield build.resource, _doubt(build), partial(_of_build, build.view)
    for each in inventory.of(sagemaker.CodeRepository):
        yield each, (), partial(_of_notebooks, each)


def _doubt(subject: Subject) -> tuple[str, ...]:
    return subject.member.doubt if subject.member else ()


def _same_source(taker: Resource, other: Resource) -> bool:
    return taker.declaration.source == other.declaration.source


def _only_repositories(taken: Callable[[], Iterator[Taken]]) -> Iterator[codecommit.Repository]:
    return (repository for repository, _ in taken())


def _of_pipeline(pipeline: codepipeline.Pipeline) -> Iterator[Taken]:
    for action in pipeline.actions:
        repository = action.repository if action.category == "Source" else None
        if repository is not None:
            yield repository, action.branch


def _of_build(build: codebuild.Project) -> Iterator[Taken]:
    repository = build.repository if build.source == "CODECOMMIT" else None
    if repository is not None:
        yield repository, _branch(build.source_version)


def _branch(version: str | None) -> str | None:
    """The branch that a version of a source is; None for a tag or a commit, which no request changes.

    https://docs.aws.amazon.com/codebuild/latest/userguide/sample-source-version.html
    """
    if not version or version.startswith("refs/tags/") or _COMMIT.fullmatch(version):
        return None
    return version.removeprefix("refs/heads/")


def _of_notebooks(code: sagemaker.CodeRepository) -> Iterator[Taken]:
    repository = code.repository
    if repository is not None:
        yield repository, code.branch
