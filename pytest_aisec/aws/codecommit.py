"""AWS CodeCommit: repositories, and who has to agree before something gets into a branch."""

from __future__ import annotations

from pytest_aisec.model.attribute import integer, text, texts, unstated
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.model.structure import decoded

_URL = Regex(r"(?:https|ssh)://(?:[^/@]+@)?git-codecommit[^/]*/v1/repos/([^/]+?)/?|codecommit:[^/]*//(?:[^/@]+@)?(.+)")
_BRANCHES = "refs/heads/"
_TERRAFORM_CONTENT = decoded("content")
_CONTENT = decoded("approvalRuleTemplateContent")


def repository_name(address: str) -> str | None:
    """The repository of CodeCommit that the address of a repository is about; None for other hosts.

    https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
    """
    found = _URL.fullmatch(address)
    return (found[1] or found[2]) if found else None


class ApprovalRuleTemplate(
    Resource,
    terraform="aws_codecommit_approval_rule_template",
    live=Listing(
        "codecommit",
        "ListApprovalRuleTemplates",
        "approvalRuleTemplateNames[].{approvalRuleTemplateName: @}",
        id="approvalRuleTemplateName",
        describe=Call(
            "codecommit", "GetApprovalRuleTemplate", {"approvalRuleTemplateName": "approvalRuleTemplateName"}
        ),
        described="approvalRuleTemplate",
    ),
    names=Names(terraform=("name", "approval_rule_template_id"), live=("approvalRuleTemplateName",)),
):
    """A rule for the pull requests of the repositories it is associated with. CloudFormation has no such type.

    https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-template.html
    """

    approvals = integer(
        default=unstated("how many approvals are needed is not stated"),
        terraform=_TERRAFORM_CONTENT / "Statements.0.NumberOfApprovalsNeeded",
        live=_CONTENT / "Statements.0.NumberOfApprovalsNeeded",
    )
    """How many others than the author have to agree; a template has one statement."""
    pool = texts(
        terraform=_TERRAFORM_CONTENT / "Statements.0.ApprovalPoolMembers",
        live=_CONTENT / "Statements.0.ApprovalPoolMembers",
    )
    """Whose approvals count; where nobody is named, everybody's do who may approve."""
    destinations = texts(
        terraform=_TERRAFORM_CONTENT / "DestinationReferences", live=_CONTENT / "DestinationReferences"
    )
    """The branches it is about (`refs/heads/main`): all of them where none is named."""

    @statement
    def asks_for_an_approval(self) -> bool:
        """Somebody who is named has to agree before what it is about is merged."""
        return self.approvals >= 1 and bool(self.pool)

    @statement
    def is_about_every_branch(self) -> bool:
        """It names no branches."""
        return not self.destinations

    @answer
    def is_about(self, branch: str | None) -> bool:
        """It names a branch, or none. None is a branch that nobody can name."""
        return self.is_about_every_branch or (branch is not None and f"{_BRANCHES}{branch}" in self.destinations)


class ApprovalRuleTemplateAssociation(
    Resource,
    terraform="aws_codecommit_approval_rule_template_association",
    live=Listing(
        "codecommit",
        "ListAssociatedApprovalRuleTemplatesForRepository",
        "approvalRuleTemplateNames[].{approvalRuleTemplateName: @}",
        id="join('/', [repositoryName, approvalRuleTemplateName])",
        per="AWS::CodeCommit::Repository",
        per_parameters={"repositoryName": "repositoryName"},
    ),
):
    """That the pull requests of a repository get a rule.

    https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-associate-template.html
    """

    repository = link(lambda: Repository, terraform="repository_name", live="repositoryName")
    template = link(
        lambda: ApprovalRuleTemplate, terraform="approval_rule_template_name", live="approvalRuleTemplateName"
    )


class Repository(
    Resource,
    terraform="aws_codecommit_repository",
    cloudformation="AWS::CodeCommit::Repository",
    live=Listing(
        "codecommit",
        "ListRepositories",
        "repositories[].{repositoryName: repositoryName, repositoryNames: [repositoryName]}",
        id="repositoryName",
        describe=Call(
            "codecommit",
            "BatchGetRepositories",
            {"repositoryNames": "repositoryNames"},
            batch=Batch(
                "repositoryNames",
                100,
                "repositories",
                "repositoryName",
                refused="errors",
                refused_key="repositoryName",
                code="errorCode",
                words="errorMessage",
            ),
        ),
        described="repositories[0]",
    ),
    names=Names(
        terraform=("repository_name", "clone_url_http", "clone_url_ssh"),
        cloudformation=("Name", "RepositoryName", "CloneUrlHttp", "CloneUrlSsh"),
        live=("repositoryName", "Arn"),
    ),
):
    """A repository.

    https://docs.aws.amazon.com/codecommit/latest/APIReference/API_RepositoryMetadata.html
    """

    default_branch = text(default=None, cloudformation="Code.BranchName", live="defaultBranch")
    """None where the first branch that is pushed becomes it."""
    associations = referrers(lambda: ApprovalRuleTemplateAssociation, by="repository")
