"""What of a class does not agree with a vendor's schema, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import Attribute, PerDialect, Setting, TextList, Unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import BOOLEAN, INTEGER, NotConvertible
from pytest_aisec.model.derived import When
from pytest_aisec.model.links import Blocks, Link, Links
from pytest_aisec.model.paths import Either, Every, Path, Place
from pytest_aisec.model.quantities import NUMBER
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.model.surroundings import Referrers
from tests.aws import live
from tests.aws.containers import Value, found, stated, values
from tests.aws.described import class_name
from tests.aws.exceptions import KINDS, NOT_EVERYWHERE, OWN_WORDS, UNKNOWN_WORDS
from tests.aws.shapes import SCALARS, Misfit, Shape, did_you_mean, inside


def setting_problems(kind: type[View], name: str, dialect: Dialect, own: Sequence[Shape]) -> list[str]:
    """What is wrong with where and what a setting is in a dialect."""
    path = kind.settings()[name].path(dialect)
    problems = [problem for place in path.places() for problem in _missing(place, own, dialect)]
    if list(path.places()) and not list(values(path)):
        problems.append(f"{type(path).__name__} is a kind of path that containers.values does not know")
    problems += [problem for value in values(path) for problem in _values(kind, name, value, dialect, own)]
    problems += _nowhere(f"{class_name(kind)}.{name}", path, dialect, own)
    problems += [problem for when in _conditions(path) for problem in _condition(when, own)]
    return list(dict.fromkeys(problems))


def _label(place: Place) -> str:
    where = place.call.action if place.call is not None else " or ".join(place.types or ())
    return f"`{place.steps}`" + (f" in {where}" if where else "")


def _missing(place: Place, own: Sequence[Shape], dialect: Dialect) -> Iterator[str]:
    """A place in the own body must exist in one of the types; one in companions in each of them."""
    try:
        there = stated(place, own, dialect)
    except Misfit as misfit:
        yield f"{_label(place)}: {misfit}"
        return
    if not there:
        yield f"{_label(place)}: there is no {dialect.value} schema to look it up in"
    misfits = [result for _, result in there if isinstance(result, Misfit)]
    shared = place.types is None and place.call is None
    if misfits and (not shared or len(misfits) == len(there)):
        yield f"{_label(place)}: {'; '.join(dict.fromkeys(map(str, misfits)))}"


def _nowhere(name: str, path: Path, dialect: Dialect, own: Sequence[Shape]) -> Iterator[str]:
    """Where a class has several containers, each must have the setting in one of its places."""
    places = [value.place for value in values(path)]
    if len(own) < 2 or not places or any(place.types or place.call for place in places):
        return
    for container in own:
        results = [result for place in places for _, result in stated(place, [container], dialect)]
        if not any(isinstance(result, Shape) for result in results) and (name, container.name) not in NOT_EVERYWHERE:
            yield f"{container.name} has none of {', '.join(_label(place) for place in places)}"


def _conditions(path: Path) -> Iterator[When]:
    match path:
        case When(then=then):
            yield path
            yield from _conditions(then)
        case Either(paths) | Every(paths):
            for each in paths:
                yield from _conditions(each)


def _condition(path: When, own: Sequence[Shape]) -> Iterator[str]:
    for _, result in found(Place(path.condition), own, Dialect.LIVE):
        if isinstance(result, Misfit):
            continue
        leaf = inside(result)
        kind = "boolean" if isinstance(path.value, bool) else "text" if isinstance(path.value, str) else "number"
        if leaf.kinds and kind not in leaf.kinds:
            yield f"`{path.condition}` is never {path.value!r}: {_said(leaf)}"
        elif leaf.words and path.value not in leaf.words:
            yield f"`{path.condition}` is never {path.value!r}{did_you_mean(str(path.value), leaf.words)}"


def _values(kind: type[View], name: str, value: Value, dialect: Dialect, own: Sequence[Shape]) -> Iterator[str]:
    setting = kind.settings()[name]
    full = f"{class_name(kind)}.{name}"
    try:
        there = found(value.place, own, dialect)
    except Misfit:
        return
    for _, result in there:
        if isinstance(result, Misfit):
            continue
        if (full, dialect.value) not in KINDS and not _agrees(setting, value, result):
            yield f"{_label(value.place)} cannot be read as {_expected(setting)}: {_said(result)}"
        if value.use == "value":
            yield from _unknown_words(full, setting, result)


def _agrees(setting: Setting, value: Value, shape: Shape) -> bool:
    """Whether what the schema says is there can be what the setting reads. A schema that does not tell agrees."""
    if not shape.kinds or value.use == "present":
        return True
    if value.use == "document":
        return bool(inside(shape).kinds & {"text", "structure", "map"}) or not inside(shape).kinds
    each = inside(shape).kinds
    match setting:
        case Blocks():
            return bool(each & {"structure", "map"})
        case TextList() | Links():
            return bool(each & SCALARS) or not each
        case Link():
            return bool(shape.kinds & SCALARS)
        case Attribute() if value.use == "negated":
            return "boolean" in shape.kinds
        case Attribute(converter=converter):
            if converter is BOOLEAN:
                return "boolean" in shape.kinds
            if converter in {INTEGER, NUMBER}:
                return "number" in shape.kinds
            return bool(shape.kinds & SCALARS)
    return True


def _expected(setting: Setting) -> str:
    match setting:
        case Attribute(converter=converter):
            return converter.name
        case TextList():
            return "a list of texts"
        case Blocks():
            return "blocks"
    return "what names a resource"


def _said(shape: Shape) -> str:
    kinds = " or ".join(sorted(shape.kinds))
    inner = inside(shape)
    return f"{shape.name} is {kinds}" + (f" of {' or '.join(sorted(inner.kinds))}" if inner is not shape else "")


def _unknown_words(full: str, setting: Setting, shape: Shape) -> Iterator[str]:
    """Vendor's words that the converter refuses."""
    if not isinstance(setting, Attribute):
        return
    for word in shape.words:
        try:
            setting.converter.convert(word)
        except NotConvertible:
            if (full, word) not in UNKNOWN_WORDS:
                yield f"{shape.name} can be `{word}`, which the class does not know"


def word_problems(kind: type[View], name: str, own: Mapping[Dialect, Sequence[Shape]]) -> list[str]:
    """Words of a setting that no vendor knows, and defaults that it cannot have."""
    setting = kind.settings()[name]
    if not isinstance(setting, Attribute):
        return []
    full = f"{class_name(kind)}.{name}"
    vendor = {word.lower() for dialect in Dialect for word in _vendor_words(setting, dialect, own[dialect])}
    problems = [
        f"no schema knows the word `{word}`{did_you_mean(word, vendor)}"
        for word in setting.converter.words
        if vendor and word.lower() not in vendor and (full, word) not in OWN_WORDS
    ]
    default = setting.default
    choices = [default.of(dialect) for dialect in Dialect] if isinstance(default, PerDialect) else [default]
    for each in choices:
        try:
            if each is not None and not isinstance(each, Unstated):
                setting.converter.convert(each)
        except NotConvertible as cause:
            problems.append(f"its default: {cause}")
    return problems


def _vendor_words(setting: Setting, dialect: Dialect, own: Sequence[Shape]) -> Iterator[str]:
    for value in values(setting.path(dialect)):
        try:
            there = found(value.place, own, dialect)
        except Misfit:
            continue
        for _, result in there:
            if isinstance(result, Shape):
                yield from result.words


def referrer_problems(kind: type[View], name: str) -> list[str]:
    """What is wrong with the link that a reverse link follows."""
    referrers = vars(kind)[name]
    assert isinstance(referrers, Referrers)
    pointing = referrers.kind()
    known = {each for each, setting in pointing.settings().items() if isinstance(setting, (Link, Links))}
    if referrers.by in known:
        return []
    return [f"{class_name(pointing)} has no link `{referrers.by}`{did_you_mean(referrers.by, known)}"]


def name_problems(kind: type[Resource], dialect: Dialect, own: Sequence[Shape]) -> list[str]:
    """What is wrong with the names by which others name a resource."""
    problems: list[str] = []
    for name in getattr(kind.names, dialect.value):
        for place in [Place(path) for path in _filled(name)]:
            there = [result for _, result in found(place, own, dialect)]
            shapes = [result for result in there if isinstance(result, Shape)]
            if not shapes:
                problems += [f"name `{name}`: {misfit}" for misfit in there]
            problems += [
                f"name `{name}` is no text: {_said(shape)}"
                for shape in shapes
                if shape.kinds and not inside(shape).kinds & SCALARS
            ]
    return problems


def _filled(name: str) -> list[str]:
    """The paths in a name: itself, or those between the braces of a template."""
    if "{" not in name:
        return [name]
    return [piece.partition("}")[0] for piece in name.split("{")[1:]]


def listing_problems(kind: type[Resource]) -> list[str]:
    """What is wrong with how a type is listed, described and asked about."""
    listing, collected = kind.listing, kind.collected()
    assert listing is not None
    assert collected is not None
    problems: list[str] = []
    try:
        problems += live.parameters(listing)
        if listing.per is not None:
            problems += _arguments(listing, listing.per_parameters, live.parent(listing.per))
        listed, whole = live.item(listing), live.body(kind)
        problems += [problem for path in (listing.id, listing.region) if path for problem in _text(path, whole)]
        if listing.describe is not None:
            problems += live.parameters(listing.describe)
            problems += _arguments(listing.describe, listing.describe.parameters, listed)
            problems += live.batched(listing.describe)
        for call in collected.calls:
            problems += live.parameters(call)
            problems += _arguments(call, call.parameters, live.with_answer(whole, call, collected.calls))
            problems += live.batched(call)
    except Misfit as misfit:
        problems.append(str(misfit))
    return problems


def _text(path: str, shape: Shape) -> Iterator[str]:
    """An expression over the entries of a resource that must give one text or number."""
    try:
        there = live.at(path, shape)
    except Misfit as misfit:
        yield f"`{path}`: {misfit}"
        return
    if there.kinds and not there.kinds & SCALARS:
        yield f"`{path}` is no text: {_said(there)}"


def _arguments(asked: Call | Listing, paths: Mapping[str, str], shape: Shape) -> Iterator[str]:
    """Expressions over the entries of a resource that must give what the call takes."""
    for name, path in paths.items():
        if path.startswith("="):
            continue
        try:
            there = live.at(path, shape)
        except Misfit as misfit:
            yield f"{asked.action}: {name} from `{path}`: {misfit}"
            continue
        taken = live.taken(asked, name)
        if taken is not None and there.kinds and not there.kinds & taken.kinds:
            yield f"{asked.action}: {name} from `{path}`: {_said(there)}, but it takes {' or '.join(taken.kinds)}"
