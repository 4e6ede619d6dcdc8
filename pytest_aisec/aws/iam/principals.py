"""AWS Identity and Access Management: roles, users, groups, and the policies they hold."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import s3
from pytest_aisec.aws.policy_documents import PolicyStatement, PrincipalsOf
from pytest_aisec.model.attribute import boolean, items_of, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document, never, present
from pytest_aisec.model.links import Blocks, Links, blocks, link, links
from pytest_aisec.model.paths import Place, companion, every, naming
from pytest_aisec.model.resource import Names, Resource, View
from pytest_aisec.model.steps import step_into
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located

_DETAILS = {"Filter": ["User", "Group", "Role", "LocalManagedPolicy"]}


_FEDERATED = PrincipalsOf("Federated")


class Statement(PolicyStatement):
    """A statement of what a principal of the account may do."""

    buckets = links(
        lambda: s3.Bucket,
        terraform="Resource",
        cloudformation="Resource",
        live="Resource",
        reads=lambda text: s3.bucket_name(text) if text.startswith("arn:") else None,
    )
    """The buckets that the statement names, itself or through their objects."""
    providers = links(
        lambda: OpenIdProvider,
        terraform=_FEDERATED,
        cloudformation=_FEDERATED,
        live=_FEDERATED,
        reads=lambda text: text if ":oidc-provider/" in text else None,
    )
    """Those who tell who somebody is that it is about."""


class OpenIdProvider(
    Resource,
    terraform="aws_iam_openid_connect_provider",
    cloudformation="AWS::IAM::OIDCProvider",
    names=Names(cloudformation=("Arn",)),
):
    """Who tells who somebody is, as files declare it: of an account its ARN tells all that there is to know.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """

    url = text(default="")


@value_class(frozen=True)
class DefaultVersion:
    """The document of the version that is in force: an account gives all that were kept, newest first.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html
    """

    def locate(self, view: View) -> Located:
        versions = step_into(view.body, ["PolicyVersionList"])
        in_force = (each for each in items_of(versions) if step_into(each, ["IsDefaultVersion"]).value is True)
        found = next(in_force, None)
        return step_into(versions, ["0", "Document"]) if found is None else step_into(found, ["Document"])

    def places(self) -> Iterator[Place]:
        yield Place("PolicyVersionList.*.Document")


def _inline_statements(kind: str, *own: str) -> Blocks[Statement]:
    """Those of the policies that are written into principals of a kind (`role`); `own`: where its argument has them."""
    name = kind.capitalize()
    return blocks(
        Statement,
        terraform=document(*own, companion(f"aws_iam_{kind}_policy", by=kind) / "policy"),
        cloudformation=document(
            "Policies.*.PolicyDocument",
            companion("AWS::IAM::Policy", by=f"{name}s") / "PolicyDocument",
            companion(f"AWS::IAM::{name}Policy", by=f"{name}Name") / "PolicyDocument",
        ),
        live=document(f"{name}PolicyList.*.PolicyDocument"),
    )


def _managed_policies(kind: str, *own: str) -> Links[ManagedPolicy]:
    """Those that are attached to principals of a kind (`role`); `own`: where its argument names them."""
    return links(
        lambda: ManagedPolicy,
        terraform=every(
            *own,
            companion(f"aws_iam_{kind}_policy_attachment", by=kind) / "policy_arn",
            companion("aws_iam_policy_attachment", by=f"{kind}s") / "policy_arn",
            companion(f"aws_iam_{kind}_policy_attachments_exclusive", by=f"{kind}_name") / "policy_arns",
        ),
        cloudformation=every("ManagedPolicyArns", naming("AWS::IAM::ManagedPolicy", by=f"{kind.capitalize()}s")),
        live="AttachedManagedPolicies.*.PolicyArn",
    )


class ManagedPolicy(
    Resource,
    terraform="aws_iam_policy",
    cloudformation="AWS::IAM::ManagedPolicy",
    live=Listing("iam", "GetAccountAuthorizationDetails", "Policies", id="Arn", parameters=_DETAILS, scope="account"),
    names=Names(terraform=("name",), cloudformation=("ManagedPolicyName",), live=("Arn", "PolicyName")),
):
    """A policy that can be attached to several principals."""

    statements = blocks(
        Statement,
        terraform=document("policy"),
        cloudformation=document("PolicyDocument"),
        live=document(DefaultVersion()),
    )


class Role(
    Resource,
    terraform="aws_iam_role",
    cloudformation="AWS::IAM::Role",
    live=Listing(
        "iam", "GetAccountAuthorizationDetails", "RoleDetailList", id="Arn", parameters=_DETAILS, scope="account"
    ),
    names=Names(terraform=("name",), cloudformation=("RoleName",), live=("Arn", "RoleName")),
):
    """A role, with the policies it holds."""

    trust = blocks(
        Statement,
        terraform=document("assume_role_policy"),
        cloudformation=document("AssumeRolePolicyDocument"),
        live=document("AssumeRolePolicyDocument"),
    )
    inline_statements = _inline_statements("role", "inline_policy.*.policy")
    managed_policies = _managed_policies("role", "managed_policy_arns")
    has_boundary = boolean(
        terraform=present("permissions_boundary"),
        cloudformation=present("PermissionsBoundary"),
        live=present("PermissionsBoundary.PermissionsBoundaryArn"),
    )
    """Whether a policy limits what all others can give it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """


class InlinePolicy(Resource, cloudformation="AWS::IAM::Policy"):
    """A policy that a template writes into principals; those that it declares have it among their own statements."""

    statements = blocks(Statement, cloudformation=document("PolicyDocument"))


class _Written(Resource):
    """A policy that files write into one principal."""

    statements = blocks(Statement, terraform=document("policy"), cloudformation=document("PolicyDocument"))


class RolePolicy(_Written, terraform="aws_iam_role_policy", cloudformation="AWS::IAM::RolePolicy"):
    """A policy that files write into a role; one that they declare has it among its own statements."""


class UserPolicy(_Written, terraform="aws_iam_user_policy", cloudformation="AWS::IAM::UserPolicy"):
    """A policy that files write into a user; one that they declare has it among its own statements."""


class GroupPolicy(_Written, terraform="aws_iam_group_policy", cloudformation="AWS::IAM::GroupPolicy"):
    """A policy that files write into a group; one that they declare has it among its own statements."""


class InstanceProfile(
    Resource,
    terraform="aws_iam_instance_profile",
    cloudformation="AWS::IAM::InstanceProfile",
    live=Listing("iam", "ListInstanceProfiles", "InstanceProfiles", id="Arn", scope="account"),
    names=Names(
        terraform=("name",),
        cloudformation=("InstanceProfileName",),
        live=("Arn", "InstanceProfileName"),
    ),
):
    """What gives an instance its role."""

    role = link(lambda: Role, cloudformation="Roles.0", live="Roles.0.Arn")


class Group(
    Resource,
    terraform="aws_iam_group",
    cloudformation="AWS::IAM::Group",
    live=Listing(
        "iam", "GetAccountAuthorizationDetails", "GroupDetailList", id="Arn", parameters=_DETAILS, scope="account"
    ),
    names=Names(terraform=("name",), cloudformation=("GroupName",), live=("Arn", "GroupName")),
):
    """A group of users, with the policies it holds."""

    inline_statements = _inline_statements("group")
    managed_policies = _managed_policies("group")


class User(
    Resource,
    terraform="aws_iam_user",
    cloudformation="AWS::IAM::User",
    live=Listing(
        "iam", "GetAccountAuthorizationDetails", "UserDetailList", id="Arn", parameters=_DETAILS, scope="account"
    ),
    names=Names(terraform=("name",), cloudformation=("UserName",), live=("Arn", "UserName")),
):
    """A user, with the policies it holds itself and its groups."""

    user_name = text(default=None, terraform="name", cloudformation="UserName")
    has_console_password = boolean(
        terraform=present(companion("aws_iam_user_login_profile", by="user") / "user"),
        cloudformation=present("LoginProfile"),
        live=never("the credential report tells"),
    )
    """Whether files give it a password for the console."""
    inline_statements = _inline_statements("user")
    managed_policies = _managed_policies("user")
    groups = links(
        lambda: Group,
        terraform=every(
            companion("aws_iam_user_group_membership", by="user") / "groups",
            companion("aws_iam_group_membership", by="users") / "group",
        ),
        cloudformation=every("Groups", companion("AWS::IAM::UserToGroupAddition", by="Users") / "GroupName"),
        live="GroupList",
    )
