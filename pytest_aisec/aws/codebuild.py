"""AWS CodeBuild."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
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
        describe=Call("codebuild", "BatchGetProjects", {"names": "names"}),
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

    @statement
    def has_a_source_with_history(self) -> bool:
        """What it builds comes from a repository, from a pipeline, or as one version of an object."""
        if self.source == "S3":
            return self.source_version is not None
        return self.source != "NO_SOURCE"
