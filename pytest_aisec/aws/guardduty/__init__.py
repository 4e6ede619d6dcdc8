"""Amazon GuardDuty."""

from pytest_aisec.aws.guardduty.coverage import (
    Coverage,
    MalwareProtectionPlan,
    OrganizationConfiguration,
    OrganizationFeature,
)
from pytest_aisec.aws.guardduty.detectors import Detector, Feature
from pytest_aisec.aws.guardduty.exports import PublishingDestination
from pytest_aisec.aws.guardduty.findings import AI_FINDINGS, AiFinding, Filter, Finding

__all__ = [
    "AI_FINDINGS",
    "AiFinding",
    "Coverage",
    "Detector",
    "Feature",
    "Filter",
    "Finding",
    "MalwareProtectionPlan",
    "OrganizationConfiguration",
    "OrganizationFeature",
    "PublishingDestination",
]
