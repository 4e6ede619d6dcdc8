"""Pipelines of SageMaker AI, and the repositories of their code."""

from __future__ import annotations

from pytest_aisec.aws import codecommit
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.verdicts import NotApplicable


class Pipeline(
    Resource,
    terraform="aws_sagemaker_pipeline",
    cloudformation="AWS::SageMaker::Pipeline",
    live=Listing(
        "sagemaker",
        "ListPipelines",
        "PipelineSummaries",
        id="PipelineArn",
        describe=Call("sagemaker", "DescribePipeline", {"PipelineName": "PipelineName"}),
    ),
    names=Names(live=("PipelineArn", "PipelineName")),
):
    """A pipeline that prepares data, trains models and registers them.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipeline.html
    """

    definition_in_s3 = boolean(
        terraform=present("pipeline_definition_s3_location"),
        cloudformation=present("PipelineDefinition.PipelineDefinitionS3Location"),
        live=present(never("the account tells the definition, not where it came from")),
    )
    definition_version = text(
        default=None,
        terraform="pipeline_definition_s3_location.version_id",
        cloudformation="PipelineDefinition.PipelineDefinitionS3Location.Version",
        live=never("the account tells the definition, not where it came from"),
    )
    edited_by = text(
        default=None,
        terraform=never("what a file declares is edited there"),
        cloudformation=never("what a template declares is edited there"),
        live="LastModifiedBy.UserProfileName",
    )
    """The user of SageMaker Studio who changed it last; None where it was changed through a role."""

    @property
    def edited_in_studio(self) -> bool:
        """A user of SageMaker Studio changed it last. NotApplicable in files, which are not edited there."""
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("who changed a pipeline stands in the account")
        return self.edited_by is not None


class CodeRepository(
    Resource,
    terraform="aws_sagemaker_code_repository",
    cloudformation="AWS::SageMaker::CodeRepository",
    live=Listing("sagemaker", "ListCodeRepositories", "CodeRepositorySummaryList", id="CodeRepositoryArn"),
    names=Names(
        terraform=("code_repository_name",),
        cloudformation=("CodeRepositoryName",),
        live=("CodeRepositoryName", "CodeRepositoryArn"),
    ),
):
    """A repository that notebooks and jobs get their code from.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_GitConfig.html
    """

    branch = text(default=None, terraform="git_config.branch", cloudformation="GitConfig.Branch")
    """What is taken of it; None for whatever its default branch is."""
    repository = link(
        lambda: codecommit.Repository,
        terraform="git_config.repository_url",
        cloudformation="GitConfig.RepositoryUrl",
        reads=codecommit.repository_name,
    )
    """Where it is, if that is CodeCommit."""
