"""What accounts did not tell: the same refusal in many regions is one line, and every unanswered call is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_aisec.findings import RunReport
from pytest_aisec.model.matching import Regex

UNSEEN = "could not see"
"""The fact of a source that holds how many calls were not answered."""

SHOWN_REGIONS = 4
IN_REGION = Regex(r"(?P<what>\S+: [\w-]+:\w+) in (?P<region>[a-z]{2,}(?:-[a-z]+)+-\d+)(?P<rest>.*)", re.DOTALL)


def across_regions(reasons: Iterable[str]) -> list[str]:
    """Each reason once, in the order of their first ones; those that differ in the region only are one."""
    regions: dict[tuple[str, str], dict[str, None]] = {}
    for reason in reasons:
        found = IN_REGION.fullmatch(reason)
        key = (found["what"], found["rest"]) if found else (reason, "")
        where = regions.setdefault(key, {})
        if found:
            where[found["region"]] = None
    return [what + _places(list(where)) + rest for (what, rest), where in regions.items()]


def _places(regions: list[str]) -> str:
    if not regions:
        return ""
    more = len(regions) - SHOWN_REGIONS
    named = ", ".join(regions[:SHOWN_REGIONS])
    return f" in {named}" + (f" and {more} more regions" if more > 1 else f", {regions[-1]}" if more == 1 else "")


def unseen_answers(report: RunReport) -> int:
    """How many calls of all accounts could not see what they asked for."""
    return sum(int(source.facts.get(UNSEEN, "0")) for source in report.sources)
