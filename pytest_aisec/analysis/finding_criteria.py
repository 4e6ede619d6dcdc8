"""Criteria of automation rules of the newer Security Hub: whether a rule is about a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any

from pytest_aisec.analysis.event_patterns import Fit, all_fit, any_fit

NARROW = frozenset(
    {
        "compliance.control",
        "compliance.assessments.name",
        "finding_info.desc",
        "finding_info.related_events.title",
        "finding_info.related_events.uid",
        "finding_info.src_url",
        "finding_info.title",
        "finding_info.uid",
        "remediation.desc",
        "remediation.references",
        "resources.name",
        "resources.tags",
        "resources.uid",
        "vulnerabilities.cve.uid",
    }
)
"""The fields of which one says that a rule is for one check, resource or team only.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_OcsfStringFilter.html
"""

SEVERITIES = {"High": 4, "Critical": 5}
"""The severities of findings that matter, and their numbers.

https://schema.ocsf.io/classes/detection_finding
"""


def takes_in(criteria: Mapping[str, Any] | None, severity: str) -> Fit:
    """Whether criteria are met by a finding of a severity (`Critical`) about nothing in particular.

    None where that depends on what else the finding says: whose it is, where, about what kind of resource.
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_OcsfFindingFilters.html
    """
    return True if criteria is None else _together(criteria, "CompositeFilters", "CompositeOperator", severity)


def _together(part: Mapping[str, Any], nested: str, operator: str, severity: str) -> Fit:
    inner = (_together(each, "NestedCompositeFilters", "Operator", severity) for each in part.get(nested) or ())
    fits = [*inner, *_filters(part, severity)]
    if not fits:
        return True
    every, some = all_fit(fits), any_fit(fits)
    match part.get(operator):
        case "AND":
            return every
        case "OR":
            return some
    return every if every == some else None


def _filters(part: Mapping[str, Any], severity: str) -> Iterator[Fit]:
    for each in (*(part.get("StringFilters") or ()), *(part.get("MapFilters") or ())):
        yield _word_fits(each.get("FieldName"), each.get("Filter") or {}, severity)
    for each in part.get("NumberFilters") or ():
        known = each.get("FieldName") == "vendor_attributes.severity_id"
        yield _number_fits(each.get("Filter") or {}, SEVERITIES[severity]) if known else None
    for kind in ("DateFilters", "BooleanFilters", "IpFilters"):
        yield from (None for _ in part.get(kind) or ())


def _word_fits(field: str | None, wanted: Mapping[str, Any], severity: str) -> Fit:
    """Whether a severity is what a filter wants; None for a filter of which a part is missing."""
    comparison = wanted.get("Comparison")
    if comparison is None:
        return None
    if field in NARROW:
        return "NOT_" in comparison
    if field != "vendor_attributes.severity" or "Value" not in wanted:
        return None
    value, stated = severity.casefold(), str(wanted["Value"]).casefold()
    found = {
        "EQUALS": value == stated,
        "PREFIX": value.startswith(stated),
        "CONTAINS": stated in value,
        "CONTAINS_WORD": stated in value.split(),
    }
    positive = comparison.replace("NOT_", "")
    return found[positive] is ("NOT_" not in comparison) if positive in found else None


_COMPARED: dict[str, Callable[[float, float], bool]] = {"Eq": eq, "Gte": ge, "Lte": le, "Gt": gt, "Lt": lt}


def _number_fits(wanted: Mapping[str, Any], value: float) -> bool:
    stated = {name: float(bound) for name, bound in wanted.items() if bound is not None}
    return all(_COMPARED[name](value, bound) for name, bound in stated.items())
