"""Waivers that accept nothing: what they were written for is gone, or never had that name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pytest_aisec.findings import PolicyReport
from pytest_aisec.verdicts import Verdict
from pytest_aisec.waivers import own_waivers


def idle_waivers(
    root: Path, files: Sequence[str], judged: Sequence[PolicyReport], known: Collection[str] | None
) -> Iterator[str]:
    """Each waiver of our own form that no violation needed, with its place.

    Said only of policies that ran and could decide everything, and of names that none of the `known` policies has:
    with a selection of policies the others' waivers are idle for no fault of theirs.
    """
    if not judged:
        return
    needed = {place for policy in judged for finding in policy.findings for place in finding.waivers}
    for file in files:
        for waiver in own_waivers(root, file):
            if waiver.place in needed:
                continue
            about = [policy for policy in judged if waiver.is_about(policy.policy.id, {})]
            names = ", ".join(waiver.names)
            if not waiver.names:
                yield f"{waiver.place}: aisec:ignore names no policy: write aisec:ignore[POLICY] and the reason"
            elif about and all(map(_decided, about)):
                yield f"{waiver.place}: aisec:ignore[{names}] accepts nothing: no such violation there"
            elif known is not None and not any(waiver.is_about(id_, {}) for id_ in known):
                yield f"{waiver.place}: aisec:ignore[{names}] names no policy"


def _decided(policy: PolicyReport) -> bool:
    return not policy.trouble and not any(policy.counts.get(each) for each in (Verdict.UNDETERMINED, Verdict.ERROR))
