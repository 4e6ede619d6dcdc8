"""What a finding says in words: what was asserted, and what was read, empty or not, that decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pytest_aisec.findings import Evidence, Finding
from pytest_aisec.model.matching import Regex
from pytest_aisec.reports.phrases import in_words
from pytest_aisec.values import known_text

SHOWN_EVIDENCE = 4
SHOWN_VALUE = 60
COMPARISON = Regex(r" (?:[=!]=|[<>]=?|in|is) (?!(?:not )?(?:None|True|False)\b)")
"""A failed assertion says more than what was read only where it compares: `assert 'AES256' == 'aws:kms'`."""
ARN = Regex(r"\barn:aws[\w-]*:([\w-]+):[\w-]*:\d*:")


def said(finding: Finding) -> str:
    """Its assertion in words, or the first line of its message, if that says more than `assert False`; else nothing."""
    words = in_words(finding)
    if words is not None:
        return shortened(words)
    first = finding.message.splitlines()[0] if finding.message else ""
    return "" if first.startswith("assert ") and not COMPARISON.search(first) else shortened(first)


def shortened(text: str) -> str:
    """A sentence with its ARNs as people say them: `sagemaker:model/embedder`."""
    return ARN.sub(r"\1:", text)


def read(finding: Finding) -> Iterator[str]:
    """What was read last; and when something empty decided, what was found empty."""
    evidence = finding.evidence
    empty = [item.attribute for item in evidence if item.value in (None, [])]
    told = [item for item in evidence if item.value not in (None, [])][-SHOWN_EVIDENCE:]
    for (place, owner), items in groupby(told, key=lambda item: (_place_of(item), _owner(item))):
        there = list(items)
        head = f"{owner}: " if owner and len(there) > 1 else ""
        values = head + ", ".join(_value(item, owner if head else "") for item in there)
        yield f"{values}  {place}" if place and place != place_of(finding) else values
    if empty and evidence[-1].attribute == empty[-1]:
        yield f"not set: {', '.join(empty[-SHOWN_EVIDENCE:])}"


def in_a_line(finding: Finding) -> str:
    """All that it says, for reports that have one line for it."""
    return "; ".join(filter(None, (said(finding), *(" ".join(each.split()) for each in read(finding)))))


def place_of(finding: Finding) -> str:
    """`file:line`, or the source where there is no file."""
    return f"{finding.file}:{finding.line}" if finding.file else finding.source


def _place_of(item: Evidence) -> str:
    return f"{item.file}:{item.line}" if item.file else item.api or ""


def _owner(item: Evidence) -> str:
    """`ingress[0]` of `ingress[0].protocol`."""
    return item.attribute.rpartition(".")[0]


def _value(item: Evidence, owner: str) -> str:
    value = known_text(item.value)
    value = value if len(value) <= SHOWN_VALUE else f"{value[: SHOWN_VALUE - 3]}..."
    return f"{item.attribute.removeprefix(f'{owner}.')} = {value}" + (f" ({item.note})" if item.note else "")
