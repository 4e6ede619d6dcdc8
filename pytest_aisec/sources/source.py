"""What every source can do: be read."""

from __future__ import annotations

from typing import Protocol

from pytest_aisec.declarations import Contents, Declaration, Dialect, Unread

__all__ = ["Contents", "Declaration", "Dialect", "Source", "Unread"]


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
