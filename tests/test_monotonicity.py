"""More knowledge never flips a decided verdict: the bundled policies on the example platform, made less known."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import pytest_aisec_policies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_aisec.declarations import Contents, Declaration, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.settings import Settings
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.source import Source
from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import NotApplicable, Verdict, choose, decide

ROOT = Path(__file__).parents[1]
PLATFORM = ROOT / "examples" / "ai-platform"
AFTER = {
    Verdict.PASSED: {Verdict.PASSED, Verdict.NOT_APPLICABLE},
    Verdict.VIOLATED: {Verdict.VIOLATED},
    Verdict.ERROR: {Verdict.ERROR},
}
"""What a verdict can be once more is known. What holds wherever a policy applies has passed, though it may not apply."""

THEMES = sorted(
    str(file) for name in ("main.tf", "template.yaml") for file in (ROOT / "tests/estates/themes").rglob(name)
)

Path_ = tuple[str | int, ...]
Verdicts = dict[tuple[str, str], Verdict]


@cache
def source_of(kind: str) -> Source:
    """The platform as `terraform` or `cloudformation`; or the estate of a theme, by the path of its file."""
    if kind == "terraform":
        return TerraformSource(PLATFORM / "terraform", PLATFORM)
    if kind.endswith(".tf"):
        return TerraformSource(Path(kind).parent, Path(kind).parent)
    file = PLATFORM / "cloudformation" / "platform.yaml" if kind == "cloudformation" else Path(kind)
    return CloudFormationSource(file, file.parent)


@cache
def contents_of(kind: str) -> Contents:
    return source_of(kind).read()


def policies() -> Iterator[tuple[str, Callable[..., None], str, type]]:
    for module in pkgutil.walk_packages(pytest_aisec_policies.__path__, "pytest_aisec_policies."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("test_") and inspect.isfunction(function):
                hints = typing.get_type_hints(function)
                parameter, *configured = inspect.signature(function).parameters
                judging = partial(function, **dict.fromkeys(configured, Settings()))
                yield name, judging, parameter, hints[parameter]


POLICIES = list(policies())


def verdicts(kind: str, declarations: tuple[Declaration, ...]) -> Verdicts:
    source = source_of(kind)
    inventory = Inventory([SourceRecord(source.id, source.kind, source.location, Contents(declarations))])
    found: Verdicts = {}
    for name, function, parameter, judged in POLICIES:
        for subject in subjects_of(judged, inventory):

            def judge(subject: Any = subject, function: Any = function, parameter: str = parameter) -> None:
                doubt = subject.member.doubt if subject.member else ()
                if doubt and not choose(("member", subject.resource.key), (True, False), "; ".join(doubt)):
                    raise NotApplicable
                function(**{parameter: subject.view})

            decision = decide(judge, skips=(NotApplicable, pytest.skip.Exception))
            found[name, subject.resource.address] = decision.verdict
    return found


@cache
def full(kind: str) -> Verdicts:
    return verdicts(kind, contents_of(kind).declarations)


def leaves(value: Located, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    match value.value:
        case list() as items:
            for index, item in enumerate(items):
                yield from leaves(item, (*path, index))
        case dict() as entries:
            for name, item in entries.items():
                yield from leaves(item, (*path, name))


@cache
def places(kind: str) -> list[tuple[int, Path_]]:
    """Every value below the top of every body, as the number of its declaration and the path to it."""
    return [
        (number, path)
        for number, declaration in enumerate(contents_of(kind).declarations)
        for path in leaves(declaration.body)
        if path
    ]


def blanked(value: Located, path: Path_, unknown: Unknown) -> Located:
    if not path or not isinstance(value.value, (dict, list)):
        return replace(value, value=unknown)
    step, *rest = path
    inner: Any = value.value.copy()
    inner[step] = blanked(inner[step], tuple(rest), unknown)
    return replace(value, value=inner)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["terraform", "cloudformation"]))
def test_more_knowledge_never_flips_a_decided_verdict(data: st.DataObject, kind: str) -> None:
    flips_nothing(data, kind)


@pytest.mark.parametrize("file", THEMES, ids=lambda file: "-".join(Path(file).parts[-3:]))
def test_more_knowledge_never_flips_a_decided_verdict_of_a_theme(file: str) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def once(data: st.DataObject) -> None:
        flips_nothing(data, file)

    once()


def flips_nothing(data: st.DataObject, kind: str) -> None:
    """Some values of an estate become unknown: what is decided all the same is decided as it was."""
    chosen = data.draw(st.lists(st.sampled_from(places(kind)), min_size=1, max_size=8))
    declarations = list(contents_of(kind).declarations)
    for number, path in chosen:
        unknown = Unknown(reason=f"blank {number} {path}")
        declarations[number] = declarations[number]._replace(body=blanked(declarations[number].body, path, unknown))
    known = full(kind)
    for key, verdict in verdicts(kind, tuple(declarations)).items():
        after = known.get(key, Verdict.NOT_APPLICABLE)
        assert after in AFTER.get(verdict, set(Verdict)), f"{key}: {verdict} although it is {after} with more knowledge"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["terraform", "cloudformation"]))
def test_an_unknown_value_never_takes_a_violation_out_of_sight(data: st.DataObject, kind: str) -> None:
    number, path = data.draw(st.sampled_from(places(kind)))
    declarations = list(contents_of(kind).declarations)
    body = blanked(declarations[number].body, path, Unknown(reason="blank"))
    declarations[number] = declarations[number]._replace(body=body)
    found = verdicts(kind, tuple(declarations))
    for key, verdict in full(kind).items():
        if verdict is Verdict.VIOLATED:
            assert found.get(key) in {Verdict.VIOLATED, Verdict.UNDETERMINED}, (
                f"{key} was violated, and is {found.get(key)} when {path} of {declarations[number].address} is unknown"
            )
