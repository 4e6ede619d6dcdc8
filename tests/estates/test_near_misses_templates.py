"""The templates of the themes said otherwise are judged alike; where less is known, nothing turns.

Each policy is tried with what a careless check gets wrong: values by parameters, mappings and conditions, resources
that are there on a condition, parts that may be removed, JSON instead of YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.estates.names import Variant, marks
from tests.estates.near_misses import (
    THEMES,
    VARIANTS,
    differences,
    excepted,
    judged_template,
    policies_of,
    template,
    template_before,
    told_by_template,
    turned,
    verdicts,
)
from tests.estates.templates_rewritten import (
    LESS,
    NOTHING,
    OPEN,
    SAME,
    TEMPLATE,
    Literal,
    Rewritten,
    Template,
    as_json,
    choosing,
    without,
)
from tests.estates.test_themes import folder

each_theme = pytest.mark.parametrize("theme", THEMES)
each_estate = pytest.mark.parametrize("variant", VARIANTS)


def chosen(given: Template, literals: list[Literal]) -> Rewritten:
    return choosing(given, literals, OPEN)


@each_theme
@each_estate
@pytest.mark.parametrize("way", SAME)
def test_what_is_said_otherwise_is_judged_alike(theme: str, variant: Variant, way: str) -> None:
    said = SAME[way](template(theme, variant))
    assert differences(template_before(theme, variant), told_by_template(judged_template(theme, said), said)) == []


@each_theme
@each_estate
def test_json_is_judged_alike(theme: str, variant: Variant) -> None:
    found = judged_template(theme, as_json(template(theme, variant)))
    assert {key: said.verdict for key, said in found.items()} == verdicts(template_before(theme, variant))


@each_theme
@each_estate
@pytest.mark.parametrize("way", NOTHING)
def test_what_is_not_there_is_not_judged(theme: str, variant: Variant, way: str) -> None:
    assert judged_template(theme, NOTHING[way](template(theme, variant))) == {}


@each_theme
@each_estate
@pytest.mark.parametrize("way", LESS)
def test_what_is_not_known_turns_no_verdict(theme: str, variant: Variant, way: str) -> None:
    said = LESS[way](template(theme, variant))
    wrong = turned(template_before(theme, variant), told_by_template(judged_template(theme, said), said))
    assert policies_of(wrong) == excepted(theme, variant, way), sorted(wrong)


def by_resource(given: Template) -> Iterator[list[Literal]]:
    literals = given.literals()
    for name in given.resources:
        yield [literal for literal in literals if literal.resource == name]


@each_theme
@each_estate
@pytest.mark.parametrize(("name", "way"), [("resources-without", without), ("resources-chosen", chosen)])
def test_what_one_resource_does_not_tell_turns_no_verdict(
    theme: str, variant: Variant, name: str, way: Callable[[Template, list[Literal]], Rewritten]
) -> None:
    given = template(theme, variant)
    wrong = set()
    for literals in by_resource(given):
        said = way(given, literals)
        wrong |= turned(template_before(theme, variant), told_by_template(judged_template(theme, said), said))
    assert policies_of(wrong) == excepted(theme, variant, name), sorted(wrong)


@each_theme
@each_estate
def test_a_part_that_may_not_be_there_turns_no_verdict(theme: str, variant: Variant) -> None:
    given = template(theme, variant)
    for part in given.parts():
        said = chosen(given, [part])
        wrong = turned(template_before(theme, variant), told_by_template(judged_template(theme, said), said))
        assert not wrong, f"line {part.line}"


@each_theme
@pytest.mark.parametrize("way", [without, chosen])
def test_a_flaw_that_is_not_certain_is_not_passed(
    theme: str, way: Callable[[Template, list[Literal]], Rewritten]
) -> None:
    """On the marked lines: the value that decides is not known."""
    given = template(theme, "flawed")
    old = template_before(theme, "flawed")
    for _, line, policy in (mark for mark in marks(folder(theme, "flawed")) if mark[0].name == TEMPLATE):
        for literal in given.literals():
            if literal.line != line:
                continue
            said = way(given, [literal])
            found = told_by_template(judged_template(theme, said), said)
            wrong = {key for key in turned(old, found) if key.policy == policy}
            assert not wrong or policy in excepted(theme, "flawed", "no-values"), f"line {line}: {literal.text}"
