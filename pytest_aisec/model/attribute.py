"""Attributes: the border at which an unknown value is tried, or ends the policy as undetermined."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, Self, TypeAlias, TypeVar, cast, overload

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.calls import Call
from pytest_aisec.model.convert import BOOLEAN, INTEGER, TEXT, Converter, NotConvertible, one_of
from pytest_aisec.model.evidence import MASKED, Reading, record
from pytest_aisec.model.items import items_of as items_of  # noqa: PLC0414 -- who reads a setting wants its items too
from pytest_aisec.model.items import settled_items
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.paths import Every, Here, Path, PathLike, path_of
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.spelling import camel
from pytest_aisec.values import Located, Unknown, holds_secret
from pytest_aisec.verdicts import Undetermined, choose

if TYPE_CHECKING:
    from pytest_aisec.model.resource import View

T = TypeVar("T")
D = TypeVar("D")


class Unstated(NamedTuple):
    """A default that the configuration does not tell: `unstated("the AMI decides")`."""

    reason: str


class PerDialect(NamedTuple, Generic[T]):
    """Defaults that differ between Terraform, CloudFormation and the API."""

    terraform: T | Unstated
    cloudformation: T | Unstated
    live: T | Unstated

    def of(self, dialect: Dialect) -> T | Unstated:
        """The default in one dialect."""
        return cast("T | Unstated", getattr(self, dialect.value))


Default: TypeAlias = T | Unstated | PerDialect[T]
REQUIRED = Unstated("it is not stated")


class Setting:
    """Something a source states about a resource, found by convention or by a written path.

    By convention the setting `kms_key_id` is `kms_key_id` in Terraform and `KmsKeyId` (or `kmsKeyId`) in
    CloudFormation and the API. A path written for CloudFormation holds for the API too, unless that has its own.
    """

    name: str

    def __init__(self, terraform: PathLike | None, cloudformation: PathLike | None, live: PathLike | None) -> None:
        self.written = {
            Dialect.TERRAFORM: terraform,
            Dialect.CLOUDFORMATION: cloudformation,
            Dialect.LIVE: cloudformation if live is None and isinstance(cloudformation, str) else live,
        }
        self._paths: dict[Dialect, Path] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.__doc__ = f"`{name}`"

    def path(self, dialect: Dialect) -> Path:
        """Where this dialect keeps the setting; worked out when it is first asked for, as most are for one dialect."""
        known = self._paths.get(dialect)
        if known is None:
            written = self.written[dialect]
            by_convention = self.name if dialect is Dialect.TERRAFORM else camel(self.name)
            known = self._paths[dialect] = Here(by_convention) if written is None else path_of(written)
        return known

    def calls(self) -> Iterator[Call]:
        """The calls whose answers it may be in, in an account."""
        return (place.call for place in self.path(Dialect.LIVE).places() if place.call is not None)

    def locate(self, view: View) -> Located:
        """What the source states, unconverted: a value, an unknown, or None where it states nothing."""
        return self.path(view.dialect).locate(view)

    def key(self, view: View, unknown: Unknown) -> Hashable:
        """What makes two unknowns the same one within a try."""
        return view.same(unknown, self.name)

    def settled(self, view: View, found: Located, *place: Hashable) -> Located:
        """One of the possible values, where they are listed; `place` tells the items of a list apart.

        Options of one identity are chosen together: the first of one is the first of the other.
        """
        depth = 0
        while isinstance(found.value, Unknown) and found.value.possible:
            unknown, options = found.value, found.value.possible
            key = view.same(unknown, self.name, *place, depth)
            found = choose((key, len(options)), options, str(unknown))
            depth += 1
        return found

    def converted(self, view: View, found: Located, to: Converter[T]) -> T:
        """What is stated, as its type. Raises NotConvertible, which names the place, for what cannot be of it.

        Raises Undetermined for a word of an account's that is none of those there are: a service may have got new ones.
        """
        try:
            return to.convert(found.plain)
        except NotConvertible as cause:
            said = f"its value {MASKED} is not {to.name}" if holds_secret(found) else str(cause)
            setting = f"{view.resource.address}.{view.prefix}{self.name}"
            told = f"{setting}: {said} ({found.location})"
            if view.dialect is Dialect.LIVE and to.words and isinstance(found.value, str):
                raise Undetermined(told) from None
            raise NotConvertible(told, found.location) from None

    def note(self, view: View, found: Located, value: object, *, assumed: bool = False) -> None:
        """Leave a reading in the evidence.

        A reference lies where it is used: the output of a module through which it came is nobody's mistake.
        """
        shown = MASKED if holds_secret(found) else value
        stated = found.value is not None
        place = found.location.uses[0] if isinstance(found.value, Unknown) and found.location.uses else found.location
        record(Reading(view.resource.address, f"{view.prefix}{self.name}", shown, place, assumed, stated))


class Attribute(Setting, Generic[T]):
    """A setting with a value. Reading gives a real `T`, tries its possible values, or raises Undetermined.

    Raises NotConvertible, an ordinary error, when the source states something the attribute cannot be.
    """

    def __init__(
        self,
        converter: Converter[T],
        default: Default[T],
        terraform: PathLike | None,
        cloudformation: PathLike | None,
        live: PathLike | None,
    ) -> None:
        super().__init__(terraform, cloudformation, live)
        self.converter = converter
        self.default = default

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> T: ...
    def __get__(self, view: View | None, owner: type) -> T | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> T:
        original = self.locate(view)
        found = self.settled(view, original)
        if found.value is None:
            return self._default(view, found, original)
        if isinstance(found.value, Unknown):
            return self._try(view, found.value, original)
        value = self.converted(view, found, self.converter)
        self.note(view, found, value, assumed=found is not original)
        return value

    def _try(self, view: View, unknown: Unknown, original: Located) -> T:
        if self.converter.domain is None:
            self.note(view, original, f"<unknown: {unknown}>")
            raise Undetermined(str(unknown))
        options = self.converter.domain
        default = self._default_in(view)
        if not (unknown.is_set or isinstance(default, Unstated) or default in options):
            options = (*options, default)  # it may be null
        value = choose((self.key(view, unknown), options), options, str(unknown))
        self.note(view, original, value, assumed=True)
        return value

    def _default_in(self, view: View) -> T | Unstated:
        return self.default.of(view.dialect) if isinstance(self.default, PerDialect) else self.default

    def _default(self, view: View, found: Located, original: Located) -> T:
        default = self._default_in(view)
        if isinstance(default, Unstated):
            unknown = Unknown(reason=f"{view.resource.address}.{self.name}: {default.reason}", location=found.location)
            return self._try(view, unknown, found)
        self.note(view, found, default, assumed=found is not original)
        return default


@overload
def boolean(
    *,
    default: Default[bool] = ...,
    switch: Converter[bool] = ...,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[bool]: ...
@overload
def boolean(
    *,
    default: PerDialect[bool | None] | None,
    switch: Converter[bool] = ...,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[bool | None]: ...
def boolean(
    *,
    default: Default[bool] | PerDialect[bool | None] | None = REQUIRED,
    switch: Converter[bool] = BOOLEAN,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Attribute[bool] | Attribute[bool | None]:
    """A setting that is true or false; `switch` gives the vendor's words for it."""
    return Attribute(switch, cast("Default[bool]", default), terraform, cloudformation, live)


@overload
def text(
    *,
    default: Default[str] = ...,
    among: Sequence[str] = ...,
    words: Converter[str] = ...,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[str]: ...
@overload
def text(
    *,
    default: None,
    among: Sequence[str] = ...,
    words: Converter[str] = ...,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[str | None]: ...
def text(
    *,
    default: Default[str] | None = REQUIRED,
    among: Sequence[str] = (),
    words: Converter[str] = TEXT,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Attribute[str] | Attribute[str | None]:
    """A setting that is text; `among` lists all its values where the vendor does, `words` settles their spelling."""
    converter = one_of(*among) if among else words
    return Attribute(converter, cast("Default[str]", default), terraform, cloudformation, live)


@overload
def integer(
    *,
    default: Default[int] = ...,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[int]: ...
@overload
def integer(
    *,
    default: None,
    terraform: PathLike | None = ...,
    cloudformation: PathLike | None = ...,
    live: PathLike | None = ...,
) -> Attribute[int | None]: ...
def integer(
    *,
    default: Default[int] | None = REQUIRED,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Attribute[int] | Attribute[int | None]:
    """A setting that is a whole number."""
    return Attribute(INTEGER, cast("Default[int]", default), terraform, cloudformation, live)


class TextList(Setting):
    """A setting that is a list of texts. A single text counts as a list of one, as the vendors have it."""

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> Sequence[str]: ...
    def __get__(self, view: View | None, owner: type) -> Sequence[str] | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> Sequence[str]:
        found = self.settled(view, self.locate(view))
        known: list[str] = []
        doubt: Unknown | None = None
        filled, together = False, isinstance(self.path(view.dialect), Every)
        for _, item in settled_items(self, view, found):
            if isinstance(item.value, Unknown):
                doubt = doubt or item.value
                filled = filled or (item.value.is_set and isinstance(found.value, list) and not together)
            elif item.value is not None:
                known.append(self.converted(view, item, TEXT))
        if doubt is not None:
            self.note(view, found, [*known, f"<unknown: {doubt}>"])
            return PartlyKnownList(known, doubt, self.key(view, doubt), filled=filled)
        self.note(view, found, known)
        return known


def texts(
    *, terraform: PathLike | None = None, cloudformation: PathLike | None = None, live: PathLike | None = None
) -> TextList:
    """A setting that is a list of texts, empty when it is not stated."""
    return TextList(terraform, cloudformation, live)


def unstated(reason: str) -> Unstated:
    """A default that nobody can tell from the configuration, and why."""
    return Unstated(reason)
