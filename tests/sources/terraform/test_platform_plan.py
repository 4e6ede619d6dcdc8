"""The plan of the example platform gets the verdicts that its configuration gets, at the same lines when joined."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_aisec.requests import Request
from tests.estates.names import ROOT, TERRAFORM, Variant
from tests.estates.sources import VARIANTS, Outcome, judged

from .plans import as_json, plan_of

Runner = Callable[[Variant, str], Outcome]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Gives the run on a variant's configuration, its plan, or its plan joined with the configuration."""

    @functools.cache
    def once(variant: Variant, form: str) -> Outcome:
        folder = tmp_path_factory.mktemp(f"{variant}-{form}")
        source = Request("terraform", TERRAFORM[variant].relative_to(ROOT).as_posix())
        if form != "configuration":
            file = folder / "plan.json"
            file.write_text(as_json(plan_of(TERRAFORM[variant])), encoding="utf-8")
            at = f"@{TERRAFORM[variant]}" if form == "joined" else ""
            source = Request("plan", f"{file}{at}")
        return judged(source, folder)

    return once


@pytest.mark.parametrize("variant", VARIANTS)
def test_joined_plan_has_the_same_verdicts(run: Runner, variant: Variant) -> None:
    expected = run(variant, "configuration")
    found = run(variant, "joined")
    assert expected.verdicts
    assert found.verdicts == expected.verdicts
    assert found.status == expected.status


@pytest.mark.parametrize("variant", VARIANTS)
def test_joined_plan_has_the_same_lines(run: Runner, variant: Variant) -> None:
    def places(outcome: Outcome) -> Counter[tuple[str, ...]]:
        keys = ("policy", "address", "verdict", "file", "line")
        return Counter(tuple(str(found[key]) for key in keys) for found in outcome.findings)

    assert places(run(variant, "joined")) == places(run(variant, "configuration"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_plan_alone_contradicts_no_verdict(run: Runner, variant: Variant) -> None:
    expected = run(variant, "configuration").verdicts
    found = run(variant, "plan").verdicts
    assert found
    decided = {key: verdict for key, verdict in found.items() if verdict != "undetermined"}
    assert {key: verdict for key, verdict in decided.items() if expected.get(key, verdict) != verdict} == {}


def test_plan_alone_names_the_file(run: Runner) -> None:
    files = {Path(found["file"]).name for found in run("flawed", "plan").findings}
    assert files == {"plan.json"}
