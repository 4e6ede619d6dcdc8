"""Which accounts principals, owners and grantees name: by number, or by the id that S3 knows them by."""

from __future__ import annotations

import re

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import Undetermined

_OWN_USER = Regex(r"data\.aws_canonical_user_id\.[^.]+\.id$|^data\.aws_cloudfront_log_delivery_canonical_user_id\.")
_DELIVERS_LOGS = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html"""
_ANOTHER_ACCOUNT = Regex(r"(?:^|\.)aws_organizations_account\.")
_AN_ACCOUNT = Regex(r"AWS::AccountId$|data\.aws_caller_identity\.[^.]+\.account_id(?:@(?P<credentials>.*))?$")
"""The number of the account of whoever asks for it: with the credentials of the provider, where that states any."""


def account_number(value: object, credentials: str = "") -> str | None:
    """The number of the account in an ARN, or by itself; None for the source's own, and for no number at all.

    `credentials`: those of the provider of the resource that names it, see `credentials_of`. Raises Undetermined where
    another account is named by something that the source does not tell.
    """
    parts = value.parts if isinstance(value, PartlyKnown) else (value,)
    text = "".join(part if isinstance(part, str) else "?" for part in parts)
    found = re.search(r"(?:^|:)(\d{12})(?::|$)", text)
    if found:
        return found[1]
    unknown = [part for part in parts if isinstance(part, Unknown)]
    for part in unknown:
        if isinstance(part, Reference) and _ANOTHER_ACCOUNT.search(part.target):
            raise Undetermined(f"the number of {part.target} is not known")
    for part in unknown:
        if is_an_account(part) and not _has_credentials(part, credentials):
            raise Undetermined(f"{part.reason} with other credentials: which account that is, is not known")
    if unknown and not any(isinstance(part, Reference) or is_an_account(part) for part in unknown):
        raise Undetermined(str(unknown[0]))
    return None


def canonical_id(value: object) -> str | None:
    """The id of a canonical user; None for the source's own, for what it declares, and for what AWS itself writes."""
    if isinstance(value, Reference) or (isinstance(value, Unknown) and _OWN_USER.search(value.identity or "")):
        return None
    if isinstance(value, Unknown):
        raise Undetermined(str(value))
    return None if value is None or value == _DELIVERS_LOGS else str(value)


def is_an_account(unknown: Unknown) -> bool:
    """The pseudo parameter of CloudFormation, or the data source of Terraform, for the number of an account."""
    return _AN_ACCOUNT.search(unknown.identity or "") is not None


def credentials_of(resource: Resource) -> str:
    """Whose credentials the provider of a resource has, where Terraform states any; empty for those of whoever runs it.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
    """
    stated = step_into(resource.body, ["provider"]).value if resource.dialect is Dialect.TERRAFORM else None
    return stated if isinstance(stated, str) else ""


def _has_credentials(unknown: Unknown, credentials: str) -> bool:
    found = _AN_ACCOUNT.search(unknown.identity or "")
    return found is not None and (found["credentials"] or "") == credentials
