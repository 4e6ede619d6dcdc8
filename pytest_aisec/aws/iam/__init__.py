"""AWS Identity and Access Management."""

from __future__ import annotations

from pytest_aisec.aws.iam.credentials import (
    NO_MOMENTS,
    AccessKey,
    AccountSummary,
    Credentials,
    OrganizationsFeatures,
    ReportedMoment,
    ServiceSpecificCredential,
    VirtualMfaDevice,
)
from pytest_aisec.aws.iam.principals import (
    DefaultVersion,
    Group,
    GroupPolicy,
    InlinePolicy,
    InstanceProfile,
    ManagedPolicy,
    OpenIdProvider,
    Role,
    RolePolicy,
    Statement,
    User,
    UserPolicy,
)
from pytest_aisec.aws.iam.usage import UsedRole, UsedService, UsedUser

__all__ = [
    "NO_MOMENTS",
    "AccessKey",
    "AccountSummary",
    "Credentials",
    "DefaultVersion",
    "Group",
    "GroupPolicy",
    "InlinePolicy",
    "InstanceProfile",
    "ManagedPolicy",
    "OpenIdProvider",
    "OrganizationsFeatures",
    "ReportedMoment",
    "Role",
    "RolePolicy",
    "ServiceSpecificCredential",
    "Statement",
    "UsedRole",
    "UsedService",
    "UsedUser",
    "User",
    "UserPolicy",
    "VirtualMfaDevice",
]
