"""Which events reach somebody: samples of events, and the rules that send them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_aisec.analysis.event_patterns import lets_through
from pytest_aisec.aws import events
from pytest_aisec.verdicts import choose

FINDINGS: dict[str, Mapping[str, Any]] = {
    "GuardDuty": {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": 8}},
    "Security Hub": {"source": "aws.securityhub", "detail-type": "Security Hub Findings - Imported"},
    "Inspector": {
        "source": "aws.inspector2",
        "detail-type": "Inspector2 Finding",
        "detail": {"severity": "CRITICAL", "status": "ACTIVE"},
    },
    "Macie": {
        "source": "aws.macie",
        "detail-type": "Macie Finding",
        "detail": {"severity": {"description": "High", "score": 3}},
    },
}
"""What the services send to EventBridge of a finding that matters; Security Hub passes on those of the others.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html,
https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html,
https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
"""


def api_call(service: str, name: str, **parameters: str) -> Mapping[str, Any]:
    """The event of a call that CloudTrail saw: `api_call("bedrock", "DeleteGuardrail")`.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    """
    detail: dict[str, Any] = {"eventSource": f"{service}.amazonaws.com", "eventName": name}
    if parameters:
        detail["requestParameters"] = parameters
    return {"source": f"aws.{service}", "detail-type": "AWS API Call via CloudTrail", "detail": detail}


def is_about(rule: events.Rule, event: Mapping[str, Any]) -> bool:
    """Whether a rule lets an event through. What depends on fields that the event does not tell is tried both ways."""
    pattern = rule.pattern
    if not isinstance(pattern, Mapping):
        return False
    found = lets_through(pattern, event)
    if found is None:
        key = ("is about", rule.key, repr(event))
        return choose(key, (False, True), f"{rule.address} asks for fields that depend on the event")
    return found


def sent_on(event: Mapping[str, Any], rules: Iterable[events.Rule]) -> bool:
    """Whether a rule that is on sends an event of the default bus to some target."""
    return any(rule.enabled and _on_default(rule) and is_about(rule, event) and rule.targets for rule in rules)


def _on_default(rule: events.Rule) -> bool:
    """Where AWS services send their events; a bus may be named by its ARN."""
    return rule.bus.rpartition("/")[2] == "default"
