"""AWS Systems Manager."""

from __future__ import annotations

import re

from pytest_aisec.model.attribute import text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Names, Resource

_RUNBOOK = re.compile(r"arn:[^:]*:ssm:[^:]*:[^:]*:automation-definition/([^:]+)(?::.*)?")


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
