"""What a report says of the calls of a source: how many, how they ended, what they could not see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

Statuses = Mapping[tuple[str, str], int]
"""How often which action ended how: `("s3:GetBucketPolicy", "ok")`."""

UNSEEN = "could not see"
UNFINISHED = "not finished"
"""The parts that the same run may still read another time; a journal that has the others is then kept."""
EVERYTHING = "everything"


def call_facts(statuses: Statuses) -> dict[str, str]:
    """`calls`: all requests; `calls STATUS`: those that ended so; `call ACTION`: `ok 3, AccessDenied 1`."""
    by_status: Counter[str] = Counter()
    for (_, status), count in statuses.items():
        by_status[status] += count
    facts = {"calls": str(by_status.total())}
    facts |= {f"calls {status}": str(count) for status, count in sorted(by_status.items())}
    return facts | {f"call {action}": text for action, text in _by_action(statuses).items()}


def unseen_facts(unseen: Statuses) -> dict[str, str]:
    """`could not see`: how many questions had no answer; `could not see ACTION`: `AccessDenied 3`."""
    if not unseen:
        return {}
    total = {UNSEEN: str(sum(unseen.values()))}
    return total | {f"{UNSEEN} {action}": text for action, text in _by_action(unseen).items()}


def _by_action(statuses: Statuses) -> dict[str, str]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for (action, status), count in sorted(statuses.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        found[action].append(f"{status} {count}")
    return {action: ", ".join(parts) for action, parts in found.items()}
