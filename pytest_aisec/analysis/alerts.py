"""Which events reach somebody: samples of events, and the rules that send them on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pytest_aisec.analysis.event_patterns import ABSENT, all_fit, lets_through
from pytest_aisec.analysis.finding_criteria import SEVERITIES, takes_in
from pytest_aisec.aws import cloudtrail, events, securityhub
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined, choose

Events = tuple[Mapping[str, Any], ...]


def _sent(source: str, kind: str, *details: Mapping[str, Any]) -> Events:
    return tuple({"source": source, "detail-type": kind, "detail": detail} for detail in details)


def _in_the_format_of_aws(label: str) -> Mapping[str, Any]:
    workflow = {"Workflow": {"Status": "NEW"}, "WorkflowState": "NEW", "RecordState": "ACTIVE"}
    return {"findings": [{"Severity": {"Label": label}, "severity": ABSENT, **workflow}]}


def _in_the_open_format(name: str, number: int) -> Mapping[str, Any]:
    return {"findings": [{"severity": name, "severity_id": number, "Severity": ABSENT}]}


FINDINGS: dict[str, Events] = {
    "GuardDuty": _sent(
        "aws.guardduty",
        "GuardDuty Finding",
        {"severity": 8, "service": {"archived": False}},
        {"severity": 9, "service": {"archived": False}},
    ),
    "Security Hub": _sent(
        "aws.securityhub",
        "Security Hub Findings - Imported",
        _in_the_format_of_aws("HIGH"),
        _in_the_format_of_aws("CRITICAL"),
    ),
    "Security Hub V2": _sent(
        "aws.securityhub",
        "Findings Imported V2",
        _in_the_open_format("High", 4),
        _in_the_open_format("Critical", 5),
    ),
    "Inspector": _sent(
        "aws.inspector2",
        "Inspector2 Finding",
        {"severity": "HIGH", "status": "ACTIVE"},
        {"severity": "CRITICAL", "status": "ACTIVE"},
    ),
    "Macie": _sent("aws.macie", "Macie Finding", {"severity": {"description": "High", "score": 3}}),
}
"""What the services send to EventBridge of findings that matter, high and critical; Security Hub passes on those of the
others. An event each, new, and not yet archived.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html,
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html,
https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html,
https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
"""


UNSURE_SOURCES = {"macie2": ("aws.macie2", "aws.macie")}
"""Services of which it is not documented whether the source of their events is their name, or that without a number."""


def api_call(service: str, name: str, **parameters: str) -> Mapping[str, Any]:
    """The event of a call that changed something, as CloudTrail has it: `api_call("bedrock", "DeleteGuardrail")`.

    Where a service is one of `UNSURE_SOURCES`, each name is tried.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html,
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    detail: dict[str, Any] = {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "eventType": "AwsApiCall",
        "eventCategory": "Management",
        "managementEvent": True,
        "readOnly": False,
        "errorCode": ABSENT,
        "errorMessage": ABSENT,
    }
    if parameters:
        detail["requestParameters"] = parameters
    return {"source": _source_of(service), "detail-type": "AWS API Call via CloudTrail", "detail": detail}


def _source_of(service: str) -> str:
    possible = UNSURE_SOURCES.get(service, (f"aws.{service}",))
    return choose(("source of events", service), possible, f"what the source of events of {service} is called")


def is_about(rule: events.Rule, event: Mapping[str, Any]) -> bool:
    """Whether a rule lets an event through. What depends on fields that the event does not tell is tried both ways."""
    pattern = rule.pattern
    if not isinstance(pattern, Mapping):
        return False
    try:
        found = lets_through(pattern, {**event, **_place_of(rule)})
    except ValueError as cause:
        raise Undetermined(f"{rule.address}: {cause}") from None
    if found is None:
        key = ("is about", rule.key, repr(event))
        return choose(key, (False, True), f"{rule.address} asks for fields that depend on the event")
    return found


def _place_of(rule: events.Rule) -> Mapping[str, str]:
    """The account and the region that the events of a rule's own account come with; files do not tell them."""
    if rule.dialect is not Dialect.LIVE or len(parts := rule.address.split(":")) < _PLACED:
        return {}
    return {"region": parts[3], "account": parts[4]}


_PLACED = 6
"""The parts of an ARN."""


def is_about_findings(rule: events.Rule) -> bool:
    """Whether a rule lets findings of one of the services through."""
    return any(is_about(rule, event) for found in FINDINGS.values() for event in found)


def all_sent_on(found: Events, rules: Iterable[events.Rule]) -> bool:
    """Whether every one of some events is sent on."""
    return all(sent_on(event, rules) for event in found)


def sent_on(event: Mapping[str, Any], rules: Iterable[events.Rule]) -> bool:
    """Whether a rule that is on sends an event of the default bus to some target."""
    return one_holds(partial(_sends, rule, event) for rule in rules)


def _sends(rule: events.Rule, event: Mapping[str, Any]) -> bool:
    return rule.enabled and on_default_bus(rule) and is_about(rule, event) and delivers(rule)


def opens_tickets(rules: Iterable[securityhub.AutomationRuleV2]) -> bool:
    """Whether a rule of the newer Security Hub opens a ticket for each finding that is high or critical."""
    return one_holds(partial(_opens_tickets, rule) for rule in rules)


def _opens_tickets(rule: securityhub.AutomationRuleV2) -> bool:
    if not (rule.opens_tickets and rule.reaches_its_connector):
        return False
    criteria = rule.criteria
    found = all_fit(takes_in(criteria, severity) for severity in SEVERITIES)
    if found is None:
        why = f"{rule.address} asks for fields that depend on the finding"
        return choose(("opens tickets", rule.key), (False, True), why)
    return found


def delivers(rule: events.Rule) -> bool:
    """Whether a rule has a target that gets somewhere: a topic to which nobody subscribes does not."""
    return one_holds(partial(getattr, target, "gets_somewhere") for target in rule.targets)


def on_default_bus(rule: events.Rule) -> bool:
    """Where AWS services send their events; a bus may be named by its ARN, and one that is declared is another."""
    own = rule.own_bus
    if own is not None and own.unseen is None:
        return False
    return rule.bus.rpartition("/")[2] == "default"


def is_recorded(event: Mapping[str, Any], near: Resource, trails: Iterable[cloudtrail.Trail]) -> bool:
    """Whether a trail takes in a call in the place of a resource, without which no rule of EventBridge hears of it."""
    here = (trail for trail in trails if not cloudtrail.is_elsewhere(trail, near))
    return one_holds(partial(records, trail, event) for trail in here)


def records(trail: cloudtrail.Trail, event: Mapping[str, Any]) -> bool:
    """Whether a trail takes in a call."""
    service = event["detail"]["eventSource"].removesuffix(".amazonaws.com")
    return trail.records_change(service, event["detail"]["eventName"])


def one_holds(conditions: Iterable[Callable[[], bool]]) -> bool:
    """Whether one of several conditions holds: one that cannot be told counts only if no other does."""
    doubts: list[Undetermined] = []
    try:
        for condition in conditions:
            try:
                if condition():
                    return True
            except Undetermined as unknown:
                doubts.append(unknown)
    except Undetermined as unknown:  # the list itself is not known to its end
        doubts.append(unknown)
    if doubts:
        raise Undetermined(*dict.fromkeys(reason for each in doubts for reason in each.reasons))
    return False
