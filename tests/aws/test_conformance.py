"""Every path of every class exists in the vendors' schemas: a typo would be a setting that is silently never stated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.model.surroundings import Referrers
from tests.aws.conformance import (
    listing_problems,
    name_problems,
    referrer_problems,
    setting_problems,
    word_problems,
)
from tests.aws.containers import described, of_type
from tests.aws.described import class_name, resource_classes, view_classes
from tests.aws.shapes import Misfit

RESOURCES = [pytest.param(kind, id=class_name(kind)) for kind in resource_classes()]
LISTED = [pytest.param(kind, id=class_name(kind)) for kind in resource_classes() if kind.listing]
dialects = pytest.mark.parametrize("dialect", [pytest.param(dialect, id=dialect.value) for dialect in Dialect])


def settings() -> Iterator[object]:
    for kind in view_classes():
        for name in kind.settings():
            yield pytest.param(kind, name, id=f"{class_name(kind)}.{name}")


def referrers() -> Iterator[object]:
    for kind in view_classes():
        for name, value in vars(kind).items():
            if isinstance(value, Referrers):
                yield pytest.param(kind, name, id=f"{class_name(kind)}.{name}")


def check(problems: list[str]) -> None:
    assert not problems, "\n".join(problems)


def settings_by_dialect() -> Iterator[object]:
    """Every setting in every dialect that has the type; one of a class that no dialect has, in all of them."""
    for kind in view_classes():
        having = [dialect for dialect in Dialect if described(dialect)[kind]] or list(Dialect)
        for name in kind.settings():
            for dialect in having:
                yield pytest.param(kind, name, dialect, id=f"{class_name(kind)}.{name}-{dialect.value}")


@pytest.mark.parametrize(("kind", "name", "dialect"), list(settings_by_dialect()))
def test_setting_is_where_the_vendor_has_it(kind: type[View], name: str, dialect: Dialect) -> None:
    check(setting_problems(kind, name, dialect, described(dialect)[kind]))


@pytest.mark.parametrize(("kind", "name"), list(settings()))
def test_words_are_the_vendors(kind: type[View], name: str) -> None:
    check(word_problems(kind, name, {dialect: described(dialect)[kind] for dialect in Dialect}))


@pytest.mark.parametrize(("kind", "name"), list(referrers()))
def test_reverse_link_follows_a_link(kind: type[View], name: str) -> None:
    check(referrer_problems(kind, name))


@dialects
@pytest.mark.parametrize("kind", RESOURCES)
def test_type_and_names_are_the_vendors(kind: type[Resource], dialect: Dialect) -> None:
    problems = []
    for name in () if dialect is Dialect.LIVE else kind.types_in(dialect):
        try:
            of_type(dialect, name)
        except Misfit as misfit:
            problems.append(str(misfit))
    check([*problems, *name_problems(kind, dialect, described(dialect)[kind])])


@pytest.mark.parametrize("kind", LISTED)
def test_listing_and_calls_are_those_of_the_api(kind: type[Resource]) -> None:
    check(listing_problems(kind))
