"""What an expression raises that Terraform itself would refuse."""

from __future__ import annotations

from pytest_aisec.values import NOWHERE, Location


class Refused(Exception):
    """Terraform refuses this expression; `reason` is a clause, `at` the place that causes it."""

    def __init__(self, reason: str, at: Location = NOWHERE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
