"""AWS CodePipeline."""

from __future__ import annotations

from pytest_aisec.aws import codebuild, codecommit, iam
from pytest_aisec.model.attribute import integer, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.model.structure import decoded

REPOSITORIES = frozenset({"CodeCommit", "CodeStarSourceConnection", "GitHub", "Bitbucket", "GitLab"})
"""Where sources have a history, and somebody who made each change.

https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html
"""

_CONFIGURATION = decoded("Configuration")


class Action(Block):
    """One thing that a stage does."""

    category = text(cloudformation="ActionTypeId.Category")
    provider = text(cloudformation="ActionTypeId.Provider")
    run_order = integer(default=1)
    """Actions of a stage with the same number run at the same time.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-requirements.html
    """
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    """Its own, where it does not act through that of the pipeline."""
    project = link(
        lambda: codebuild.Project,
        terraform="configuration.ProjectName",
        cloudformation=_CONFIGURATION / "ProjectName",
        live="configuration.ProjectName",
    )
    """What CodeBuild runs for it, through a role of that."""
    stack_role = link(
        lambda: iam.Role,
        terraform="configuration.RoleArn",
        cloudformation=_CONFIGURATION / "RoleArn",
        live="configuration.RoleArn",
    )
    """Through which CloudFormation makes what is in a stack.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
    """

    _repository = link(
        lambda: codecommit.Repository,
        terraform="configuration.RepositoryName",
        cloudformation=_CONFIGURATION / "RepositoryName",
        live="configuration.RepositoryName",
    )
    branch = text(
        default=None,
        terraform="configuration.BranchName",
        cloudformation=_CONFIGURATION / "BranchName",
        live="configuration.BranchName",
    )
    """Which branch of a repository it takes.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
    """

    @property
    def repository(self) -> codecommit.Repository | None:
        """The repository of CodeCommit that it takes its source from; images have repositories of another kind."""
        return self._repository if self.provider == "CodeCommit" else None


class Stage(Block):
    """Actions that belong together; the next stage waits for them."""

    actions = blocks(Action, terraform="action", cloudformation="Actions")


class Pipeline(
    Resource,
    terraform="aws_codepipeline",
    cloudformation="AWS::CodePipeline::Pipeline",
    live=Listing(
        "codepipeline",
        "ListPipelines",
        "pipelines",
        id="name",
        describe=Call("codepipeline", "GetPipeline", {"name": "name"}),
        described="pipeline",
    ),
    names=Names(live=("name",)),
):
    """A pipeline: from a source, through stages, to what is deployed.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
    """

    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    stages = blocks(Stage, terraform="stage", cloudformation="Stages")

    @statement
    def starts_from_a_repository(self) -> bool:
        """One of its sources is a repository."""
        sources = [each for each in self.actions if each.category == "Source"]
        return any(each.provider in REPOSITORIES for each in sources)

    @statement
    def deploys(self) -> bool:
        """It changes what runs."""
        return any(each.category in {"Deploy", "Invoke"} for each in self.actions)

    @statement
    def asks_before_it_deploys(self) -> bool:
        """A person has to say yes before the first action that changes what runs, in a stage before or in its own."""
        for stage in self.stages:
            changing = [action for action in stage.actions if action.category in {"Deploy", "Invoke"}]
            approvals = [action for action in stage.actions if action.category == "Approval"]
            if changing:
                return any(all(each.run_order < action.run_order for action in changing) for each in approvals)
            if approvals:
                return True
        return True

    @property
    def actions(self) -> list[Action]:
        """Those of all its stages."""
        return [action for stage in self.stages for action in stage.actions]
