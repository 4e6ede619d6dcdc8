"""Values of one source as another sees them, where sources refer to each other's resources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, with_unknowns

LINKED = "cloudformation:"
"""What the names of sources begin with that refer to each other: templates, by exports and imports."""


def foreign(value: Located, source: str) -> Located:
    """A value of one source as another sees it: references and identities carry the source's name before a `#`.

    What is a third source's already stays so.
    """
    return with_unknowns(value, partial(_foreign, source=source))


def is_foreign(name: str) -> bool:
    """Whether an identity, or the target of a reference, is that of another source, which it names."""
    return name.startswith(LINKED) and "#" in name


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
