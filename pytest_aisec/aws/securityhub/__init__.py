"""AWS Security Hub."""

from __future__ import annotations

from pytest_aisec.aws.securityhub.automation import AutomationRule, AutomationRuleV2, ConnectorV2, FieldFilter
from pytest_aisec.aws.securityhub.findings import Finding
from pytest_aisec.aws.securityhub.hubs import (
    Administrator,
    AggregatorV2,
    ConfigurationPolicy,
    FindingAggregator,
    Hub,
    HubV2,
    Standard,
)

__all__ = [
    "Administrator",
    "AggregatorV2",
    "AutomationRule",
    "AutomationRuleV2",
    "ConfigurationPolicy",
    "ConnectorV2",
    "FieldFilter",
    "Finding",
    "FindingAggregator",
    "Hub",
    "HubV2",
    "Standard",
]
