"""What a vendor's schema says is inside what: one form for Terraform, CloudFormation and botocore."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

SCALARS = frozenset({"text", "number", "boolean"})
NOTHING: Mapping[str, Shape] = {}


class Misfit(Exception):
    """A path or word that the vendor's schema does not have."""


@dataclass(frozen=True, eq=False)
class Shape:
    """One part of a schema. `kinds`: what its value may be: `text`, `number`, `boolean`, `list`, `map`, `structure`.

    No kinds: the schema does not tell. `members` and `item` are functions, because schemas are recursive. `words` are
    all the values that the vendor lists. `read_only`: it is answered, and cannot be written. `blocks`: what is inside
    is written as repeated blocks, so that a name may follow where the only block is meant.
    """

    name: str
    kinds: frozenset[str]
    members: Callable[[], Mapping[str, Shape]] = lambda: NOTHING
    item: Callable[[], Shape] | None = None
    words: tuple[str, ...] = ()
    read_only: bool = False
    blocks: bool = False
    any_case: bool = True
    """Whether a name may be written with the first letter in the other case, as `model.steps.entry` accepts."""

    def step(self, step: str) -> Shape:
        """What one step of a path leads to; raises Misfit."""
        repeated = step == "*" or step.isdigit()
        if "list" in self.kinds and self.item is not None:
            if repeated:
                return self.item()
            if self.blocks:
                return self.item().step(step)
            raise Misfit(f"{self.name} is a list: `*` or an index must stand before `{step}`")
        if "structure" in self.kinds:
            return self if repeated and self.blocks else self._member(step)
        if "map" in self.kinds and self.item is not None:
            return self.item()
        raise Misfit(f"{self.name} has nothing inside that the schema tells, and so no `{step}`")

    def _member(self, name: str) -> Shape:
        members = self.members()
        spellings = [name, name[:1].swapcase() + name[1:]] if self.any_case else [name]
        found = [members[spelling] for spelling in spellings if spelling in members]
        if len(found) > 1:
            raise Misfit(f"{self.name} has both `{spellings[0]}` and `{spellings[1]}`: which one is meant is not told")
        if not found:
            raise Misfit(f"`{name}` does not exist in {self.name}{did_you_mean(name, members)}")
        return found[0]


def follow(shape: Shape, steps: str) -> Shape:
    """What a dotted path leads to; raises Misfit, which names the step that is wrong."""
    for step in steps.split(".") if steps else ():
        shape = shape.step(step)
    return shape


def inside(shape: Shape) -> Shape:
    """What a list repeats; anything else is itself."""
    while "list" in shape.kinds and shape.item is not None:
        shape = shape.item()
    return shape


def merged(name: str, *parts: Mapping[str, Shape]) -> Shape:
    """A structure with the members of several; the later ones win."""
    members = {member: shape for part in parts for member, shape in part.items()}
    return Shape(name, frozenset({"structure"}), members=lambda: members)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`; did you mean X?`, or nothing."""
    known = list(names)
    by_lower = {each.lower(): each for each in known}
    wanted = name.lower()
    near = difflib.get_close_matches(wanted, by_lower, n=1, cutoff=0.6) or [each for each in by_lower if wanted in each]
    return f"; did you mean `{by_lower[near[0]]}`?" if near else ""
