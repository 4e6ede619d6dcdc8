"""AWS Identity and Access Management: what roles and users are used for."""

from __future__ import annotations

from pytest_aisec.aws.iam.principals import Role, User
from pytest_aisec.model.attribute import text
from pytest_aisec.model.links import Blocks, blocks
from pytest_aisec.model.paths import call, unmapped
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block

_UNSEEN = unmapped("what it is used for is seen in the account")
_JOB = call("iam", "GenerateServiceLastAccessedDetails", {"Arn": "Arn"})
_FOUND = call(
    "iam",
    "GetServiceLastAccessedDetails",
    {"JobId": "GenerateServiceLastAccessedDetails.JobId"},
    given="GenerateServiceLastAccessedDetails.JobId",
    ready="JobStatus == 'COMPLETED'",
    failed="JobStatus == 'FAILED'",
)


class UsedService(Block):
    """A service that the policies of somebody allow, and when it was last asked for something.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html
    """

    name = text(live="ServiceNamespace")
    """As actions begin with it: `bedrock`."""
    last_used = moment(live="LastAuthenticated")
    """None: not in the time that AWS looks back."""


def _services() -> Blocks[UsedService]:
    return blocks(UsedService, terraform=_UNSEEN, cloudformation=_UNSEEN, live=_FOUND / "ServicesLastAccessed")


class UsedRole(Role):
    """A role with what it is used for. Costs a job and the calls that ask for it, for each, which nothing else needs.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
    """

    last_used = moment(terraform=_UNSEEN, cloudformation=_UNSEEN, live="RoleLastUsed.LastUsedDate")
    """None: not in the time that AWS looks back. Costs no call."""
    usage_job = text(terraform=_UNSEEN, cloudformation=_UNSEEN, live=_JOB / "JobId")
    """The one that finds out what it is used for."""
    used_services = _services()
    """All that its policies allow."""


class UsedUser(User):
    """A user with what it is used for, as `UsedRole` tells of roles."""

    usage_job = text(terraform=_UNSEEN, cloudformation=_UNSEEN, live=_JOB / "JobId")
    """The one that finds out what it is used for."""
    used_services = _services()
    """All that its policies and those of its groups allow."""
