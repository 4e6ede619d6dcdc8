"""Values of one source as another sees them, where sources refer to each other's resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, with_unknowns

LINKED = "cloudformation:"
"""What the names of sources begin with that refer to each other: templates, by exports and imports."""
SHARED = "shared:"
"""What identities begin with that are made of nothing but what an account and region have one of."""
_ONE_OF = ("AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix", "export:", SHARED)
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html; names of exports are
unique within a Region of an account: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""


def foreign(value: Located, source: str) -> Located:
    """A value of one source as another sees it: references and identities carry the source's name before a `#`.

    What is a third source's already stays so.
    """
    return with_unknowns(value, partial(_foreign, source=source))


def is_foreign(name: str) -> bool:
    """Whether an identity, or the target of a reference, is that of another source, which it names."""
    return name.startswith(LINKED) and "#" in name


def whose(identity: str, source: str) -> tuple[str, str]:
    """The source that an identity is from, as `source` sees it, and what that one calls it."""
    owner, _, own = identity.partition("#") if is_foreign(identity) else (source, "", identity)
    return owner, own


def is_shared(identity: str) -> bool:
    """Whether all templates of one account and region mean the same by what one of them calls so."""
    return identity.startswith(_ONE_OF)


def deployments(imports: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """A name for where each source is deployed, one for all that are linked, given from where each imports.

    An export is seen in its own account and region only: what is linked is in one.
    """
    found: dict[str, str] = {}
    linked: dict[str, set[str]] = {source: set(others) for source, others in imports.items()}
    for source, others in imports.items():
        for other in others:
            linked.setdefault(other, set()).add(source)
    for source in linked:
        if source not in found:
            found |= dict.fromkeys(_reached(source, linked), source)
    return found


def _reached(source: str, linked: Mapping[str, set[str]]) -> Iterator[str]:
    seen, waiting = {source}, [source]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += linked[here] - seen
        seen |= linked[here]


def _foreign(unknown: Unknown, source: str) -> Unknown:
    same = unknown.identity
    possible = None if unknown.possible is None else tuple(foreign(item, source) for item in unknown.possible)
    named = same if not same or is_foreign(same) else f"{source}#{same}"
    changed = replace(unknown, identity=named, possible=possible)
    if isinstance(changed, Reference) and "#" not in changed.target:
        return replace(changed, target=f"{source}#{changed.target}")
    if isinstance(changed, PartlyKnown):
        parts = tuple(_foreign(part, source) if isinstance(part, Unknown) else part for part in changed.parts)
        structure = None if changed.structure is None else foreign(changed.structure, source)
        return replace(changed, parts=parts, structure=structure)
    return changed
