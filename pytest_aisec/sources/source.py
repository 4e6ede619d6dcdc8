"""What every source can do: be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pytest_aisec.declarations import Contents, Declaration, Dialect, Unread

__all__ = ["UNDECLARED", "Contents", "Declaration", "Dialect", "Source", "Unread", "undeclared"]

UNDECLARED = "undeclared"
"""The fact of a source that names the values that it was given one by one and does not declare."""


def undeclared(given: Collection[str], declared: Collection[str]) -> dict[str, str]:
    """That fact; none where everything that is given is declared."""
    names = sorted(name for name in given if name not in declared)
    return {UNDECLARED: ", ".join(names)} if names else {}


class Source(Protocol):
    """Something that can be read: a Terraform root module, a template, an account, a snapshot."""

    @property
    def id(self) -> str:
        """`KIND:LOCATION`, unique in a run."""

    @property
    def kind(self) -> str:
        """`terraform`, `cloudformation`, `aws` or `snapshot`."""

    @property
    def location(self) -> str:
        """The part after the kind, as asked for or discovered."""

    def read(self) -> Contents:
        """Read everything. What cannot be read is in `unread`; raises nothing that is the input's fault."""
