"""The bundled policies say the same of the platform in every source: its flaws at their lines, and nothing else."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable

import pytest

from pytest_aisec.inventory import Inventory
from tests.estates.names import EXAMPLE, POLICIES, ROOT, Variant, marks
from tests.estates.reading import OWN, names_in
from tests.estates.sources import KINDS, VARIANTS, Kind, Outcome, judged, request

Runner = Callable[[Variant, Kind], Outcome]
Namer = Callable[[Variant, Kind], dict[tuple[str, str], str]]


@pytest.fixture(scope="session")
def run(endpoint: Callable[[Variant], str], tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Gives the run of the plugin on a variant as one kind of source has it; each runs once."""

    @functools.cache
    def once(variant: Variant, kind: Kind) -> Outcome:
        folder = tmp_path_factory.mktemp(f"{variant}-{kind}")
        return judged(request(variant, kind), folder, endpoint=endpoint(variant) if kind == "aws" else None)

    return once


@pytest.fixture(scope="session")
def verdicts(run: Runner, inventory_of: Callable[[Variant, Kind], Inventory]) -> Namer:
    """Gives the verdict on each (policy, estate name), without what AWS makes of its own accord."""

    def named(variant: Variant, kind: Kind) -> dict[tuple[str, str], str]:
        names = names_in(inventory_of(variant, kind), variant)
        found = {
            (policy, names[address]): verdict for (policy, address), verdict in run(variant, kind).verdicts.items()
        }
        return {key: verdict for key, verdict in found.items() if key[1] != OWN}

    return named


@pytest.mark.parametrize("variant", VARIANTS)
def test_verdicts_are_the_same_in_every_source(verdicts: Namer, variant: Variant) -> None:
    expected = verdicts(variant, "terraform")
    assert expected
    for kind in ("cloudformation", "aws"):
        found = verdicts(variant, kind)
        assert sorted(found.items() ^ expected.items()) == [], kind


@pytest.mark.parametrize("kind", KINDS)
def test_secure_platform_passes_everything(run: Runner, kind: Kind) -> None:
    outcome = run("secure", kind)
    assert [found for found in outcome.findings if found["verdict"] not in ("passed", "not_applicable")] == []
    assert [
        policy["id"] for policy in outcome.report["policies"] if policy.get("trouble") or not policy["passed"]
    ] == []
    assert [source["unread"] for source in outcome.report["sources"]] == [[]]
    assert outcome.status == 0


@pytest.mark.parametrize("kind", ["terraform", "cloudformation"])
def test_flawed_platform_is_violated_at_exactly_the_marked_lines(run: Runner, kind: Kind) -> None:
    suffix = {"terraform": ".tf", "cloudformation": ".yaml"}[kind]
    marked = Counter(
        (policy, file.relative_to(ROOT).as_posix(), line)
        for file, line, policy in marks(EXAMPLE)
        if file.suffix == suffix
    )
    outcome = run("flawed", kind)
    violated = [found for found in outcome.findings if found["verdict"] == "violated"]
    assert Counter((found["policy"], found["file"], found["line"]) for found in violated) == marked
    assert outcome.status == 1


def test_flawed_account_has_the_same_violations(verdicts: Namer, run: Runner) -> None:
    by_kind = {
        kind: {key for key, verdict in verdicts("flawed", kind).items() if verdict == "violated"} for kind in KINDS
    }
    assert by_kind["aws"] == by_kind["terraform"] == by_kind["cloudformation"] != set()
    assert run("flawed", "aws").status == 1


@pytest.mark.parametrize("kind", KINDS)
def test_flawed_platform_leaves_nothing_undecided(run: Runner, kind: Kind) -> None:
    outcome = run("flawed", kind)
    assert {found["verdict"] for found in outcome.findings} <= {"passed", "violated", "not_applicable"}
    assert {policy["id"] for policy in outcome.report["policies"] if policy["violated"]} == set(POLICIES)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_verdict_has_its_evidence(run: Runner, variant: Variant, kind: Kind) -> None:
    decided = [found for found in run(variant, kind).findings if found["verdict"] in ("passed", "violated")]
    place = "api" if kind == "aws" else "line"
    assert decided
    assert [found for found in decided if not found["evidence"]] == []
    assert [seen for found in decided for seen in found["evidence"] if seen[place] is None] == []
