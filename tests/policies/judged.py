"""What the bundled policies say of a few lines of Terraform, CloudFormation, or of an account's answers."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from textwrap import dedent, indent

import pytest
import pytest_aisec_policies

from pytest_aisec.ai import Subject
from pytest_aisec.analysis.roles import Scope, widen
from pytest_aisec.declarations import Declaration, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.settings import Settings
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.source import Source
from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.verdicts import Decision, NotApplicable, choose, decide
from tests.model.declared import inventory


def policies() -> Iterator[tuple[str, Callable[..., None]]]:
    """Every bundled policy, by its name."""
    for module in pkgutil.walk_packages(pytest_aisec_policies.__path__, "pytest_aisec_policies."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("test_") and inspect.isfunction(function):
                yield name.removeprefix("test_"), function


@cache
def policy(name: str) -> tuple[Callable[..., None], str, type, str | None]:
    """The function of a policy, its parameter, what that is annotated with, and the parameter for settings."""
    function = dict(policies())[name]
    parameter, *configured = inspect.signature(function).parameters
    return function, parameter, typing.get_type_hints(function)[parameter], configured[0] if configured else None


def read(source: Source) -> Inventory:
    return Inventory([SourceRecord(source.id, source.kind, source.location, source.read())])


def terraform(folder: Path, text: str) -> Inventory:
    """The inventory of a root module of one file."""
    (folder / "main.tf").write_text(dedent(text))
    return read(TerraformSource(folder, folder))


def cloudformation(folder: Path, text: str) -> Inventory:
    """The inventory of a template, of which only the resources (and what follows) are given."""
    path = folder / "template.yaml"
    path.write_text("Resources:\n" + indent(dedent(text), "  "))
    return read(CloudFormationSource(path, folder))


def everything(estate: Inventory | list[Declaration]) -> Inventory:
    """An inventory all of which is taken as part of the AI estate."""
    given = estate if isinstance(estate, Inventory) else inventory(*estate)
    widen(given, Scope.ALL)
    return given


def decisions(name: str, estate: Inventory, settings: Settings | None = None) -> dict[str, Decision]:
    """What a policy says of each resource that it judges, by address."""
    function, parameter, kind, configured = policy(name)
    given = {configured: settings or Settings()} if configured else {}

    def judge(subject: Subject) -> None:
        doubt = subject.member.doubt if subject.member else ()
        if doubt and not choose(("member", subject.resource.key), (True, False), "; ".join(doubt)):
            raise NotApplicable
        function(**{parameter: subject.view}, **given)

    skips = (NotApplicable, pytest.skip.Exception)
    return {
        subject.resource.address: decide(partial(judge, subject), skips=skips) for subject in subjects_of(kind, estate)
    }


def verdicts(name: str, estate: Inventory | list[Declaration], settings: Settings | None = None) -> dict[str, str]:
    """The verdicts of a policy, by address."""
    given = estate if isinstance(estate, Inventory) else inventory(*estate)
    return {address: decision.verdict.value for address, decision in decisions(name, given, settings).items()}
