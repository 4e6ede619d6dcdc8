"""Other tools whose findings count as ours: one module per tool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.engines.cfn_lint import CfnLint
from pytest_aisec.findings import PolicyReport
from pytest_aisec.gathering import Inputs

__all__ = ["ENGINES", "Engine"]


class Engine(Protocol):
    """A tool that judges what was read, in this process or in one of its own."""

    def judge(self, sources: Sequence[SourceRecord], inputs: Inputs) -> list[PolicyReport]:
        """What the tool says of the sources that it knows, by policy; nothing when there is none of these.

        The node id of each policy is its own. A finding has the tool's id of the rule; what the tool looked at and
        found nothing wrong with has passed. Why the tool could not be run, or did not look at everything, is the
        `trouble` of a policy. Raises nothing that is the tool's or the input's fault.
        """


ENGINES: dict[str, Callable[[], Engine]] = {"cfn-lint": CfnLint}
"""What `--aisec-engine` can name. The tools themselves are imported, or started, by `judge`."""
