"""Waivers: violations that somebody has accepted, in a comment at the resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pytest_aisec.comments import comments
from pytest_aisec.model.matching import Regex

OWN = "aisec"

_FORMS: Mapping[str, Regex] = {
    OWN: Regex(r"aisec:ignore(?:\[(?P<names>[^\]]*)\])?(?P<reason>.*)"),
    "checkov": Regex(r"(?:checkov|bridgecrew):skip=(?P<names>CKV2?_[A-Z0-9_]+)\s*(?::\s*(?P<reason>.*))?"),
    "trivy": Regex(
        r"(?:trivy|tfsec):ignore:(?P<names>[\w-]+|\*)(?P<limits>(?:\[[^\]]*\]|:(?:exp|ws):\S+)*)"
        r"(?P<reason>(?:(?!(?:trivy|tfsec):ignore:).)*)"
    ),
    "kics": Regex(r"kics-scan\s+(?P<names>ignore-block)\s*(?P<reason>)"),
}
"""How this tool and others write, in a comment, that a rule does not hold for a resource.

https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html,
https://trivy.dev/latest/docs/configuration/filtering/, https://docs.kics.io/latest/running-kics/
"""
_UNTIL = Regex(r"(?:^|\s)until=(?P<date>\S+)")
_EXPIRES = Regex(r":exp:(?P<date>[^\s:]+)")


_METADATA = Regex(r"""\bcheckov["']?\s*:\s*(?:\{|$)""")
_PARTS = Regex(
    r"""\bid["']?\s*:\s*["']?(?P<name>CKV2?_[A-Z0-9_]+)|\bcomment["']?\s*:\s*["']?(?P<reason>[^"'},]*[^"'},\s])"""
)
"""What checkov reads beside comments: https://www.checkov.io/7.Scan%20Examples/Cloudformation.html"""


_OURS = f"{OWN}:ignore"
_SIGNS = (_OURS, "checkov:skip", "bridgecrew:skip", "trivy:ignore", "tfsec:ignore", "kics-scan")
"""What every form has one of, and few files have."""


class Waiver(NamedTuple):
    """One comment: which rules it is about, until when, and why. `origin`: the tool whose form it has.

    `limits`: what narrows it to a part of the resource or to a workspace, which is not followed here.
    """

    origin: str
    names: tuple[str, ...]
    reason: str
    until: str
    place: str
    limits: str = ""

    def is_about(self, policy: str, equivalents: Mapping[str, Sequence[str]]) -> bool:
        """Whether it names a policy: by its own id, or by one of those that its tool has for it."""
        if self.origin == OWN:
            return any(fnmatchcase(policy, name) for name in self.names)
        theirs = {plain_id(name) for name in equivalents.get(self.origin, ())}
        return bool(theirs) if self.is_about_all else bool(theirs & self.plain_names)

    @property
    def is_about_all(self) -> bool:
        """Whether it accepts whatever its tool has to say of the resource."""
        return self.origin == "kics" or "*" in self.names

    @property
    def plain_names(self) -> frozenset[str]:
        """What it names, without prefixes that do not matter."""
        return frozenset(map(plain_id, self.names))

    def refusal(self, today: date) -> str:
        """Why it does not count: no reason, no date, a date that has passed, a limit; empty when it counts."""
        if self.limits:
            return f"the waiver of {self.place} holds for {self.limits} only, which is not followed"
        if self.origin == OWN and not self.reason:
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


ABOUT: Mapping[str, tuple[str, ...]] = {
    "CKV_AWS_3": ("AWS::EC2::Volume",),
    "CKV_AWS_8": ("AWS::EC2::Instance", "AWS::AutoScaling::LaunchConfiguration"),
    "CKV_AWS_45": ("AWS::Lambda::Function",),
    "CKV_AWS_46": ("AWS::EC2::Instance",),
    "CKV_AWS_76": ("AWS::ApiGateway::Stage",),
    "CKV_AWS_79": ("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"),
    "CKV_AWS_95": ("AWS::ApiGatewayV2::Stage",),
    "CKV_AWS_184": ("AWS::EFS::FileSystem",),
    "CKV_AWS_190": ("AWS::FSx::FileSystem",),
    "CKV_AWS_371": ("AWS::SageMaker::NotebookInstance",),
    "AWS-0028": ("AWS::EC2::Instance",),
    "AWS-0029": ("AWS::EC2::Instance",),
    "AWS-0129": ("AWS::EC2::LaunchTemplate",),
    "AWS-0130": ("AWS::EC2::LaunchTemplate",),
}
"""What rules of other tools are about, of those that stand beside another one in a policy of ours.

https://www.checkov.io/5.Policy%20Index/all.html, https://avd.aquasec.com/misconfig/aws/
"""


def left_open(
    waivers: Iterable[Waiver], equivalents: Mapping[str, Sequence[str]], resource_type: str
) -> dict[str, list[str]]:
    """By tool, the ids of a policy that its comments at a resource do not name, although they name others of it.

    A policy that stands for several rules of a tool is accepted where all are that can be about a resource of the type.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for waiver in waivers:
        if waiver.origin != OWN:
            named[waiver.origin] |= {"*"} if waiver.is_about_all else waiver.plain_names
    return {
        origin: sorted(
            name
            for name in equivalents.get(origin, ())
            if plain_id(name) not in names and resource_type in ABOUT.get(plain_id(name), (resource_type,))
        )
        for origin, names in named.items()
        if "*" not in names
    }


def waivers_at(root: Path, file: str, line: int) -> list[Waiver]:
    """The waivers in the comments right above a resource and inside it.

    `file` is relative to `root`, `line` that of the resource's first line. Nothing for a file that cannot be read.
    """
    path = root / file
    try:
        lines = _lines(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return []
    if not _speaks_of_waivers(path, path.stat().st_mtime_ns):
        return []
    numbers = list(_numbers(lines, line))
    said = _comments(path, path.stat().st_mtime_ns)
    found = [waiver for number in numbers for waiver in _waivers_in(said.get(number, ""), f"{file}:{number}")]
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
                found[-1] = found[-1]._replace(reason=part["reason"])
    yield from found


def own_waivers(root: Path, file: str) -> list[Waiver]:
    """All waivers of our own form in a file, whatever they stand at. Nothing for a file that cannot be read."""
    path = root / file
    try:
        said = _comments(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return []
    ours = ((number, line) for number, line in said.items() if _OURS in line)
    found = (waiver for number, line in ours for waiver in _waivers_in(line, f"{file}:{number}"))
    return [waiver for waiver in found if waiver.origin == OWN]


@lru_cache(maxsize=512)
def _lines(path: Path, changed: int) -> tuple[str, ...]:  # noqa: ARG001 -- a file that has changed is read again
    return tuple(path.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=512)
def _comments(path: Path, changed: int) -> dict[int, str]:
    lines = _lines(path, changed)
    return comments(path.name, lines) if any(sign in line for line in lines for sign in _SIGNS) else {}


@lru_cache(maxsize=512)
def _speaks_of_waivers(path: Path, changed: int) -> bool:
    """Whether a file has a comment of one of the forms, or what checkov reads beside comments."""
    return bool(_comments(path, changed)) or any("checkov" in line for line in _lines(path, changed))


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


def _waivers_in(comment: str, place: str) -> Iterator[Waiver]:
    if not any(sign in comment for sign in _SIGNS):
        return
    for origin, form in _FORMS.items():
        for found in form.finditer(comment):
            named = found.groupdict()
            names = tuple(name.strip() for name in (named["names"] or "").split(",") if name.strip())
            reason, limits = named.get("reason") or "", named.get("limits") or ""
            ends = _UNTIL.search(reason) if origin == OWN else _EXPIRES.search(limits)
            said = _UNTIL.sub("", reason) if origin == OWN else reason
            yield Waiver(
                origin, names, said.strip(), ends["date"] if ends else "", place, _EXPIRES.sub("", limits).strip(":")
            )


def plain_id(name: str) -> str:
    """Trivy's ids with and without their old prefix are the same."""
    return name.removeprefix("AVD-")
