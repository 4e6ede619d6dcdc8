"""Resources and blocks: the typed views of what a source declares."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime
from functools import partial, wraps
from typing import Any, ClassVar, Concatenate, Generic, NamedTuple, ParamSpec, Self, TypeVar, overload

from pytest_aisec.declarations import Declaration, Dialect
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.calls import Call, Collected, Listing
from pytest_aisec.model.estate import Estate
from pytest_aisec.model.evidence import MASKED, Reading, record
from pytest_aisec.model.foreign import is_shared, whose
from pytest_aisec.model.remembered import Memory, remembered
from pytest_aisec.model.steps import plain_value, step_into
from pytest_aisec.model.tags import tags_of
from pytest_aisec.values import Located, Location, Unknown, holds_secret
from pytest_aisec.verdicts import Undetermined, choose

P = ParamSpec("P")
V = TypeVar("V", bound="View")
R = TypeVar("R", bound="Resource")


class View:
    """Something with settings: a resource, or a block inside one."""

    body: Located
    dialect: Dialect
    location: Location
    memory: Memory
    """What is certain of what was read of it."""

    @property
    def resource(self) -> Resource:
        """The resource that this is, or is a part of."""
        raise NotImplementedError

    @property
    def key(self) -> Hashable:
        """What tells this view apart from every other one of the run."""
        raise NotImplementedError

    def same(self, unknown: Unknown, *place: Hashable) -> Hashable:
        """What makes two unknowns the same one within a try: what a source calls them, or else where they are.

        Sources call theirs by the same names: `var.region` of one is not that of another. Linked templates share some.
        """
        if not unknown.identity:
            return (self.key, *place)
        source, same = whose(unknown.identity, self.resource.declaration.source)
        return f"{self.resource.estate.deployment_of(source) if is_shared(same) else source}#{same}"

    @property
    def prefix(self) -> str:
        """What stands before the names of its settings in evidence: the way to a block, nothing for a resource."""
        return ""

    @classmethod
    def settings(cls) -> dict[str, Setting]:
        """Every declared setting by name, inherited ones included."""
        found: dict[str, Setting] = {}
        for parent in reversed(cls.__mro__):
            found.update({name: value for name, value in vars(parent).items() if isinstance(value, Setting)})
        return found

    def __getitem__(self, path: str) -> Any:
        """A value by its path in the source's own words (`versioning.0.enabled`); None if it is not stated.

        For what no attribute is declared for. Raises Undetermined if it, or a part of it, is unknown.
        """
        found = step_into(self.body, path.split("."))
        plain = plain_value(found)
        record(Reading(self.resource.address, path, MASKED if holds_secret(found) else plain, found.location))
        return plain


_ALWAYS: Mapping[Dialect, tuple[str, ...]] = {
    Dialect.TERRAFORM: ("id", "arn"),
    Dialect.CLOUDFORMATION: ("Ref", "Arn"),
    Dialect.LIVE: (),
}
"""The attributes of a reference that stand for the resource itself, whatever its type."""


class Names(NamedTuple):
    """The settings by which other resources name one, per dialect, beside its address.

    Paths in the body, or templates over them (`arn:aws:s3:::{Name}`). In Terraform and CloudFormation they are also the
    attributes of a reference that stand for the resource itself; `id`, `arn`, `Ref` and `Arn` always do.
    """

    terraform: tuple[str, ...] = ()
    cloudformation: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    prefix: str = ""
    """What every id of the type begins with (`igw-`): text without it names something of another type."""

    def of(self, dialect: Dialect) -> tuple[str, ...]:
        """All names in one dialect."""
        own: tuple[str, ...] = getattr(self, dialect.value)
        return (*_ALWAYS[dialect], *own)


class Resource(View):
    """The typed view of a declaration.

    A subclass describes a resource type once, for all sources: `class Vpc(Resource, terraform="aws_vpc",
    cloudformation="AWS::EC2::VPC", live=Listing(...), names=Names(...))`. Types without a class are plain
    `Resource`s, whose settings are read by path. Two views of one declaration are equal. A type that CloudFormation
    does not have is called by its service and class: `guardduty:Finding`.
    """

    by_type: ClassVar[dict[str, type[Resource]]] = {}
    terraform_types: ClassVar[tuple[str, ...]] = ()
    cloudformation_type: ClassVar[str] = ""
    canonical_type: ClassVar[str] = ""
    """What the type is called in every source: its CloudFormation type, or `guardduty:Finding` where there is none."""
    listing: ClassVar[Listing | None] = None
    spans_regions: ClassVar[bool] = False
    """Whether one that is in a region may be for others, too: it stands beside what is there."""
    names: ClassVar[Names] = Names()
    stands_for: ClassVar[str] = ""
    """The link to what is meant wherever one of this type is named: an alias stands for its key."""

    def __init_subclass__(
        cls,
        *,
        terraform: str | tuple[str, ...] = (),
        cloudformation: str = "",
        live: Listing | None = None,
        names: Names | None = None,
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        if not (terraform or cloudformation or live):
            return  # a narrower view of a described type (a role)
        cls.terraform_types = (terraform,) if isinstance(terraform, str) else terraform
        cls.cloudformation_type = cloudformation
        cls.canonical_type = cloudformation or (f"{live.service}:{cls.__name__}" if live else "")
        cls.listing = live
        cls.names = names or Names()
        for name in (*cls.terraform_types, cls.canonical_type):
            if name:
                Resource.by_type[name] = cls

    def __init__(self, declaration: Declaration, estate: Estate, unseen: Unknown | None = None) -> None:
        self.declaration = declaration
        self.estate = estate
        self.unseen = unseen
        self.body = declaration.body
        self.dialect = declaration.dialect
        self.location = declaration.location
        self.memory: Memory = {}

    @property
    def resource(self) -> Resource:
        return self

    @property
    def key(self) -> Hashable:
        return (self.declaration.source, self.declaration.address)

    @property
    def address(self) -> str:
        """How the source calls it: `aws_s3_bucket.models`, a logical id, an ARN or id."""
        return self.declaration.address

    @property
    def type(self) -> str:
        """The canonical name of the type, or the source's own where no class describes it."""
        return type(self).canonical_type or self.declaration.type

    @property
    def name_tag(self) -> str:
        """What people call it: its tag `Name`, empty without one."""
        try:
            name = tags_of(self).get("Name")
        except Undetermined:
            return ""
        return name.value if name is not None and isinstance(name.value, str) else ""

    def days_since(self, moment: datetime | None) -> int | None:
        """Whole days from a moment to when the source was read; None where there was no such moment."""
        return None if moment is None else (self.estate.read_at(self) - moment).days

    @classmethod
    def types_in(cls, dialect: Dialect) -> tuple[str, ...]:
        """What a dialect calls this type."""
        if dialect is Dialect.TERRAFORM:
            return cls.terraform_types
        name = cls.cloudformation_type if dialect is Dialect.CLOUDFORMATION else cls.canonical_type
        return (name,) if name else ()

    @classmethod
    def can_be_in(cls, kind: str) -> bool:
        """Whether a kind of source can have resources of the type at all: files declare no regions."""
        if not cls.canonical_type or kind == "aws":
            return not cls.canonical_type or cls.listing is not None
        return bool(cls.types_in(Dialect.CLOUDFORMATION if kind == "cloudformation" else Dialect.TERRAFORM))

    @classmethod
    def collected(cls) -> Collected | None:
        """What live collection must do for this type."""
        if cls.listing is None:
            return None
        return Collected(cls.canonical_type, cls.listing, tuple(dict.fromkeys(cls.calls())))

    @classmethod
    def calls(cls) -> Iterator[Call]:
        """The calls whose answers its settings are in."""
        for setting in cls.settings().values():
            yield from setting.calls()

    @classmethod
    def unseen_one(cls, near: Resource, address: str, unknown: Unknown) -> Self:
        """A resource that exists, or may, but was not read: all its settings are unknown."""
        body = Located(unknown, unknown.location)
        types = cls.types_in(near.dialect)
        declaration = Declaration(
            near.declaration.source, near.dialect, types[0] if types else "", address, body, unknown.location
        )
        return cls(declaration, near.estate, unknown)

    def unseen_companion(self, companion_type: str, unknown: Unknown) -> Resource:
        """A companion of this resource that may exist without having been read."""
        kind = Resource.by_type.get(companion_type, Resource)
        return kind.unseen_one(self, f"(unread {companion_type} of {self.address}: {unknown.reason})", unknown)

    def seen_as(self, narrower: builtins.type[R]) -> R:
        """The same declaration, seen as another class (a role)."""
        found = narrower(self.declaration, self.estate, self.unseen)
        found.memory = self.memory
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resource) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.address


class Block(View):
    """A part of a resource that has settings of its own: a rule, an attached volume, a filter."""

    def __init__(self, body: Located, resource_: Resource, place: tuple[Hashable, ...] = ()) -> None:
        self.body, self.resource_, self.place = body, resource_, place
        self.dialect, self.location = resource_.dialect, body.location
        self.memory: Memory = {}

    @property
    def resource(self) -> Resource:
        return self.resource_

    @property
    def key(self) -> Hashable:
        return (self.resource_.key, *self.place)

    @property
    def prefix(self) -> str:
        return "".join(f"[{step}]." if isinstance(step, int) else str(step) for step in self.place)

    def __repr__(self) -> str:
        return f"{self.resource_.address}.{self.prefix.removesuffix('.')}"


class Statement(Generic[V]):
    """A true-or-false property computed from other attributes; see `statement`."""

    def __init__(self, method: Callable[[V], bool]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: V, owner: type) -> bool: ...
    def __get__(self, view: V | None, owner: type) -> bool | Self:
        return self if view is None else _either_way(self._method, view)


def statement(method: Callable[[V], bool]) -> Statement[V]:
    """A true-or-false property computed from other attributes, for policies to combine freely.

    Where one of those is unknown and cannot be tried, both answers are: so `any(rule.open for rule in rules)`
    is decided by the rules that are known wherever they suffice.
    """
    return Statement(method)


def answer(method: Callable[Concatenate[V, P], bool]) -> Callable[Concatenate[V, P], bool]:
    """Like `statement`, for a method with (hashable, positional) arguments."""

    @wraps(method)
    def asked(view: V, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        return _either_way(method, view, *args, **kwargs)

    return asked


def _either_way(method: Callable[Concatenate[V, P], bool], view: V, /, *args: P.args, **kwargs: P.kwargs) -> bool:
    try:
        key = (type(view), method, args, *kwargs.items())
        return remembered(view.memory, key, partial(method, view, *args, **kwargs))
    except Undetermined as unknown:
        key = (view.key, method.__qualname__, *args, *kwargs.items())
        return choose(key, (False, True), "; ".join(unknown.reasons))
