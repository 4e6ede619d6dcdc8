"""AWS CodeBuild."""

from __future__ import annotations

from pytest_aisec.aws import codecommit, iam
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import companion
from pytest_aisec.model.resource import Names, Resource, statement


class Project(
    Resource,
    terraform="aws_codebuild_project",
    cloudformation="AWS::CodeBuild::Project",
    live=Listing(
        "codebuild",
        "ListProjects",
        "projects[].{name: @, names: [@]}",
        id="name",
        describe=Call(
            "codebuild",
            "BatchGetProjects",
            {"names": "names"},
            batch=Batch("names", 100, "projects", "name", refused="projectsNotFound"),
        ),
        described="projects[0]",
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name", "arn")),
):
    """A build project: commands that run on a source, through a role.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
    """

    role = link(lambda: iam.Role, terraform="service_role", cloudformation="ServiceRole")
    source = text(terraform="source.type", cloudformation="Source.Type", live="source.type")
    source_version = text(default=None)
    """The branch, the tag or the commit of a repository, or the version of an object."""
    repository = link(
        lambda: codecommit.Repository,
        terraform="source.location",
        cloudformation="Source.Location",
        reads=codecommit.repository_name,
    )
    """What it builds, where that is a repository of CodeCommit."""

    starts_at_changes = boolean(
        default=False,
        terraform=present(companion("aws_codebuild_webhook", by="project_name") / "project_name"),
        cloudformation="Triggers.Webhook",
        live=present("webhook"),
    )
    """Whether its repository starts it, and says which version is to be built.

    https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
    """

    @statement
    def has_a_source_with_history(self) -> bool:
        """What it builds comes from a repository, from a pipeline, or as one version of an object."""
        if self.source == "S3":
            return self.source_version is not None
        return self.source != "NO_SOURCE"

    @statement
    def chooses_its_branch(self) -> bool:
        """It builds from a repository, and nobody else says what of it: neither a pipeline nor the repository."""
        return self.source not in {"S3", "NO_SOURCE", "CODEPIPELINE"} and not self.starts_at_changes
