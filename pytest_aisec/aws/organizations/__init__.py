"""AWS Organizations."""

from pytest_aisec.aws.organizations.accounts import (
    DelegatedAdministrator,
    MemberAccount,
    Organization,
    OrganizationalUnit,
    Parent,
)
from pytest_aisec.aws.organizations.control import AI_SERVICES, ServiceControlPolicy
from pytest_aisec.aws.organizations.denials import MODEL_CALLS
from pytest_aisec.aws.organizations.effective import (
    EffectiveBedrockPolicy,
    EffectiveGuardDutyPolicy,
    EffectiveOptOut,
    EffectivePolicy,
)

__all__ = [
    "AI_SERVICES",
    "MODEL_CALLS",
    "DelegatedAdministrator",
    "EffectiveBedrockPolicy",
    "EffectiveGuardDutyPolicy",
    "EffectiveOptOut",
    "EffectivePolicy",
    "MemberAccount",
    "Organization",
    "OrganizationalUnit",
    "Parent",
    "ServiceControlPolicy",
]
