"""Waivers: violations that somebody has accepted, in a comment at the resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

OWN = "aisec"

_FORMS: Mapping[str, re.Pattern[str]] = {
    OWN: re.compile(r"(?:#|//)\s*aisec:ignore\[(?P<names>[^\]]+)\](?:\s+until=(?P<until>\S+))?\s*(?P<reason>.*)"),
    "checkov": re.compile(r"(?:#|//)\s*checkov:skip=(?P<names>CKV2?_[A-Z0-9_]+)\s*(?::\s*(?P<reason>.*))?"),
    "trivy": re.compile(r"(?:#|//)\s*(?:trivy|tfsec):ignore:(?P<names>[\w-]+)\s*(?P<reason>.*)"),
    "kics": re.compile(r"#\s*kics-scan\s+(?P<names>ignore-block)\s*(?P<reason>)"),
}
"""How this tool and others write that a rule does not hold for a resource.

https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html,
https://trivy.dev/latest/docs/configuration/filtering/, https://docs.kics.io/latest/running-kics/
"""


_METADATA = re.compile(r"""\bcheckov["']?\s*:\s*(?:\{|$)""")
_PARTS = re.compile(
    r"""\bid["']?\s*:\s*["']?(?P<name>CKV2?_[A-Z0-9_]+)|\bcomment["']?\s*:\s*["']?(?P<reason>[^"'},]*[^"'},\s])"""
)
"""What checkov reads beside comments: https://www.checkov.io/7.Scan%20Examples/Cloudformation.html"""


_OURS = f"{OWN}:ignore"
_WORDS = ("ignore", "skip")
"""What every form has one of, and few lines have."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One comment: which rules it is about, until when, and why. `origin`: the tool whose form it has."""

    origin: str
    names: tuple[str, ...]
    reason: str
    until: str
    place: str

    def is_about(self, policy: str, equivalents: Mapping[str, Sequence[str]]) -> bool:
        """Whether it names a policy: by its own id, or by what its tool calls it."""
        if self.origin == OWN:
            return any(fnmatchcase(policy, name) for name in self.names)
        theirs = [plain_id(name) for name in equivalents.get(self.origin, ())]
        if self.origin == "kics":
            return bool(theirs)
        return any(plain_id(name) in theirs for name in self.names)

    def refusal(self, today: date) -> str:
        """Why it does not count: no reason, no date, or a date that has passed; empty when it counts."""
        if self.origin != OWN:
            return ""
        if not self.reason:
            return f"the waiver of {self.place} gives no reason"
        if self.until:
            try:
                ends = date.fromisoformat(self.until)
            except ValueError:
                return f"the waiver of {self.place} ends on {self.until!r}, which is no date like 2027-03-01"
            if ends < today:
                return f"the waiver of {self.place} ended on {self.until}"
        return ""

    def __str__(self) -> str:
        origin = "" if self.origin == OWN else f"{self.origin}: "
        return f"{origin}{self.reason or 'no reason given'} ({self.place})"


def waivers_at(root: Path, file: str, line: int) -> list[Waiver]:
    """The waivers in the comments right above a resource and inside it.

    `file` is relative to `root`, `line` that of the resource's first line. Nothing for a file that cannot be read.
    """
    path = root / file
    try:
        lines = _lines(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return []
    numbers = list(_numbers(lines, line))
    found = [waiver for number in numbers for waiver in _waivers_in(lines[number - 1], f"{file}:{number}")]
    return [*found, *_in_metadata(file, [(number, lines[number - 1]) for number in numbers])]


def _in_metadata(file: str, lines: Sequence[tuple[int, str]]) -> Iterator[Waiver]:
    """Those of `Metadata: {checkov: {skip: [{id, comment}]}}` of a template, in YAML or JSON."""
    inside: int | None = None
    found: list[Waiver] = []
    for number, text in lines:
        depth = len(text) - len(text.lstrip())
        if _METADATA.search(text):
            inside = depth
        elif inside is not None and text.strip() and depth <= inside:
            inside = None
        for part in _PARTS.finditer(text) if inside is not None else ():
            if part["name"]:
                found.append(Waiver("checkov", (part["name"],), "", "", f"{file}:{number}"))
            elif found:
                found[-1] = replace(found[-1], reason=part["reason"])
    yield from found


def own_waivers(root: Path, file: str) -> list[Waiver]:
    """All waivers of our own form in a file, whatever they stand at. Nothing for a file that cannot be read."""
    path = root / file
    try:
        lines = _lines(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return []
    ours = ((number, line) for number, line in enumerate(lines, 1) if _OURS in line)
    found = (waiver for number, line in ours for waiver in _waivers_in(line, f"{file}:{number}"))
    return [waiver for waiver in found if waiver.origin == OWN]


@lru_cache(maxsize=512)
def _lines(path: Path, changed: int) -> tuple[str, ...]:  # noqa: ARG001 -- a file that has changed is read again
    return tuple(path.read_text(encoding="utf-8").splitlines())


def _numbers(lines: Sequence[str], first: int) -> Iterator[int]:
    """The numbers of the lines that belong to a resource: the comments above it, and all up to its end.

    It ends with a brace that is indented as its first line is, or before a line that is indented no further (YAML).
    """
    if not 1 <= first <= len(lines):
        return
    above = first - 1
    while above >= 1 and lines[above - 1].lstrip().startswith(("#", "//")):
        yield above
        above -= 1
    head = lines[first - 1]
    depth = len(head) - len(head.lstrip())
    yield first
    for number in range(first + 1, len(lines) + 1):
        text = lines[number - 1]
        bare = text.lstrip()
        indented = len(text) - len(bare)
        if bare and indented <= depth and not (bare.startswith(("#", "//")) and "{" in head):
            return
        yield number


def _waivers_in(text: str, place: str) -> Iterator[Waiver]:
    if not any(word in text for word in _WORDS):
        return
    for origin, form in _FORMS.items():
        found = form.search(text)
        if found:
            named = found.groupdict()
            names = tuple(name.strip() for name in named["names"].split(","))
            reason = (named.get("reason") or "").strip()
            yield Waiver(origin, names, reason, named.get("until") or "", place)


def plain_id(name: str) -> str:
    """Trivy's ids with and without their old prefix are the same."""
    return name.removeprefix("AVD-")
