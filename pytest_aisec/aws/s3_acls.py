"""Access control lists of buckets of Amazon S3."""

from __future__ import annotations

from pytest_aisec.aws.account_ids import canonical_id
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.derived import never
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import Block, statement

READY_MADE = never("CloudFormation takes ready-made ACLs only")
EVERYBODY = (
    "public-read",
    "public-read-write",
    "authenticated-read",
    "PublicRead",
    "PublicReadWrite",
    "AuthenticatedRead",
)
"""Ready-made ACLs that let in everybody, or whoever has an account anywhere.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
"""


class AclGrant(Block):
    """What an ACL lets somebody do with a bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
    """

    user = text(default=None, terraform=either("grantee.id", "id"), cloudformation=READY_MADE, live="Grantee.ID")
    permissions = texts(terraform=either("permission", "permissions"), cloudformation=READY_MADE, live="Permission")

    @statement
    def writes(self) -> bool:
        """It lets objects, or the ACL itself, be written."""
        return any(each in {"WRITE", "WRITE_ACP", "FULL_CONTROL"} for each in self.permissions)

    @property
    def canonical_user(self) -> str | None:
        """The account it is for; None for groups, and for the one that the source itself belongs to."""
        setting = type(self).user
        return canonical_id(setting.settled(self, setting.locate(self)).value)
