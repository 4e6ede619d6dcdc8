"""The Terraform estates of the themes said otherwise are judged alike; where less is known, nothing turns.

Each policy is tried with what a careless check gets wrong: values by variables, locals, loops, functions and modules,
dynamic blocks, `count = 0`, conditions and values that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.estates.judging import Key
from tests.estates.names import Variant, marks
from tests.estates.near_misses import (
    THEMES,
    VARIANTS,
    before,
    differences,
    estate,
    excepted,
    judged,
    policies_of,
    told,
    turned,
    verdicts,
)
from tests.estates.terraform_json import as_json
from tests.estates.terraform_otherwise import LESS, NOTHING, SAME, chosen, in_module_twice, without
from tests.estates.terraform_rewritten import MAIN, Estate, Literal, Rewritten
from tests.estates.test_themes import folder

each_theme = pytest.mark.parametrize("theme", THEMES)
each_estate = pytest.mark.parametrize("variant", VARIANTS)


@each_theme
@each_estate
@pytest.mark.parametrize("way", SAME)
def test_what_is_said_otherwise_is_judged_alike(theme: str, variant: Variant, way: str) -> None:
    files = SAME[way](estate(theme, variant))
    assert differences(before(theme, variant), told(judged(theme, files), files)) == []


@each_theme
@each_estate
def test_json_is_judged_alike(theme: str, variant: Variant) -> None:
    found = judged(theme, as_json(estate(theme, variant)))
    assert {key: said.verdict for key, said in found.items()} == verdicts(before(theme, variant))


@each_theme
@each_estate
def test_a_module_that_is_called_twice_is_judged_twice(theme: str, variant: Variant) -> None:
    """Each by itself: both calls name things alike, and a name means what the same call makes."""
    files = in_module_twice(estate(theme, variant))
    found = judged(theme, files)
    old = before(theme, variant)
    judged_too = {Key(key.policy, files.address(key.address)) for key in found}
    assert judged_too <= old.keys()
    # what is judged once for an account stays one
    assert {key for key, said in old.items() if said.verdict == "violated" and key not in judged_too} == set()
    wrong = set()
    for key, said in found.items():
        at_once = old[Key(key.policy, files.address(key.address))]
        if said.verdict != at_once.verdict:
            wrong.add((key.policy, said.verdict, said.why))
        elif said.verdict == "violated" and said.line is not None:
            assert files.origins.get((said.file or "", said.line)) == at_once.line
    assert wrong == set()


@each_theme
@each_estate
@pytest.mark.parametrize("way", NOTHING)
def test_what_is_not_there_is_not_judged(theme: str, variant: Variant, way: str) -> None:
    assert judged(theme, NOTHING[way](estate(theme, variant))) == {}


@each_theme
@each_estate
@pytest.mark.parametrize("way", LESS)
def test_what_is_not_known_turns_no_verdict(theme: str, variant: Variant, way: str) -> None:
    files = LESS[way](estate(theme, variant))
    wrong = turned(before(theme, variant), told(judged(theme, files), files))
    assert policies_of(wrong) == excepted(theme, variant, way), sorted(wrong)


def by_resource(given: Estate) -> Iterator[list[Literal]]:
    literals = given.literals()
    for address in given.resources:
        yield [literal for literal in literals if literal.resource == address]


@each_theme
@each_estate
@pytest.mark.parametrize(("name", "way"), [("resources-without", without), ("resources-chosen", chosen)])
def test_what_one_resource_does_not_tell_turns_no_verdict(
    theme: str, variant: Variant, name: str, way: Callable[[Estate, list[Literal]], Rewritten]
) -> None:
    given = estate(theme, variant)
    wrong = set()
    for literals in by_resource(given):
        files = way(given, literals)
        wrong |= turned(before(theme, variant), told(judged(theme, files), files))
    assert policies_of(wrong) == excepted(theme, variant, name), sorted(wrong)


@each_theme
@each_estate
def test_a_part_that_may_not_be_there_turns_no_verdict(theme: str, variant: Variant) -> None:
    given = estate(theme, variant)
    for part in given.expressions():
        files = chosen(given, [part])
        wrong = turned(before(theme, variant), told(judged(theme, files), files))
        assert not wrong, f"line {part.line}: {part.text}"


@each_theme
@pytest.mark.parametrize("way", [without, chosen])
def test_a_flaw_that_is_not_certain_is_not_passed(
    theme: str, way: Callable[[Estate, list[Literal]], Rewritten]
) -> None:
    """On the marked lines: the value that decides is not known."""
    given = estate(theme, "flawed")
    old = before(theme, "flawed")
    for _, line, policy in (mark for mark in marks(folder(theme, "flawed")) if mark[0].name == MAIN):
        for literal in given.literals():
            if literal.line != line:
                continue
            files = way(given, [literal])
            wrong = {key for key in turned(old, told(judged(theme, files), files)) if key.policy == policy}
            assert not wrong or policy in excepted(theme, "flawed", "no-values"), f"line {line}: {literal.text}"
