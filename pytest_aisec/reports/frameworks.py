"""What was found about each control of a framework that somebody selected. No percentage: none would mean anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pytest_aisec.compliance.framework import Control, Framework
from pytest_aisec.findings import PolicyReport, RunReport
from pytest_aisec.reports.text import Line, Piece
from pytest_aisec.verdicts import Verdict

STYLES = {"violated": ("red", "bold"), "undetermined": ("yellow",), "passed": ("green",)}
UNCOVERED = "not covered by a policy"
UNTESTABLE = "not testable by configuration"


def lines(
    report: RunReport, selected: Sequence[tuple[Framework, Collection[str] | None]], width: int
) -> Iterator[Line]:
    """A table per framework. `selected`: each with its controls that were asked for; None: all of them."""
    for framework, wanted in selected:
        controls = [each for each in framework.controls.values() if wanted is None or each.id in wanted]
        yield Line((Piece(framework.title, ("bold",)),))
        longest = max((len(each.id) for each in controls), default=0)
        for control in controls:
            yield _line(control, judged_by(report.policies, framework.id, control.id), longest, width)
        yield Line()


def judged_by(policies: Sequence[PolicyReport], framework: str, control: str) -> list[PolicyReport]:
    """The policies of a run that give evidence for a control."""
    return [each for each in policies if control in each.policy.controls.get(framework, ())]


def status(control: Control, judging: Sequence[PolicyReport]) -> str:
    """What a run says of a control: the worst that any policy about it found."""
    if not judging:
        return UNTESTABLE if control.testable == "no" else UNCOVERED
    found = {verdict for each in judging for verdict, count in each.counts.items() if count}
    if Verdict.VIOLATED in found:
        return "violated"
    if Verdict.UNDETERMINED in found or Verdict.ERROR in found or any(each.trouble for each in judging):
        return "undetermined"
    for verdict, word in ((Verdict.WAIVED, "waived"), (Verdict.PASSED, "passed")):
        if verdict in found:
            return word
    return "no resources"


def _line(control: Control, judging: Sequence[PolicyReport], longest: int, width: int) -> Line:
    word = status(control, judging)
    ids = [each.policy.id for each in judging if word != "violated" or each.counts.get(Verdict.VIOLATED)]
    told = f"{len(ids)} {'policy' if len(ids) == 1 else 'policies'}: {', '.join(ids)}" if ids else control.title
    room = max(20, width - longest - 34)
    shown = told if len(told) <= room else f"{told[: room - 1].rstrip(' ,')}…"
    return Line(
        (Piece(f"  {control.id.ljust(longest)}  "), Piece(word.ljust(29), STYLES.get(word, ())), Piece(f"  {shown}"))
    )
