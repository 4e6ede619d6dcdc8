"""Which resource types a policy may read, from what it judges; and what live collection must do for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.calls import Collected
from pytest_aisec.model.kinds import answers_read, described_as, narrower
from pytest_aisec.model.links import Blocks, Link, Links
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.surroundings import Fellows, Referrers


def described_types() -> frozenset[type[Resource]]:
    """Every class that describes a resource type."""
    return frozenset(Resource.by_type.values())


Ways = dict[type[Resource], tuple[type[Resource], ...]]
"""Where each class leads, as far as that was looked up: for whoever asks about many kinds with the same names."""


def reads(
    kinds: Iterable[type],
    names: frozenset[str] | None = None,
    ways: Ways | None = None,
    beside: Collection[type[Resource]] = (),
) -> frozenset[type[Resource]]:
    """Every resource class of which a policy about these kinds may read something in an account.

    That is what fills the population, and all that links, links back, blocks and companions lead to from there,
    however far. `kinds` are resource classes, or populations with `filled_by` and `looks_from`; the classes that were
    given are among the result beside those that describe their types, because they may have settings of their own.

    `names`: what the code of the policies mentions, where that is known. Then only what is mentioned is followed: by
    the name of the setting that leads to a class, or by that of the class, which code may look for in the inventory.
    `beside`: classes that are known already, with all that they lead to: they are left out.
    """
    known = {} if ways is None else ways
    found: set[type[Resource]] = set()
    waiting = [each for kind in kinds for each in _filled_by(kind)]
    while waiting:
        kind = waiting.pop()
        if kind not in found and kind not in beside:
            found.add(kind)
            if kind not in known:
                known[kind] = tuple(dict.fromkeys((*_same_type(kind), *_leads_to(kind, names))))
            waiting.extend(known[kind])
    return frozenset(found)


def _filled_by(kind: type) -> Iterator[type[Resource]]:
    yield from getattr(kind, "filled_by", ())
    yield from getattr(kind, "looks_from", ())
    if issubclass(kind, Resource):
        yield kind


def _same_type(kind: type[Resource]) -> Iterator[type[Resource]]:
    """The classes that describe what `kind` is a view of: its own type, or those of its subclasses."""
    described = Resource.by_type.get(kind.canonical_type)
    if described is not None and issubclass(kind, described):
        yield described
    yield from described_as(kind)


class _Way(NamedTuple):
    """Where one setting leads: to which classes, and to companions of which types."""

    name: str
    kinds: tuple[type[Resource], ...]
    types: tuple[str, ...]

    def targets(self) -> Iterator[type[Resource]]:
        yield from self.kinds
        yield from (Resource.by_type[name] for name in self.types if name in Resource.by_type)


def _leads_to(kind: type[Resource], names: frozenset[str] | None) -> Iterator[type[Resource]]:
    for way in chain.from_iterable(map(_own_ways, kind.__mro__)):
        mentioned = names is None or way.name in names or way.name == kind.stands_for
        yield from (each for each in way.targets() if mentioned or each.__name__ in (names or ()))


LEADING = (Setting, Referrers, Fellows)
"""What of a class may lead to resources; all else of it is passed over first. Links and blocks are settings, too."""


@cache
def _own_ways(kind: type) -> tuple[_Way, ...]:
    """Where each setting leads that a class states itself, those of its blocks included."""
    found: list[_Way] = []
    for name, setting in vars(kind).items():
        if not isinstance(setting, LEADING):
            continue
        kinds: tuple[type[Resource], ...] = ()
        types: tuple[str, ...] = ()
        if isinstance(setting, (Link, Links, Referrers, Fellows)):
            kinds = (setting.kind(),)
        elif isinstance(setting, Blocks):
            found.extend(chain.from_iterable(map(_own_ways, setting.kind.__mro__)))
        if isinstance(setting, Setting):
            types = _companions(setting)
        if kinds or types:
            found.append(_Way(name, kinds, types))
    return tuple(found)


def _companions(setting: Setting) -> tuple[str, ...]:
    """The types of the other resources that a setting may be in, in an account: none where it is in the body."""
    written = setting.written[Dialect.LIVE]
    if written is None or isinstance(written, str):
        return ()
    return tuple(dict.fromkeys(type_ for place in written.places() for type_ in place.types or ()))


def collection_plan(kinds: Iterable[type] | None, names: frozenset[str] | None = None) -> list[Collected]:
    """What live collection must do for policies about these kinds; None: everything that any class describes.

    A type that is listed per resource of another brings that one along. Calls that only a narrower class (a role)
    needs are made with those of its type. `names`: those of the settings that may be read, where that is known; types
    to which no such setting leads are left out, and calls that tell of other settings only.
    """
    everything = (each for kind in described_types() for each in narrower(kind))
    classes = _in_order(set(everything) if kinds is None else reads(kinds, names))
    plan: dict[str, Collected] = {}
    asked: dict[str, set[str]] = defaultdict(set)
    for kind in classes:
        collected = kind.collected()
        if collected is not None:
            asked[collected.type] |= answers_read(kind, names)
            known = plan.get(collected.type, collected)
            plan[collected.type] = known._replace(calls=tuple(dict.fromkeys((*known.calls, *collected.calls))))
    for name in list(plan):
        _add_parents(plan, name)
    for each in plan.values():
        if each.listing.per is not None:
            asked[each.listing.per] |= {path.partition(".")[0] for path in each.listing.per_parameters.values()}
    return [_without(plan[name], asked[name]) for name in sorted(plan, key=_place())]


def _without(collected: Collected, asked: set[str]) -> Collected:
    """The plan of a type, without the calls whose answers nobody reads, those for any class of the type among them.

    An answer on which it depends whether a call is made is read, too.
    """
    asked = asked | {call.given_by for call in collected.calls if call.entry in asked}
    calls = tuple(call for call in collected.calls if call.entry in asked)
    kinds = narrower(Resource.by_type[collected.type])
    every = dict.fromkeys(call for kind in kinds for call in kind.calls())
    return collected._replace(calls=calls, left_out=tuple(call for call in every if call.entry not in asked))


def _add_parents(plan: dict[str, Collected], name: str) -> None:
    parent = plan[name].listing.per
    if parent is not None and parent not in plan:
        collected = Resource.by_type[parent].collected()
        if collected is not None:
            plan[parent] = collected
            _add_parents(plan, parent)


def _in_order(kinds: Iterable[type[Resource]]) -> list[type[Resource]]:
    """The classes that describe a type before the narrower ones of it, so that the order of calls does not vary."""
    described = described_types()
    return sorted(kinds, key=lambda kind: (kind not in described, kind.__module__, kind.__qualname__))


def _place() -> Callable[[str], int]:
    order = {name: place for place, name in enumerate(Resource.by_type)}
    return lambda name: order.get(name, len(order))


def left_out(plan: Iterable[Collected]) -> frozenset[str]:
    """The types that could be collected and that the plan leaves out, by their canonical names."""
    listed = {kind.canonical_type for kind in described_types() if kind.listing is not None}
    return frozenset(listed - {collected.type for collected in plan})
