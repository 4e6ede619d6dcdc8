"""AWS IAM Identity Center: what people may do in the accounts that they sign in to."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.paths import companion, every
from pytest_aisec.model.resource import Names, Resource

_BY = "permission_set_arn"


class PermissionSet(
    Resource,
    terraform="aws_ssoadmin_permission_set",
    cloudformation="AWS::SSO::PermissionSet",
    names=Names(cloudformation=("PermissionSetArn",)),
):
    """What a role may do that is made in each account to which the set is assigned: accounts tell of these roles.

    https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
    """

    statements = blocks(
        iam.Statement,
        terraform=document(companion("aws_ssoadmin_permission_set_inline_policy", by=_BY) / "inline_policy"),
        cloudformation=document("InlinePolicy"),
    )
    """Those of the one policy that is written into it."""
    managed_policies = links(
        lambda: iam.ManagedPolicy,
        terraform=every(
            companion("aws_ssoadmin_managed_policy_attachment", by=_BY) / "managed_policy_arn",
            companion("aws_ssoadmin_managed_policy_attachments_exclusive", by=_BY) / "managed_policy_arns",
        ),
        cloudformation="ManagedPolicies",
    )
    """Those of AWS. Policies of accounts it names by their names, which each account has for itself."""


class PermissionSetPolicy(Resource, terraform="aws_ssoadmin_permission_set_inline_policy"):
    """The policy that is written into a permission set; one that is declared has it among its own statements."""

    statements = blocks(iam.Statement, terraform=document("inline_policy"))
