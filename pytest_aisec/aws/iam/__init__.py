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
    Group,
    InstanceProfile,
    ManagedPolicy,
    OpenIdProvider,
    Role,
    Statement,
    User,
)

__all__ = [
    "NO_MOMENTS",
    "AccessKey",
    "AccountSummary",
    "Credentials",
    "Group",
    "InstanceProfile",
    "ManagedPolicy",
    "OpenIdProvider",
    "OrganizationsFeatures",
    "ReportedMoment",
    "Role",
    "ServiceSpecificCredential",
    "Statement",
    "User",
    "VirtualMfaDevice",
]
