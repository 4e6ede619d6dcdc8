"""AWS Identity and Access Management."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pytest_aisec.aws import s3
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import Place, companion, every, naming
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource, View
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located

_DETAILS = {"Filter": ["User", "Group", "Role", "LocalManagedPolicy"]}

_REPORTED = switch(true=True, false=False, not_supported=True)
"""The words of the credential report; it does not tell of the password of the root user, who always has one."""


@dataclass(frozen=True, slots=True)
class ReportedMoment:
    """A moment in the credential report, which writes `N/A` and `no_information` where there was none."""

    column: str

    def locate(self, view: View) -> Located:
        found = step_into(view.body, [self.column])
        return replace(found, value=None) if found.value in NO_MOMENTS else found

    def places(self) -> Iterator[Place]:
        yield Place(self.column)


NO_MOMENTS = ("N/A", "no_information", "not_supported", "")


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
        live=document("PolicyVersionList.0.Document"),
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
    inline_statements = blocks(
        Statement,
        terraform=document("inline_policy.*.policy", companion("aws_iam_role_policy", by="role") / "policy"),
        cloudformation=document(
            "Policies.*.PolicyDocument",
            companion("AWS::IAM::Policy", by="Roles") / "PolicyDocument",
            companion("AWS::IAM::RolePolicy", by="RoleName") / "PolicyDocument",
        ),
        live=document("RolePolicyList.*.PolicyDocument"),
    )
    managed_policies = links(
        lambda: ManagedPolicy,
        terraform=every(
            "managed_policy_arns",
            companion("aws_iam_role_policy_attachment", by="role") / "policy_arn",
            companion("aws_iam_policy_attachment", by="roles") / "policy_arn",
        ),
        cloudformation=every("ManagedPolicyArns", naming("AWS::IAM::ManagedPolicy", by="Roles")),
        live="AttachedManagedPolicies.*.PolicyArn",
    )


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

    inline_statements = blocks(
        Statement,
        terraform=document(companion("aws_iam_group_policy", by="group") / "policy"),
        cloudformation=document(
            "Policies.*.PolicyDocument",
            companion("AWS::IAM::Policy", by="Groups") / "PolicyDocument",
            companion("AWS::IAM::GroupPolicy", by="GroupName") / "PolicyDocument",
        ),
        live=document("GroupPolicyList.*.PolicyDocument"),
    )
    managed_policies = links(
        lambda: ManagedPolicy,
        terraform=every(
            companion("aws_iam_group_policy_attachment", by="group") / "policy_arn",
            companion("aws_iam_policy_attachment", by="groups") / "policy_arn",
        ),
        cloudformation=every("ManagedPolicyArns", naming("AWS::IAM::ManagedPolicy", by="Groups")),
        live="AttachedManagedPolicies.*.PolicyArn",
    )


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

    inline_statements = blocks(
        Statement,
        terraform=document(companion("aws_iam_user_policy", by="user") / "policy"),
        cloudformation=document(
            "Policies.*.PolicyDocument",
            companion("AWS::IAM::Policy", by="Users") / "PolicyDocument",
            companion("AWS::IAM::UserPolicy", by="UserName") / "PolicyDocument",
        ),
        live=document("UserPolicyList.*.PolicyDocument"),
    )
    managed_policies = links(
        lambda: ManagedPolicy,
        terraform=every(
            companion("aws_iam_user_policy_attachment", by="user") / "policy_arn",
            companion("aws_iam_policy_attachment", by="users") / "policy_arn",
        ),
        cloudformation=every("ManagedPolicyArns", naming("AWS::IAM::ManagedPolicy", by="Users")),
        live="AttachedManagedPolicies.*.PolicyArn",
    )
    groups = links(
        lambda: Group,
        terraform=every(companion("aws_iam_user_group_membership", by="user") / "groups"),
        cloudformation="Groups",
        live="GroupList",
    )


class AccessKey(
    Resource,
    terraform="aws_iam_access_key",
    cloudformation="AWS::IAM::AccessKey",
):
    """A long-lived key of a user, as files declare it; of an account the credential report tells."""

    active = boolean(
        default=True, switch=switch(Active=True, Inactive=False), terraform="status", cloudformation="Status"
    )
    user = link(lambda: User, terraform="user", cloudformation="UserName")


class Credentials(
    Resource,
    live=Listing(
        "iam",
        "GetCredentialReport",
        "Content",
        id="arn",
        scope="account",
        decoded="csv",
        first=Call("iam", "GenerateCredentialReport"),
        ready="State == 'COMPLETE'",
    ),
    names=Names(live=("arn",)),
):
    """What a user, or the root user, can sign in with: a row of the credential report.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """

    name = text(live="user")
    user = link(lambda: User, live="arn")
    has_password = boolean(switch=_REPORTED, live="password_enabled")
    has_mfa = boolean(switch=_REPORTED, live="mfa_active")
    has_first_key = boolean(switch=_REPORTED, live="access_key_1_active")
    has_second_key = boolean(switch=_REPORTED, live="access_key_2_active")
    first_key_rotated = moment(live=ReportedMoment("access_key_1_last_rotated"))
    second_key_rotated = moment(live=ReportedMoment("access_key_2_last_rotated"))
    first_key_used = moment(live=ReportedMoment("access_key_1_last_used_date"))
    second_key_used = moment(live=ReportedMoment("access_key_2_last_used_date"))

    @property
    def is_root(self) -> bool:
        """Whether it is the root user of the account."""
        return self.name == "<root_account>"

    @property
    def active_keys(self) -> int:
        """How many access keys are active."""
        return int(self.has_first_key) + int(self.has_second_key)

    @property
    def days_since_rotation(self) -> int:
        """The age in days of the oldest active key; 0 without one."""
        return max((self.days_since(rotated) or 0 for rotated, _ in self._keys()), default=0)

    @property
    def days_unused(self) -> int:
        """For how many days the active key that was not used for longest has not been; 0 without one.

        A key that was never used counts from the day on which it was made.
        """
        return max((self.days_since(used or rotated) or 0 for rotated, used in self._keys()), default=0)

    def _keys(self) -> Iterator[tuple[datetime | None, datetime | None]]:
        if self.has_first_key:
            yield self.first_key_rotated, self.first_key_used
        if self.has_second_key:
            yield self.second_key_rotated, self.second_key_used
