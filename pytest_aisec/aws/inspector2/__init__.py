"""Amazon Inspector."""

from pytest_aisec.aws.inspector2.enablers import Enabler, OrganizationConfiguration
from pytest_aisec.aws.inspector2.findings import (
    Coverage,
    CoveredImage,
    Criterion,
    ExploitableFinding,
    Filter,
    Finding,
)

__all__ = [
    "Coverage",
    "CoveredImage",
    "Criterion",
    "Enabler",
    "ExploitableFinding",
    "Filter",
    "Finding",
    "OrganizationConfiguration",
]
