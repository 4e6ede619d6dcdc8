"""What was found about each control of a framework that somebody selected. No percentage: none would mean anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pytest_aisec.compliance.framework import Control, Framework
from pytest_aisec.findings import ControlReport, FrameworkReport, PolicyReport
from pytest_aisec.reports.text import Line, Piece
from pytest_aisec.verdicts import Verdict

STYLES = {"violated": ("red", "bold"), "undetermined": ("yellow",), "passed": ("green",)}
UNCOVERED = "not covered by a policy"
UNTESTABLE = "not testable by configuration"
NOTHING_THERE = "no resources"

_SHOWN_BY: dict[str, tuple[Verdict, ...]] = {
    "violated": (Verdict.VIOLATED,),
    "undetermined": (Verdict.UNDETERMINED, Verdict.ERROR),
    "waived": (Verdict.WAIVED,),
    "passed": (Verdict.PASSED,),
}
"""The statuses, worst first, and the verdicts that make a control so."""


def reported(
    policies: Sequence[PolicyReport], selected: Iterable[tuple[Framework, Collection[str] | None]]
) -> tuple[FrameworkReport, ...]:
    """The controls of frameworks as a run found them. `selected`: each with those asked for; None: all of them."""
    return tuple(
        FrameworkReport(
            framework.id,
            framework.title,
            tuple(
                _reported(control, judged_by(policies, framework.id, control.id))
                for control in framework.controls.values()
                if wanted is None or control.id in wanted
            ),
        )
        for framework, wanted in selected
    )


def _reported(control: Control, judging: Sequence[PolicyReport]) -> ControlReport:
    word = status(control, judging)
    ids = tuple(each.policy.id for each in judging if _made_it(word, each))
    return ControlReport(control.id, control.title, word, ids, len(judging))


def _made_it(word: str, judged: PolicyReport) -> bool:
    """Whether a policy is one of those for which a control has its status."""
    if word == NOTHING_THERE or (word == "undetermined" and judged.trouble):
        return True
    return any(judged.counts.get(verdict) for verdict in _SHOWN_BY.get(word, ()))


def judged_by(policies: Sequence[PolicyReport], framework: str, control: str) -> list[PolicyReport]:
    """The policies of a run that give evidence for a control."""
    return [each for each in policies if control in each.policy.controls.get(framework, ())]


def status(control: Control, judging: Sequence[PolicyReport]) -> str:
    """What a run says of a control: the worst that any policy about it found."""
    if not judging:
        return UNTESTABLE if control.testable == "no" else UNCOVERED
    return next((word for word in _SHOWN_BY if any(_made_it(word, each) for each in judging)), NOTHING_THERE)


def lines(reports: Iterable[FrameworkReport], width: int) -> Iterator[Line]:
    """A table per framework."""
    for framework in reports:
        yield Line((Piece(framework.title, ("bold",)),))
        longest = max((len(each.id) for each in framework.controls), default=0)
        widest = max((len(_found(each)) for each in framework.controls), default=0)
        for control in framework.controls:
            yield _line(control, longest, widest, width)
        yield Line()


def told(control: ControlReport) -> str:
    """The policies that made the status, of how many that are about the control; its title where none is."""
    if not control.about_it:
        return control.title
    return f"{_by(control)}: {', '.join(control.policies)}"


def _line(control: ControlReport, longest: int, widest: int, width: int) -> Line:
    head = f"  {control.id.ljust(longest)}  "
    room = max(20, width - len(head) - widest - 2)
    style = STYLES.get(control.status, ())
    return Line((Piece(head), Piece(_found(control).ljust(widest), style), Piece(f"  {_about(control, room)}")))


def _about(control: ControlReport, room: int) -> str:
    """What a control is about, and as many whole names of the policies that made its status as there is room for."""
    for shown in range(len(control.policies), 0, -1):
        more = "" if shown == len(control.policies) else "…"
        said = f"{control.title}: {', '.join(control.policies[:shown])}{more}"
        if len(said) <= room:
            return said
    return control.title if len(control.title) <= room else f"{control.title[: room - 1].rstrip(' ,:')}…"


def _found(control: ControlReport) -> str:
    """`violated, 22 of 211 policies`: its status, and how many made it so, of how many that are about it."""
    return ", ".join(filter(None, (control.status, _by(control))))


def _by(control: ControlReport) -> str:
    if not control.about_it:
        return ""
    some = "" if len(control.policies) == control.about_it else f"{len(control.policies)} of "
    return f"{some}{control.about_it} {'policy' if control.about_it == 1 else 'policies'}"
