"""AWS Systems Manager."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded

_RUNBOOK = Regex(r"arn:[^:]*:ssm:[^:]*:[^:]*:automation-definition/([^:]+)(?::.*)?")


def runbook(target: str) -> str | None:
    """The name of the document that the target of a rule runs; None for other targets."""
    found = _RUNBOOK.fullmatch(target)
    return found[1] if found else None


class Document(
    Resource,
    terraform="aws_ssm_document",
    cloudformation="AWS::SSM::Document",
    live=Listing(
        "ssm",
        "ListDocuments",
        "DocumentIdentifiers",
        id="Name",
        parameters={"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("Name",)),
):
    """A document: what Systems Manager does to machines or, as a runbook, to the account.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html
    """

    kind = text(
        default=unstated("it does not say what kind of document it is"),
        terraform="document_type",
        cloudformation="DocumentType",
    )
    """`Automation` for a runbook, `Command` for what runs on machines."""
    target_type = text(default="", terraform="target_type", cloudformation="TargetType", live="TargetType")
    """What it can be run on, as CloudFormation names it (`/AWS::EC2::Instance`); `/` for anything, empty: nothing.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
    """


class Parameter(
    Resource,
    terraform="aws_ssm_parameter",
    cloudformation="AWS::SSM::Parameter",
    live=Listing("ssm", "DescribeParameters", "Parameters", id="Name"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("Name", "ARN")),
):
    """A parameter, by its name: never what it is.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
    """

    name = text(default=None)


_PLACEHOLDER = Regex(r"\s*\{\{.*\}\}\s*")
_ASKED = call("ssm", "GetDocument", {"Name": "Name"})
_TOLD = decoded(_ASKED / "Content", yaml=True)
_WRITTEN = {
    Dialect.TERRAFORM: decoded("content", yaml=True),
    Dialect.CLOUDFORMATION: decoded("Content", yaml=True),
}


def _stated_role(text: str) -> str | None:
    """The role that a runbook states itself; None where it is a parameter of it."""
    return None if _PLACEHOLDER.fullmatch(text) else text


class Runbook(Document):
    """A document, the role that it acts as, whether it works. Costs a call for each, which nothing else of it needs.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
    """

    role = link(
        lambda: iam.Role,
        terraform=_WRITTEN[Dialect.TERRAFORM] / "assumeRole",
        cloudformation=_WRITTEN[Dialect.CLOUDFORMATION] / "assumeRole",
        live=_TOLD / "assumeRole",
        reads=_stated_role,
    )
    """The one that it states; None where it is a parameter, or where whoever starts it is who acts."""
    usual_role = link(
        lambda: iam.Role,
        terraform=_WRITTEN[Dialect.TERRAFORM] / "parameters.AutomationAssumeRole.default",
        cloudformation=_WRITTEN[Dialect.CLOUDFORMATION] / "parameters.AutomationAssumeRole.default",
        live=_TOLD / "parameters.AutomationAssumeRole.default",
        reads=_stated_role,
    )
    """The one that its parameter `AutomationAssumeRole` stands for when nobody gives another."""
    works = boolean(
        default=True,
        switch=switch(Active=True, Creating=True, Updating=True, Deleting=False, Failed=False),
        terraform=never("whether it works is seen once it is made"),
        cloudformation=never("whether it works is seen once it is made"),
        live=_ASKED / "Status",
    )
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetDocument.html"""
