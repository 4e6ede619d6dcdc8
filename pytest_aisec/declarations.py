"""What a source gives: declarations, and an account of what it could not read."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from pytest_aisec.value_classes import value_class
from pytest_aisec.values import NOWHERE, Located, Location, Unknown


class Dialect(StrEnum):
    """The words in which a body is written: whose attribute names and type names it uses."""

    TERRAFORM = "terraform"
    CLOUDFORMATION = "cloudformation"
    LIVE = "live"


class Declaration(NamedTuple):
    """One resource as a source gives it.

    `type` is the source's own name of the type (`aws_s3_bucket`, `AWS::S3::Bucket`; a live resource has the
    canonical name). `address` is unique within `source`. `body` holds a mapping. `conditional` says why
    the resource may not exist at all (`var.enabled has no value`).
    """

    source: str
    dialect: Dialect
    type: str
    address: str
    body: Located
    location: Location
    conditional: Unknown | None = None
    region: str = ""
    """Where a live resource was found; an account's own resources are where its listings are made. In Terraform where
    its provider is, empty where that is not known."""


class Unread(NamedTuple):
    """Something that belongs to a source and was not read, so that nobody may conclude from its absence.

    `types`: the (CloudFormation or Terraform) types that may hide in it, None for any. `mentions`: the addresses
    and names that it is known to be given (the arguments of a module that is not downloaded), None for any resource.
    """

    reason: str
    location: Location = NOWHERE
    types: frozenset[str] | None = None
    mentions: frozenset[str] | None = None


@value_class(frozen=True)
class Contents:
    """All that reading one source gave."""

    declarations: tuple[Declaration, ...] = ()
    unread: tuple[Unread, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    """What a report says of the source: account, regions reached, caller, file hash."""
    left_out: frozenset[str] = frozenset()
    """The (CloudFormation) types that were not asked for, since no selected policy reads them: nobody may conclude
    from their absence."""
    written: str = ""
    """When the oldest part of it was read (ISO 8601), if it came from a snapshot or the journal of an interrupted run;
    empty for what was read itself, as one."""
    imports: frozenset[str] = frozenset()
    """The sources whose exports it cannot be deployed without, which are therefore in the same account and region."""


class SourceRecord(NamedTuple):
    """A source that was read: who it is, and what it gave."""

    id: str
    kind: str
    location: str
    contents: Contents
    snapshot: str = ""
    """The file that it is from, relative to the root; empty for what this run has read itself."""

    @property
    def hidden(self) -> tuple[Unread, ...]:
        """What was not read of it, and what it was not asked for."""
        left_out = [
            Unread(
                f"{name} was not collected from {self.id}: no policy that was selected then reads it",
                types=frozenset({name}),
            )
            for name in sorted(self.contents.left_out)
        ]
        return (*self.contents.unread, *left_out)
